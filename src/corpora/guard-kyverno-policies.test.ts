// Kyverno's policy tests about accounts that mount, `default` accounts and token Secrets, asked of the guard.
import type { JsonObject } from '../base/index.ts'
import { admissionOf, policiesAbout, writtenIn } from './ask-guard.cases.ts'
import { named, readWorld, worldOf } from './ask.cases.ts'
import { runCorpus, type CorpusCase, type Question } from './corpus.cases.ts'

interface Case extends CorpusCase {
  readonly policy: string
  readonly input: readonly string[]
  readonly expected: {
    readonly result?: 'pass' | 'fail'
    readonly admission?: 'allow' | 'deny'
    /** Absent where the verdict is about the whole file. */
    readonly resources?: readonly string[]
    readonly patched?: string
  }
}

const refused = ({ expected }: Case) => expected.result === 'fail' || expected.admission === 'deny'
const nameOf = (object: JsonObject) => (object['metadata'] as { readonly name: string }).name
const concerned = ({ input, expected }: Case) =>
  writtenIn('kyverno-policies', input).filter((object) => expected.resources?.includes(nameOf(object)) !== false)

/** The guard refuses no account; it refuses the pods of one that mounts. */
const podsOfAccounts: Question<Case> = {
  theirs: (entry) => (refused(entry) ? 'refused' : 'passes'),
  ours: async (entry) => {
    const world = await readWorld('kyverno-policies', entry.input)
    const names = concerned(entry).map(nameOf)
    const pods = world.objects
      .filter(({ object }) => object.is === 'serviceAccount' && names.includes(object.ref.name))
      .map(({ object: { ref } }) => ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: `of-${ref.name}`, namespace: ref.namespace },
        spec: { serviceAccountName: ref.name, containers: [{ name: 'app' }] },
      }))
    return admissionOf({ ...world, objects: [...world.objects, ...worldOf(pods).objects] })
  },
}

/** Whether making it needs a right that only minters have. */
const needsMint: Question<Case> = {
  theirs: (entry) => (refused(entry) ? 'refused without `mint`' : 'passes'),
  ours: (entry) =>
    concerned(entry).some((object) => policiesAbout(object).includes('token-secrets')) ? 'refused without `mint`' : 'passes',
}

const onlyListed = {
  ours: 'passes',
  reason:
    'the account lists a name, which makes no token; a token Secret needs `mint` when it is made, and a pod that mounts one named for the account is refused',
}
const byTheAudit = 'what roles and bindings lead to is for the audit: the guard leaves RBAC as it is'

runCorpus<Case>('kyverno-policies', {
  asks: 'the guard',
  proves: "that the guard answers Kyverno's cases on mounting accounts and on token Secrets",
  ruleOf: (entry) => entry.policy,
  asked: {
    'restrict-sa-automount-sa-token': podsOfAccounts,
    'disable-automountserviceaccounttoken': {
      theirs: ({ expected }) => named(expected.patched === undefined ? [] : (expected.resources ?? [])),
      ours: (entry) =>
        named(
          concerned(entry)
            .filter((object) => policiesAbout(object).includes('service-account-defaults'))
            .map(nameOf),
        ),
    },
    'deny-secret-service-account-token-type': needsMint,
    'check-serviceaccount-secrets': needsMint,
  },
  leftOut: new Map([
    ['disable-automountserviceaccounttoken/chainsaw/ns.yaml', 'a Namespace'],
    [
      'disable-automountserviceaccounttoken/chainsaw/absent-sa-not-patched.yaml',
      'says that the policy leaves an account as it was: nothing is made',
    ],
    ['restrict-binding-clusteradmin', byTheAudit],
    ['restrict-binding-system-groups', byTheAudit],
    ['restrict-clusterrole-mutating-validating-admission-webhooks', byTheAudit],
    ['restrict-clusterrole-nodesproxy', byTheAudit],
    ['restrict-escalation-verbs-roles', byTheAudit],
    ['restrict-wildcard-verbs', byTheAudit],
  ]),
  disputes: new Map([
    [
      'disable-automountserviceaccounttoken/chainsaw/sa.yaml',
      { ours: 'foo-sa', reason: 'the guard writes the field into every new account that does not say, not into `default` alone' },
    ],
    ['check-serviceaccount-secrets/cli-0', onlyListed],
    ['check-serviceaccount-secrets/chainsaw/bad-svc-account.yaml', onlyListed],
  ]),
})
