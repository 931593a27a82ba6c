// A change of an account reaches no pod that runs, and neither did a change before this plan: a mark in the template makes the
// controller replace them. Where the template is changed anyway, that is enough.
import { compareText } from '../../base/index.ts'
import { formatName, keys, refKey, type PlacedTemplate } from '../../kube/index.ts'
import { holdingOf, templateSubject, type TokenFacts } from '../../tokens/index.ts'
import type { ContainerReport, TokenReport } from '../../verdict/index.ts'
import { leave, nothing, together, type Block, type DraftName, type Proposal } from '../draft.ts'
import { effectOf, waitsFor } from '../effects.ts'
import type { Entry, PlanBench } from '../plan-bench.ts'
import { pointer, pointerOfField } from '../pointer.ts'
import type { FieldEdit } from '../resolve.ts'
import type { Step } from '../step.ts'
import { isMounted, isSameAccount, riskOfLoss, whyFixed, workloadDraft } from '../workload-draft.ts'
import type { Remedy } from './remedy.ts'

/** Kinds of which each change of a template's annotations makes new pods. */
const renewable: ReadonlySet<string> = new Set(['apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet', 'argoproj.io/Rollout'])

export const podsRenewed: Remedy = {
  id: 'pods-renewed',
  title: 'replaces pods that hold tokens which the next pod will not, or that a change of their account has not reached',
  propose(bench) {
    if (!bench.options.renewPods) return nothing
    const switched = new Map(
      bench.targets.accounts
        .filter((account) => bench.reverterOf(bench.accountOf(account)?.meta) === undefined)
        .map((account): readonly [string, DraftName] => [formatName(account), { remedy: 'account-off', object: account }]),
    )
    const drifted = new Set(
      bench.report.findings.filter(({ id }) => id === 'token-outlives-change').map(({ object }) => refKey(object)),
    )
    return together([
      ...bench.targets.contradicted.map((target) => leave(target, contradiction)),
      ...bench.targets.renew.map((target): Proposal => {
        const entry = bench.entryOf(target)
        if (entry === undefined) return nothing
        const after = entry.fedBy.flatMap(([name]) => switched.get(name) ?? [])
        return proposeFor(entry, after, drifted.size > 0 && drifted.has(refKey(target)), bench)
      }),
    ])
  },
}

const contradiction: Block = {
  kind: 'needsDecision',
  reason: 'its pods hold a token that is declared as needed, and its template will not give it to the next',
  remedy: 'ask its owner which of the two holds, before anybody replaces its pods',
}

function proposeFor(entry: Entry, after: readonly DraftName[], drifted: boolean, bench: PlanBench): Proposal {
  const { ref, report, workload } = entry
  const fixed = whyFixed(entry)
  if (fixed !== undefined) return leave(ref, { ...fixed, reason: `its pods keep the tokens that they have: ${fixed.reason}` })
  const effect = effectOf(workload) ?? { when: 'operator' }
  const replaces = effect.when === 'rollout' || effect.when === 'partition'
  if (!replaces || !renewable.has(`${workload.row?.group ?? ''}/${workload.row?.kind ?? ''}`))
    return leave(ref, {
      kind: 'needsDecision',
      reason: 'its pods keep the tokens that they have until they are replaced, which a mark in the template does not do',
      remedy: waitsFor(effect) ?? 'delete its pods',
    })
  const renewal = lastRenewal(entry)
  if (after.length === 0 && renewal !== undefined && isNewer(entry, renewal))
    return leave(ref, {
      kind: 'couldNotTell',
      reason: `its pods hold tokens that its template does not give, and are newer than the last renewal (${renewal})`,
      remedy: 'look for an admission webhook that puts them in',
    })
  const next = drifted ? nextHoldings(entry, bench) : undefined
  const takes = (token: TokenReport, container: ContainerReport) => {
    if (isMounted(token) && after.some(({ object }) => isSameAccount(object, token.decidedBy.object))) return true
    const foreseen = next?.get(container.name)
    return token.apiServer && foreseen !== undefined && !foreseen.has(tokenPlace(token))
  }
  const draft = workloadDraft(entry, {
    remedy: 'pods-renewed',
    edits: workload.templates.map((placed) => markEdit(placed, bench.report.generatedAt)),
    reason:
      after.length === 0
        ? 'pods that run hold tokens that the next pod will not get'
        : `pods that run keep their tokens when ServiceAccount ${report.serviceAccount} is switched off`,
    risk: after.length === 0 ? forGood(riskOfLoss(entry)) : riskOfLoss(entry),
    takes,
    alsoRemoves: ['ca.crt', 'namespace'],
    requires: after,
  })
  return { drafts: [draft], left: [] }
}

/** No object gives such a pod what it holds: once it is replaced, taking the step back does not bring the token back. */
function forGood({ level, why }: Step['risk']): Step['risk'] {
  return { level, why: `${why}; it cannot be taken back, since only these pods hold what no object gives any more` }
}

function markEdit({ specPath, template }: PlacedTemplate, at: string): FieldEdit {
  const annotations = `${specPath.replace(/\.spec$/, '')}.metadata.annotations`
  const from = template.metadata.annotations[keys.renewedAt]
  const path = `${pointerOfField(annotations)}${mark}`
  return from === undefined ? { path, to: at } : { path, from, to: at }
}

const mark = pointer(keys.renewedAt)

function lastRenewal({ workload }: Entry): string | undefined {
  return workload.templates.flatMap(({ template }) => template.metadata.annotations[keys.renewedAt] ?? []).sort(compareText)[0]
}

/** Whether every pod that runs was made after a moment. */
function isNewer({ workload }: Entry, moment: string): boolean {
  return workload.pods
    .filter(({ phase }) => phase !== 'Succeeded' && phase !== 'Failed')
    .every(({ meta }) => meta.creationTimestamp !== undefined && meta.creationTimestamp > moment)
}

/** Where the containers of the next pod will hold tokens, by container. */
function nextHoldings({ ref, workload }: Entry, bench: PlanBench): ReadonlyMap<string, ReadonlySet<string>> {
  const { inventory, report } = bench
  const facts: TokenFacts = {
    account: (account) => inventory.account(account),
    secret: (namespace, name) => inventory.secret(namespace, name),
    driver: (name) => inventory.driver(name),
    claimDriver: (namespace, name) => inventory.claimDriver(namespace, name),
    classDriver: (name) => inventory.classDriver(name),
    apiAudiences: { values: report.source.apiAudiences, from: 'given' },
  }
  const held = new Map<string, Set<string>>()
  for (const placed of workload.templates)
    for (const { name, tokens } of holdingOf(templateSubject(ref, placed), facts).value.containers) {
      const places = held.get(name) ?? new Set<string>()
      held.set(name, places)
      for (const { account, audience, place } of tokens)
        places.add(
          tokenPlace({
            serviceAccount: formatName(account),
            audience,
            path: place.kind === 'file' ? place.path : null,
            ...(place.kind === 'environment' ? { environment: place.variable } : {}),
          }),
        )
    }
  return held
}

/** What tells one token of a container from another, as drift does. */
function tokenPlace(token: Pick<TokenReport, 'serviceAccount' | 'audience' | 'path' | 'environment'>): string {
  return [token.serviceAccount, token.audience ?? '', token.path ?? `$${token.environment ?? ''}`].join('\u0000')
}
