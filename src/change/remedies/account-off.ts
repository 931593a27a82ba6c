// The switch off on an account that hands out tokens which nothing shows to be needed, and on every `default` account. Those who need
// theirs have asked for it themselves before; an account on which somebody depends who can't is left as it is.
import { formatName, formatRef, type ObjectRef } from '../../kube/index.ts'
import type { KeptAccount, WorkloadReport } from '../../verdict/index.ts'
import { leave, nothing, together, type Block, type Draft, type DraftName, type Proposal } from '../draft.ts'
import { accountGroup, ofPlatform, type Entry, type PlanBench } from '../plan-bench.ts'
import type { RemedyId } from '../step.ts'
import { isMounted, isSameAccount, removedTokens } from '../workload-draft.ts'
import type { Remedy } from './remedy.ts'

export const accountOff: Remedy = {
  id: 'account-off',
  title: 'switches off an account whose tokens nothing shows to be needed, and every `default` account',
  propose: (bench) => {
    const before = needsFirst(bench)
    return together([
      ...bench.targets.accounts.map((target): Proposal => {
        const account = bench.accountOf(target)
        if (account === undefined) return nothing
        const fed = bench.fedBy(formatName(target))
        const losers = fed.filter(({ report }) => !before.has(report))
        const draft: Draft = {
          remedy: 'account-off',
          object: account.ref,
          meta: account.meta,
          change: {
            kind: 'edit',
            edits: [
              {
                path: '/automountServiceAccountToken',
                ...(account.automountServiceAccountToken === undefined ? {} : { from: account.automountServiceAccountToken }),
                to: false,
              },
            ],
          },
          reason: reasonOf(account.ref, losers),
          removes: losers.flatMap((entry) =>
            removedTokens(entry, (token) => isMounted(token) && isSameAccount(account.ref, token.decidedBy.object)),
          ),
          alsoRemoves: losers.length === 0 ? [] : ['ca.crt', 'namespace'],
          effect: { when: 'nextPod' },
          risk: riskOf(target.inUse, losers),
          before: [],
          after: [],
          requires: fed.flatMap(({ report }) => before.get(report) ?? []),
          group: accountGroup(formatName(target)),
        }
        return { drafts: [draft], left: [] }
      }),
      ...bench.targets.keptAccounts.map((kept) => leave(kept, whyKept(kept, bench))),
    ])
  },
}

/** Workloads that get what they need by a change of their own. */
function needsFirst({ targets }: PlanBench): ReadonlyMap<WorkloadReport, DraftName> {
  const named = (remedy: RemedyId, reports: readonly WorkloadReport[]) =>
    reports.map((report) => [report, { remedy, object: report }] as const)
  return new Map([
    ...named(
      'opt-in',
      targets.optIn.map(({ report }) => report),
    ),
    ...named('one-container', targets.someContainers),
    ...named('files-only', targets.filesOnly),
  ])
}

/** Whoever was seen to use the token will notice, though nothing shows that it needs it. */
function riskOf(inUse: boolean, losers: readonly Entry[]): Draft['risk'] {
  const kinds = new Set(losers.map(({ report }) => report.evidence?.kind))
  const used = kinds.has('onlyRefused')
    ? 'some were seen to use it, and were refused all that they wanted'
    : kinds.has('onlyDiscovery')
      ? 'some were seen to use it, for what needs no token'
      : undefined
  if (used !== undefined) return { level: 'medium', why: `pods lose a token: ${used}` }
  return inUse
    ? {
        level: 'medium',
        why: 'pods with rights, or whose rights are not known, lose a token, and nothing shows whether they use it',
      }
    : { level: 'low', why: 'nothing that is known to run on it has any right to use its token for' }
}

function reasonOf(account: ObjectRef, losers: readonly Entry[]): string {
  const whose = losers.length === 1 ? '1 workload gets' : `${losers.length} workloads get`
  const given = losers.length === 0 ? '' : `${whose} a token by it, and nothing shows that it is needed`
  if (account.name !== 'default') return given
  const silent = 'every pod that names no account runs as `default`, which should hand out no token'
  return given === '' ? silent : `${silent}; ${given}`
}

function whyKept(kept: KeptAccount, bench: PlanBench): Block {
  const whose = kept.workload === undefined ? 'a workload' : formatRef(kept.workload)
  switch (kept.because) {
    case 'platform':
      return { ...ofPlatform, reason: `${whose} belongs to the platform and gets its token from it` }
    case 'couldNotTell':
      return {
        kind: 'couldNotTell',
        reason: `whether ${whose} needs its token is not known`,
        remedy: 'close the gaps of the audit, and plan again; until then each template refuses by itself',
      }
    case 'cannotAsk':
      return {
        kind: 'needsDecision',
        reason: `${whose} needs what it mounts, and cannot be made to ask for it itself at once`,
        remedy: 'give that workload an account of its own, or the field in its source, and plan again',
      }
    case 'unchangeable':
      return bench.blockOf(kept) ?? ofPlatform
  }
}
