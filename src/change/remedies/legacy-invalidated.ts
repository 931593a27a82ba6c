// A Secret's token is made invalid by a label, which can be taken off again: deleting it comes later, when nobody has missed it
// (pkg/serviceaccount/legacy.go; heeded by API servers from 1.29 on).
import { formatRef, keys, type ObjectRef, type SecretObject } from '../../kube/index.ts'
import { platformOwner } from '../../verdict/index.ts'
import { leave, together, type DraftName, type Proposal } from '../draft.ts'
import { accountGroup, ofPlatform, type PlanBench } from '../plan-bench.ts'
import { pointer } from '../pointer.ts'
import { accountOfSecret, secretUses, type SecretUse } from '../token-secrets.ts'
import type { Remedy } from './remedy.ts'

/** The first minor version of Kubernetes 1.x whose API server heeds the label. */
const heededSince = 29

export const legacyInvalidated: Remedy = {
  id: 'legacy-invalidated',
  title: 'makes the token of a Secret invalid by a label, which can be taken off again',
  propose(bench) {
    const uses = secretUses(bench)
    return together(
      bench.inventory.tokenSecrets
        .filter(({ ref, meta }) => bench.isAsked(ref) && (meta.labels.get(keys.legacyTokenInvalidSince) ?? '') === '')
        .map((secret) => proposeFor(secret, uses.get(`${secret.ref.namespace ?? 'default'}/${secret.ref.name}`) ?? [], bench)),
    )
  },
}

function proposeFor(secret: SecretObject, users: readonly SecretUse[], bench: PlanBench): Proposal {
  const { ref, meta } = secret
  if (platformOwner(ref.namespace ?? 'default', meta) !== undefined) return leave(ref, ofPlatform)
  if (bench.minor !== undefined && bench.minor < heededSince)
    return leave(ref, {
      kind: 'needsDecision',
      reason: `the API server is 1.${bench.minor}, and heeds the label that makes its token invalid only from 1.${heededSince} on`,
      remedy: 'find out who uses it (label `kubernetes.io/legacy-token-last-used`), and delete it when nobody does',
    })
  const holders = users.filter(({ replaceable }) => !replaceable)
  const [first] = holders
  if (first !== undefined)
    return leave(ref, {
      kind: 'needsDecision',
      reason: `${formatRef(first.entry.ref)}${holders.length > 1 ? ` and ${holders.length - 1} more` : ''} takes its token, which nothing in this plan replaces`,
      remedy: 'give them a projected token, and plan again',
    })
  const day = bench.today
  const label = meta.labels.get(keys.legacyTokenInvalidSince)
  const requires = users.map(({ entry }): DraftName => ({ remedy: 'legacy-replaced', object: entry.ref }))
  const [user] = users
  return {
    drafts: [
      {
        remedy: 'legacy-invalidated',
        object: ref,
        meta,
        change: {
          kind: 'edit',
          edits: [
            {
              path: pointer('metadata', 'labels', keys.legacyTokenInvalidSince),
              ...(label === undefined ? {} : { from: label }),
              to: day,
            },
          ],
        },
        reason: `it holds a token of ServiceAccount ${accountOfSecret(secret)} that never ends`,
        removes: [],
        alsoRemoves: [],
        effect: { when: 'atOnce' },
        risk: { level: 'high', why: riskOf(secret, bench) },
        before: [],
        after: [],
        requires,
        group: user === undefined ? `Secret ${secretName(ref)}` : accountGroup(user.entry.report.serviceAccount),
      },
    ],
    left: [],
  }
}

function secretName({ namespace, name }: ObjectRef): string {
  return `${namespace ?? 'default'}/${name}`
}

function riskOf({ ref, meta }: SecretObject, { inventory }: PlanBench): string {
  const used = meta.labels.get(keys.legacyTokenLastUsed)
  const seen =
    used !== undefined
      ? `it was last used on ${used}`
      : inventory.legacyTrackingSince === undefined
        ? 'whether it is used is not known'
        : `it was not seen in use since ${inventory.legacyTrackingSince}`
  const account = inventory.accounts.find(
    ({ secrets, ref: of }) => of.namespace === ref.namespace && secrets.some(({ name }) => name === ref.name),
  )
  const cleaned =
    account === undefined ? '' : `; ${formatRef(account.ref)} lists it, so Kubernetes deletes it a year after the label`
  return `whoever holds it outside of this cluster is refused within seconds; ${seen}${cleaned}`
}
