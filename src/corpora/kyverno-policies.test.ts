// Kyverno's policy tests about accounts that mount, `default` accounts, token Secrets, and roles that lead to tokens.
import { bindingsOfEverything, rolesOpening } from './ask-rbac.cases.ts'
import { auditOf, faulted, heldBy, named, readWorld, worldOf, type World } from './ask.cases.ts'
import { runCorpus, type CorpusCase, type Question } from './corpus.cases.ts'

interface Case extends CorpusCase {
  readonly policy: string
  readonly input: readonly string[]
  readonly expected: {
    readonly result?: 'pass' | 'fail'
    readonly admission?: 'allow' | 'deny'
    readonly kind?: string
    /** Absent where the verdict is about the whole file, and so about each object in it. */
    readonly resources?: readonly string[]
    readonly patched?: string
  }
}

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

/** The objects of a file that a verdict is about. */
async function concerned(entry: Case): Promise<World> {
  const world = await read(entry)
  const { kind, resources } = entry.expected
  const objects = world.objects.filter(
    ({ object: { ref } }) => (kind ?? ref.kind) === ref.kind && resources?.includes(ref.name) !== false,
  )
  return { ...world, objects }
}

/** Whether all of them give what the policy is about, or none. */
const all = (giving: (world: World) => string): Question<Case> => ({
  theirs: (entry) => (refused(entry) ? 'all' : 'none'),
  ours: async (entry) => {
    const world = await concerned(entry)
    const given = giving(world)
    return given === named(world.objects.map(({ object }) => object.ref.name)) ? 'all' : given
  },
})
const roles = (...routes: readonly string[]): Question<Case> => all((world) => rolesOpening(world, routes))

const onlyListed = {
  ours: 'clean',
  reason: 'the account lists a name; only a Secret of the token type is a token, and none is there',
}

const verbAlone = '`escalate` takes somebody who may write roles, and `bind` somebody who may write bindings, there'
const notAdmin = {
  ours: 'none',
  reason: 'a RoleBinding to a Role that is called cluster-admin is none to the ClusterRole of that name',
}

runCorpus<Case>('kyverno-policies', {
  proves: "that the audit answers Kyverno's cases on mounting accounts and on token Secrets, and the routes those on roles",
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
    'restrict-binding-clusteradmin': all(bindingsOfEverything),
    'restrict-clusterrole-mutating-validating-admission-webhooks': roles('write-mutating-webhook', 'write-validating-webhook'),
    'restrict-clusterrole-nodesproxy': roles('proxy-to-kubelet'),
    'restrict-escalation-verbs-roles': roles('bind-role', 'escalate-role', 'impersonate-account', 'impersonate-user'),
    'check-serviceaccount-secrets': { theirs: (entry) => (refused(entry) ? 'fault' : 'clean'), ours: tokenSecrets },
  },
  leftOut: new Map([
    ['disable-automountserviceaccounttoken/chainsaw/ns.yaml', 'a Namespace'],
    [
      'disable-automountserviceaccounttoken/chainsaw/absent-sa-not-patched.yaml',
      'says that the policy leaves an account as it was: nothing to audit',
    ],
    ['restrict-binding-system-groups', 'bindings whose roles are not in the input: what they give is not known'],
    ['restrict-wildcard-verbs', 'a style of writing: every verb, on whatever it is'],
  ]),
  disputes: new Map([
    ['check-serviceaccount-secrets/cli-0', onlyListed],
    ['check-serviceaccount-secrets/chainsaw/bad-svc-account.yaml', onlyListed],
    ['restrict-binding-clusteradmin/cli-2', notAdmin],
    ['restrict-binding-clusteradmin/chainsaw/rb-bad.yaml', notAdmin],
    ['restrict-escalation-verbs-roles/cli-0', { ours: 'badclusterrole02', reason: verbAlone }],
    ['restrict-escalation-verbs-roles/cli-1', { ours: 'none', reason: 'nobody is asked for `impersonate` on roles' }],
    ['restrict-escalation-verbs-roles/chainsaw/cr-bad.yaml', { ours: 'badcr02, badcr04', reason: verbAlone }],
    ['restrict-escalation-verbs-roles/chainsaw/role-bad.yaml', { ours: 'none', reason: verbAlone }],
  ]),
})
