// Kyverno's policy tests about accounts that mount, about `default` accounts and about token Secrets.
import { auditOf, faulted, heldBy, named, readWorld, worldOf, type World } from './ask.cases.ts'
import { runCorpus, type CorpusCase } from './corpus.cases.ts'

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

const roles = 'who may do what by RBAC: for the work on roles'
const read = ({ input }: Case) => readWorld('kyverno-policies', input)
const refused = ({ expected }: Case) => expected.result === 'fail' || expected.admission === 'deny'

/** The names that a verdict is about. */
function subjects({ expected }: Case, world: World): readonly string[] {
  return expected.resources ?? world.objects.map(({ object }) => object.ref.name)
}

/** An account mounts nothing by itself: what a Pod gets that runs as it and leaves the decision to it. */
async function mountedForItsPods(entry: Case): Promise<string> {
  const world = await read(entry)
  const pods = world.objects
    .filter(({ object }) => object.is === 'serviceAccount' && subjects(entry, world).includes(object.ref.name))
    .map(({ object: { ref } }) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `of-${ref.name}`, namespace: ref.namespace },
      spec: { serviceAccountName: ref.name, containers: [{ name: 'app' }] },
    }))
  const report = auditOf({ ...world, objects: [...world.objects, ...worldOf(pods).objects] }, [])
  return named([...new Set(report.workloads.map(heldBy))])
}

async function tokenSecrets(entry: Case): Promise<string> {
  const world = await read(entry)
  return faulted(auditOf(world), 'legacy-token-secret', subjects(entry, world)) === 'none' ? 'clean' : 'fault'
}

const onlyListed = {
  ours: 'clean',
  reason: 'the account lists a name; only a Secret of the token type is a token, and none is there',
}

runCorpus<Case>('kyverno-policies', {
  proves: "that the audit answers Kyverno's cases on mounting accounts and on token Secrets",
  ruleOf: (entry) => entry.policy,
  asked: {
    'restrict-sa-automount-sa-token': {
      theirs: (entry) => (refused(entry) ? 'token' : 'no token'),
      ours: mountedForItsPods,
    },
    // What the policy would change is what the audit finds fault with; what it has changed, or leaves alone, is clean.
    'disable-automountserviceaccounttoken': {
      theirs: ({ expected }) => named(expected.patched === undefined ? [] : (expected.resources ?? [])),
      ours: async (entry) => faulted(auditOf(await read(entry)), 'default-account-automounts'),
    },
    'deny-secret-service-account-token-type': {
      theirs: (entry) => (refused(entry) ? 'fault' : 'clean'),
      ours: tokenSecrets,
    },
    'check-serviceaccount-secrets': { theirs: (entry) => (refused(entry) ? 'fault' : 'clean'), ours: tokenSecrets },
  },
  leftOut: new Map([
    ['disable-automountserviceaccounttoken/chainsaw/ns.yaml', 'a Namespace'],
    [
      'disable-automountserviceaccounttoken/chainsaw/absent-sa-not-patched.yaml',
      'says that the policy leaves an account as it was: nothing to audit',
    ],
    ['restrict-binding-clusteradmin', roles],
    ['restrict-binding-system-groups', roles],
    ['restrict-clusterrole-mutating-validating-admission-webhooks', roles],
    ['restrict-clusterrole-nodesproxy', roles],
    ['restrict-escalation-verbs-roles', roles],
    ['restrict-wildcard-verbs', roles],
  ]),
  disputes: new Map([
    ['check-serviceaccount-secrets/cli-0', onlyListed],
    ['check-serviceaccount-secrets/chainsaw/bad-svc-account.yaml', onlyListed],
  ]),
})
