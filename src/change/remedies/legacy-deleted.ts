// A Secret whose token was made invalid long ago, and that nobody has tried since, is deleted: only where that is asked for, since it
// can't be had again as it was.
import { formatRef, keys, type SecretObject } from '../../kube/index.ts'
import { platformOwner } from '../../verdict/index.ts'
import { leave, nothing, together, type Block, type Proposal } from '../draft.ts'
import { ofPlatform, type PlanBench } from '../plan-bench.ts'
import { pointer } from '../pointer.ts'
import { accountOfSecret, refersTo } from '../token-secrets.ts'
import type { ExpectedField } from '../step.ts'
import type { Remedy } from './remedy.ts'

export const legacyDeleted: Remedy = {
  id: 'legacy-deleted',
  title: 'deletes a Secret whose token was made invalid, and that nobody has tried since',
  propose(bench) {
    const { deleteQuietSecrets } = bench.options
    if (deleteQuietSecrets === undefined) return nothing
    return together(
      bench.inventory.tokenSecrets
        .filter(({ ref, meta }) => bench.isAsked(ref) && (meta.labels.get(keys.legacyTokenInvalidSince) ?? '') !== '')
        .map((secret) => proposeFor(secret, deleteQuietSecrets.days, bench)),
    )
  },
}

function proposeFor(secret: SecretObject, days: number, bench: PlanBench): Proposal {
  const { ref, meta } = secret
  if (platformOwner(ref.namespace ?? 'default', meta) !== undefined) return leave(ref, ofPlatform)
  const since = meta.labels.get(keys.legacyTokenInvalidSince) ?? ''
  const noisy = whyNotQuiet(secret, since, days, bench)
  if (noisy !== undefined) return leave(ref, noisy)
  const used = meta.labels.get(keys.legacyTokenLastUsed)
  const expect: readonly ExpectedField[] = [
    { path: pointer('metadata', 'labels', keys.legacyTokenInvalidSince), value: since },
    { path: pointer('metadata', 'labels', keys.legacyTokenLastUsed), ...(used === undefined ? {} : { value: used }) },
  ]
  return {
    drafts: [
      {
        remedy: 'legacy-deleted',
        object: ref,
        meta,
        change: { kind: 'delete', expect },
        reason: `its token of ServiceAccount ${accountOfSecret(secret)} is invalid since ${since}, and nobody was seen to try it`,
        removes: [],
        alsoRemoves: [],
        effect: { when: 'atOnce' },
        risk: {
          level: 'high',
          why: 'a Secret that is deleted cannot be had again as it was: its token is not written down anywhere',
        },
        before: [],
        after: [],
        requires: [],
        group: `Secret ${ref.namespace ?? 'default'}/${ref.name}`,
      },
    ],
    left: [],
  }
}

/** What shows that somebody may miss it; `undefined` where it was quiet for long enough. */
function whyNotQuiet(secret: SecretObject, since: string, days: number, bench: PlanBench): Block | undefined {
  const { ref, meta } = secret
  const used = meta.labels.get(keys.legacyTokenLastUsed)
  const tracking = bench.inventory.legacyTrackingSince
  const day = dayOf(since)
  if (day === undefined)
    return unknown(`\`${keys.legacyTokenInvalidSince}\` is \`${since}\`, which is no day`, 'set it to today, and wait')
  if (used !== undefined && used > since)
    return {
      kind: 'needsDecision',
      reason: `its token was tried on ${used}, after it was made invalid on ${since}`,
      remedy: 'find out who holds it before deleting it',
    }
  if (used === since)
    return unknown(
      `its token was last used on ${used}, the very day when it was made invalid, before or after that`,
      'set the label to today, and wait',
    )
  const elapsed = ((dayOf(bench.today) ?? day) - day) / 86_400_000
  if (elapsed < days)
    return {
      kind: 'needsDecision',
      reason: `it is invalid for ${elapsed} days, and is to be quiet for ${days}`,
      remedy: 'wait, and plan again',
    }
  // The API server writes the label at most daily, so a whole day must have passed since it began.
  if (tracking === undefined || (dayOf(tracking) ?? day) + 86_400_000 > day)
    return unknown(
      tracking === undefined
        ? 'whether the API server records the use of such tokens is not known'
        : `the API server records the use of such tokens only since ${tracking}`,
      'set the label to today, and wait',
    )
  const user = refersTo(bench, ref)
  if (user !== undefined)
    return {
      kind: 'needsDecision',
      reason: `${formatRef(user)} refers to it, and its pods cannot start without it`,
      remedy: 'take the reference away, and plan again',
    }
  return undefined
}

function unknown(reason: string, remedy: string): Block {
  return { kind: 'couldNotTell', reason, remedy }
}

function dayOf(text: string): number | undefined {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return Number.isNaN(time) ? undefined : time
}
