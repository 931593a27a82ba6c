// The facts on which scanners part, as cases of our own that need no corpus: what Kubernetes does, and which tool says otherwise.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { auditOf, faulted, worldOf } from './ask.cases.ts'

const path = '/var/run/secrets/kubernetes.io/serviceaccount'

type Fields = Readonly<Record<string, unknown>>

interface Case {
  readonly says: string
  /** Tools that answer otherwise, as read in their sources; empty where all that look agree. */
  readonly wrong: string
  /** The pod template of Deployment `w` in namespace `ns`; one container `app` where it names none. */
  readonly spec: Fields
  /** Objects beside it. */
  readonly beside?: readonly Fields[]
  /** `container: source account place`, one for each token; ` (not API)` where the API server refuses it. */
  readonly holds: readonly string[]
}

const account = (name: string, automount?: boolean, namespace = 'ns') => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace },
  ...(automount === undefined ? {} : { automountServiceAccountToken: automount }),
})
const tokenSecret = (name: string, of: string) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  type: 'kubernetes.io/service-account-token',
  metadata: { name, namespace: 'ns', annotations: { 'kubernetes.io/service-account.name': of } },
})
const projection = (audience?: string) => ({
  name: 'own',
  projected: { sources: [{ serviceAccountToken: { path: 'token', ...(audience === undefined ? {} : { audience }) } }] },
})
const mounting = (name: string, mountPath: string) => ({ name, volumeMounts: [{ name: 'own', mountPath }] })
const off = { automountServiceAccountToken: false }
const on = { automountServiceAccountToken: true }
const automounted = `app: automount ns/default ${path}/token`

/** Precedence: the pod's field, else the account's, else true. */
const matrix: readonly {
  readonly pod: boolean | undefined
  readonly account: boolean | undefined
  readonly mounted: boolean
  readonly wrong: string
}[] = [
  {
    pod: undefined,
    account: undefined,
    mounted: true,
    wrong: 'popeye POP-301, Trivy KSV-0036, Polaris as a webhook, Gatekeeper on manifests',
  },
  { pod: undefined, account: true, mounted: true, wrong: 'Trivy KSV-0036, Polaris as a webhook, Gatekeeper on manifests' },
  {
    pod: undefined,
    account: false,
    mounted: false,
    wrong: "Checkov CKV_K8S_38, Kyverno restrict-automount-sa-token, kubesec, Kubescape's admission policy, kube-bench aks-1.7",
  },
  { pod: true, account: undefined, mounted: true, wrong: 'Trivy KSV-0036 on every controller' },
  { pod: true, account: true, mounted: true, wrong: 'Trivy KSV-0036 on every controller' },
  { pod: true, account: false, mounted: true, wrong: 'Trivy KSV-0036 on every controller' },
  { pod: false, account: undefined, mounted: false, wrong: 'kube-bench cis-1.9 and cis-1.10' },
  { pod: false, account: true, mounted: false, wrong: '' },
  { pod: false, account: false, mounted: false, wrong: '' },
]

const cases: readonly Case[] = [
  ...matrix.map((row): Case => ({
    says: `pod ${row.pod ?? 'not set'}, account ${row.account ?? 'not set'}: ${row.mounted ? 'mounted' : 'not mounted'}`,
    wrong: row.wrong,
    spec: row.pod === undefined ? {} : { automountServiceAccountToken: row.pod },
    beside: [account('default', row.account)],
    holds: row.mounted ? [automounted] : [],
  })),
  {
    says: 'opting out, with a hand-written projection for the API server: the token is there',
    wrong: 'every scanner that looks at automount alone',
    spec: { ...off, volumes: [projection()], containers: [mounting('app', '/own')] },
    holds: ['app: projected ns/default /own/token'],
  },
  {
    says: 'opting out, with a projection for the very path of the token: the token is there, by its own projection',
    wrong: 'every scanner that looks at automount alone',
    spec: { ...off, volumes: [projection()], containers: [mounting('app', path)] },
    holds: [`app: projected ns/default ${path}/token`],
  },
  {
    says: 'a projection for another party is a token, and none for the API server',
    wrong: 'no scanner tells audiences apart',
    spec: { ...off, volumes: [projection('api://AzureADTokenExchange')], containers: [mounting('app', '/azure')] },
    holds: ['app: projected ns/default /azure/token (not API)'],
  },
  {
    says: 'a `default` account that says false in another namespace decides nothing here',
    wrong: 'kubeaudit asat and KICS, which take the first account of that name',
    spec: {},
    beside: [account('default', false, 'elsewhere'), account('default')],
    holds: [automounted],
  },
  {
    says: 'a `default` account that says true in another namespace decides nothing here',
    wrong: 'kubeaudit asat and KICS',
    spec: {},
    beside: [account('default', true, 'elsewhere'), account('default', false)],
    holds: [],
  },
  {
    says: 'the alias `serviceAccount` alone names the account',
    wrong: 'Kubescape C-0034, KICS and Polaris, which read only serviceAccountName and judge `default`',
    spec: { serviceAccount: 'named' },
    beside: [account('named', false), account('default', true)],
    holds: [],
  },
  {
    says: 'the alias counts for nothing beside `serviceAccountName`',
    wrong: 'kubeaudit asat, which finds fault with the alias and stops',
    spec: { serviceAccount: 'old', serviceAccountName: 'named' },
    beside: [account('named'), account('old', false)],
    holds: [`app: automount ns/named ${path}/token`],
  },
  {
    says: 'an empty `serviceAccountName` leaves it to the alias',
    wrong: 'Kubescape C-0034, KICS and Polaris',
    spec: { serviceAccount: 'named', serviceAccountName: '' },
    beside: [account('named'), account('default', false)],
    holds: [`app: automount ns/named ${path}/token`],
  },
  {
    says: 'a workload that names no account obeys `default`, which says false',
    wrong: 'Polaris, which looks for an account without a name',
    spec: {},
    beside: [account('default', false)],
    holds: [],
  },
  {
    says: 'a container that mounts something of its own at the exact path gets nothing; its neighbour does',
    wrong: 'no scanner answers for one container',
    spec: {
      volumes: [{ name: 'own', emptyDir: {} }],
      containers: [mounting('skipped', path), { name: 'app' }],
    },
    holds: [automounted],
  },
  {
    says: 'a trailing slash is another path, and the token is mounted',
    wrong: 'no scanner answers for one container',
    spec: { volumes: [{ name: 'own', emptyDir: {} }], containers: [mounting('app', `${path}/`)] },
    holds: [automounted],
  },
  {
    says: 'saying true gives no token where the path is taken',
    wrong: 'Trivy KSV-0036 and the AKS built-in policy, which look at the field or the path',
    spec: { ...on, volumes: [{ name: 'own', emptyDir: {} }], containers: [mounting('app', path)] },
    holds: [],
  },
  {
    says: 'a token Secret in the environment is a token, whoever its account is, and opting out does not help',
    wrong: 'every scanner that looks at automount alone',
    spec: {
      ...off,
      containers: [{ name: 'app', env: [{ name: 'KEY', valueFrom: { secretKeyRef: { name: 'robot', key: 'token' } } }] }],
    },
    beside: [tokenSecret('robot', 'builder')],
    holds: ['app: secret ns/builder $KEY'],
  },
  {
    says: 'a token Secret as a volume is a token, and opting out does not help',
    wrong: 'every scanner that looks at automount alone',
    spec: { ...off, volumes: [{ name: 'own', secret: { secretName: 'robot' } }], containers: [mounting('app', '/robot')] },
    beside: [tokenSecret('robot', 'builder')],
    holds: ['app: secret ns/builder /robot/token'],
  },
]

for (const { says, wrong, spec, beside = [], holds } of cases) {
  test(`${says}${wrong === '' ? '' : ` (otherwise: ${wrong})`}`, () => {
    const workload = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'w', namespace: 'ns' },
      spec: { template: { spec: { containers: [{ name: 'app' }], ...spec } } },
    }
    // Where a case brings accounts they are all there are; else `default` is one that sets nothing.
    const accounts = beside.some((object) => object['kind'] === 'ServiceAccount') ? [] : [account('default')]
    const report = auditOf(worldOf([workload, ...accounts, ...beside]), [], ['secrets', 'csidrivers'])
    assert.deepEqual(report.gaps, [])
    const held = report.workloads.flatMap(({ containers }) =>
      containers.flatMap(({ name, tokens }) =>
        tokens.map(({ source, serviceAccount, path: file, environment = '', apiServer }) => {
          const place = file ?? `$${environment}`
          return `${name}: ${source} ${serviceAccount} ${place}${apiServer ? '' : ' (not API)'}`
        }),
      ),
    )
    assert.deepEqual(held, holds)
  })
}

test('an account that the input lacks leaves the answer open (otherwise: every scanner that takes silence for true or for clean)', () => {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'ns' }, spec: { containers: [{ name: 'app' }] } }
  const [workload] = auditOf(worldOf([pod]), []).workloads
  assert.deepEqual([workload?.verdict, workload?.automount.mounts], ['couldNotTell', null])
})

test('only a `default` account is found fault with for mounting by itself (otherwise: Kyverno restrict-sa-automount-sa-token)', () => {
  const world = worldOf([account('default'), account('named', true), account('default', false, 'quiet')])
  const report = auditOf(world)
  assert.equal(faulted(report, 'default-account-automounts'), 'default')
  assert.deepEqual(
    report.findings.map((finding) => finding.object.namespace),
    ['ns'],
  )
})

test('a token Secret is found fault with, used or not; an account that lists a name is not (otherwise: Kyverno check-serviceaccount-secrets)', () => {
  const world = worldOf([tokenSecret('robot', 'builder'), { ...account('lists', false), secrets: [{ name: 'gone' }] }])
  assert.equal(faulted(auditOf(world), 'legacy-token-secret'), 'robot')
})
