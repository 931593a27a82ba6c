// Which drafts a plan may hold: not those that are riskier than was asked for, none of objects that would be put back, and none whose
// requirements are not in the plan. What is left out for a reason is said with it.
import { unreachable } from '../base/index.ts'
import { formatRef } from '../kube/index.ts'
import { platformOwner } from '../verdict/index.ts'
import { draftNames, leave, type Block, type Draft, type DraftName } from './draft.ts'
import { ofPlatform, type PlanBench } from './plan-bench.ts'
import type { Reverter } from './reverters.ts'
import { riskLevels, type LeftAlone } from './step.ts'

/** Drafts that were sorted out. */
export interface Settled {
  readonly steps: readonly Draft[]
  /** What each of them waits for, where it does; all of that is among the steps. */
  readonly waitsFor: ReadonlyMap<Draft, readonly (Draft | undefined)[]>
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
  const byName = draftNames(drafts)
  const steps = new Set<Draft>()
  const inSource: { readonly draft: Draft; readonly reverter: Reverter }[] = []
  const left: LeftAlone[] = []
  // Drafts that are not in the plan for a reason that is told, or that is another's.
  const explained = new Set<Draft>()
  for (const draft of drafts) {
    const fate = fateOf(draft, bench)
    if (fate.kind !== 'step') explained.add(draft)
    switch (fate.kind) {
      case 'step':
        steps.add(draft)
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
  const requiredBy = (draft: Draft) => draft.requires.map(byName)
  const demanding = new Map<Draft, readonly (Draft | undefined)[]>()
  for (const draft of steps) if (draft.requires.length > 0) demanding.set(draft, requiredBy(draft))
  const enabling = [...steps].filter((draft) => draft.enabling === true)
  const forSources = new Set(inSource.flatMap(({ draft }) => requiredBy(draft)))
  for (let changed = true; changed;) {
    changed = false
    for (const [draft, required] of demanding) {
      const missing = required.findIndex((one) => !isIn(steps, one))
      if (missing < 0) continue
      demanding.delete(draft)
      steps.delete(draft)
      changed = true
      const name = draft.requires[missing]
      if (name !== undefined && !isIn(explained, required[missing])) left.push(...leave(draft.object, waits(name)).left)
      explained.add(draft)
    }
    const needed = enabling.length === 0 ? forSources : new Set([...forSources, ...[...demanding.values()].flat()])
    for (const draft of enabling)
      if (steps.has(draft) && !needed.has(draft)) {
        demanding.delete(draft)
        steps.delete(draft)
        explained.add(draft)
        changed = true
      }
  }
  return {
    steps: [...steps],
    waitsFor: demanding,
    inSource: inSource.filter(({ draft }) => draft.enabling !== true || forSources.has(draft)),
    left,
  }
}

function isIn(drafts: ReadonlySet<Draft>, draft: Draft | undefined): boolean {
  return draft !== undefined && drafts.has(draft)
}

function waits({ remedy, object }: DraftName): Block {
  return {
    kind: 'needsDecision',
    reason: `it waits for \`${remedy}\` of ${formatRef(object)}, which is not in this plan`,
    remedy: `plan with \`${remedy}\` as well`,
  }
}

const step: Fate = { kind: 'step' }

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
  if (reverter === undefined || (remedy === 'pods-renewed' && reverter.kind === 'source')) return step
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
