// Which drafts a plan may hold: not those that are riskier than was asked for, none of objects that would be put back, and none whose
// requirements are not in the plan. What is left out for a reason is said with it.
import { unreachable } from '../base/index.ts'
import { formatRef } from '../kube/index.ts'
import { platformOwner } from '../verdict/index.ts'
import { draftKey, leave, type Draft } from './draft.ts'
import { ofPlatform, type PlanBench } from './plan-bench.ts'
import type { Reverter } from './reverters.ts'
import { riskLevels, type LeftAlone } from './step.ts'

/** Drafts that were sorted out. */
export interface Settled {
  readonly steps: readonly Draft[]
  /** Edits that belong where the object comes from. */
  readonly inSource: readonly { readonly draft: Draft; readonly reverter: Reverter }[]
  readonly left: readonly LeftAlone[]
}

/** What becomes of a draft, by itself. */
type Fate =
  | { readonly kind: 'step' }
  | { readonly kind: 'inSource'; readonly reverter: Reverter }
  | { readonly kind: 'left'; readonly left: readonly LeftAlone[] }

/** Sorts drafts out. */
export function settle(drafts: readonly Draft[], bench: PlanBench): Settled {
  const steps = new Map<string, Draft>()
  const inSource: { readonly draft: Draft; readonly reverter: Reverter }[] = []
  const left: LeftAlone[] = []
  const saidWhy = new Set<string>()
  for (const draft of drafts) {
    const fate = fateOf(draft, bench)
    const key = draftKey(draft)
    if (fate.kind !== 'step') saidWhy.add(key)
    switch (fate.kind) {
      case 'step':
        steps.set(key, draft)
        break
      case 'inSource':
        inSource.push({ draft, reverter: fate.reverter })
        break
      case 'left':
        left.push(...fate.left)
        break
      default:
        unreachable(fate)
    }
  }
  for (let changed = true; changed;) {
    changed = false
    for (const [key, draft] of steps) {
      const missing = draft.requires.find((required) => !steps.has(draftKey(required)))
      if (missing === undefined) continue
      steps.delete(key)
      changed = true
      if (!saidWhy.has(draftKey(missing)))
        left.push(
          ...leave(draft.object, {
            kind: 'needsDecision',
            reason: `it waits for \`${missing.remedy}\` of ${formatRef(missing.object)}, which is not in this plan`,
            remedy: `plan with \`${missing.remedy}\` as well`,
          }).left,
        )
      saidWhy.add(key)
    }
    const required = new Set(
      [...steps.values(), ...inSource.map(({ draft }) => draft)].flatMap(({ requires }) => requires.map(draftKey)),
    )
    for (const [key, { enabling }] of steps)
      if (enabling === true && !required.has(key)) {
        steps.delete(key)
        saidWhy.add(key)
        changed = true
      }
  }
  const needed = new Set(inSource.flatMap(({ draft }) => draft.requires.map(draftKey)))
  return {
    steps: [...steps.values()],
    inSource: inSource.filter(({ draft }) => draft.enabling !== true || needed.has(draftKey(draft))),
    left,
  }
}

function fateOf(draft: Draft, bench: PlanBench): Fate {
  const { object, meta, change, risk, remedy, reason } = draft
  if (meta !== undefined && platformOwner(object.namespace ?? 'default', meta) !== undefined)
    return { kind: 'left', left: leave(object, ofPlatform).left }
  if (riskLevels.indexOf(risk.level) > riskLevels.indexOf(bench.options.maxRisk))
    return {
      kind: 'left',
      left: leave(object, {
        kind: 'tooRisky',
        reason: `${reason}; \`${remedy}\` is of ${risk.level} risk: ${risk.why}`,
        remedy: `allow a risk of \`${risk.level}\``,
      }).left,
    }
  const reverter = bench.reverterOf(meta)
  // A mark that its source does not know is kept by what merges three ways, and where it is not, the pods are replaced all the same.
  if (reverter === undefined || (remedy === 'pods-renewed' && reverter.kind === 'source')) return { kind: 'step' }
  if (change.kind === 'edit') return { kind: 'inSource', reverter }
  return {
    kind: 'left',
    left: leave(object, {
      kind: 'reverted',
      reason: `${reverter.by} keeps it, and would make it again; ${reason}`,
      remedy: `take it out of ${reverter.where}`,
    }).left,
  }
}
