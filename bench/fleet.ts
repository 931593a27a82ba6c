// Writes a folder of ordinary manifests, about 8 MB of YAML, as a team's repository holds them: seeded, kept in a cache.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cachedFolder, sizeOf } from './cache-folder.ts'
import { seeded, type Random } from './random.ts'

const version = 1
const files = 25
const deploymentsPerFile = 80
const accountsPerFile = 20

/** A folder of manifests. */
export interface Fleet {
  readonly folder: string
  readonly bytes: number
}

/** 2,000 Deployments, 500 ServiceAccounts, 500 RoleBindings and 25 Roles in 25 files; made if they are not in the cache yet. */
export function fleet(): Fleet {
  const folder = cachedFolder(`fleet-${version}`, (empty) => {
    const random = seeded(20_260_102)
    for (let file = 0; file < files; file++) {
      writeFileSync(join(empty, `team-${String(file).padStart(2, '0')}.yaml`), documents(random, `team-${file}`).join('---\n'))
    }
  })
  return { folder, bytes: sizeOf(folder) }
}

function documents(random: Random, namespace: string): string[] {
  const accounts = Array.from({ length: accountsPerFile }, (_, i) => `app-${i}`)
  return [
    role(namespace),
    ...accounts.flatMap((account) => [serviceAccount(random, namespace, account), roleBinding(namespace, account)]),
    ...Array.from({ length: deploymentsPerFile }, (_, i) =>
      deployment(random, namespace, `service-${i}`, accounts[i % accounts.length] ?? 'default'),
    ),
  ]
}

function role(namespace: string): string {
  return `# What every service of the team may read.
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: reader
  namespace: ${namespace}
rules:
  - apiGroups: [""]
    resources: ["configmaps", "pods"]
    verbs: ["get", "list", "watch"]
  - apiGroups: ["coordination.k8s.io"]
    resources: ["leases"]
    verbs: ["get", "create", "update"]
`
}

/** A document of the fleet. */
export function serviceAccount(random: Random, namespace: string, name: string): string {
  const lines = [
    'apiVersion: v1',
    'kind: ServiceAccount',
    'metadata:',
    `  name: ${name}`,
    `  namespace: ${namespace}`,
    '  labels:',
    `    app.kubernetes.io/part-of: ${namespace}`,
  ]
  if (random.chance(0.3)) lines.push(`automountServiceAccountToken: ${random.chance(0.7) ? 'false' : 'true'}`)
  return `${lines.join('\n')}\n`
}

/** A document of the fleet. */
export function roleBinding(namespace: string, account: string): string {
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: ${account}-reads
  namespace: ${namespace}
subjects:
  - kind: ServiceAccount
    name: ${account}
    namespace: ${namespace}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: reader
`
}

/** A document of the fleet. */
export function deployment(random: Random, namespace: string, name: string, account: string): string {
  const lines = [
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata:',
    `  name: ${name}`,
    `  namespace: ${namespace}`,
    ...labels('  ', name, namespace),
    '  annotations:',
    `    team.example.com/owner: "${namespace}@example.com"`,
    "    prometheus.io/scrape: 'true'",
    'spec:',
    ...(random.chance(0.1) ? ['  # Two would do, but the second zone is slow to start.'] : []),
    `  replicas: ${1 + random.below(5)}`,
    '  revisionHistoryLimit: 3',
    '  selector:',
    '    matchLabels:',
    `      app.kubernetes.io/name: ${name}`,
    '  strategy:',
    '    type: RollingUpdate',
    '    rollingUpdate:',
    '      maxSurge: 25%',
    '      maxUnavailable: 0',
    '  template:',
    '    metadata:',
    ...labels('      ', name, namespace),
    '    spec:',
    `      serviceAccountName: ${account}`,
    ...(random.chance(0.25) ? [`      automountServiceAccountToken: ${random.chance(0.7) ? 'false' : 'true'}`] : []),
    '      securityContext:',
    '        runAsNonRoot: true',
    '        seccompProfile: { type: RuntimeDefault }',
    '      containers:',
    ...container(random, name, 8000 + random.below(1000)),
    ...(random.chance(0.5) ? container(random, 'metrics', 9100) : []),
    '      volumes:',
    '        - name: config',
    '          configMap:',
    `            name: ${name}-config`,
    '        - name: scratch',
    '          emptyDir: {}',
    '      topologySpreadConstraints:',
    '        - maxSkew: 1',
    '          topologyKey: topology.kubernetes.io/zone',
    '          whenUnsatisfiable: ScheduleAnyway',
    '          labelSelector:',
    '            matchLabels:',
    `              app.kubernetes.io/name: ${name}`,
    '      tolerations:',
    '        - key: dedicated',
    '          operator: Equal',
    '          value: apps',
    '          effect: NoSchedule',
    '      affinity:',
    '        podAntiAffinity:',
    '          preferredDuringSchedulingIgnoredDuringExecution:',
    '            - weight: 100',
    '              podAffinityTerm:',
    '                topologyKey: kubernetes.io/hostname',
    '                labelSelector:',
    '                  matchLabels:',
    `                    app.kubernetes.io/name: ${name}`,
  ]
  return `${lines.join('\n')}\n`
}

function labels(indent: string, name: string, namespace: string): string[] {
  return [
    `${indent}labels:`,
    `${indent}  app.kubernetes.io/name: ${name}`,
    `${indent}  app.kubernetes.io/part-of: ${namespace}`,
    `${indent}  app.kubernetes.io/managed-by: kustomize`,
  ]
}

function container(random: Random, name: string, port: number): string[] {
  const settings = ['LOG_LEVEL', 'REGION', 'POOL_SIZE', 'CACHE_URL', 'TIMEOUT', 'FEATURE_FLAGS', 'QUEUE_NAME', 'TRACE_RATIO']
  return [
    `        - name: ${name}`,
    `          image: registry.example.com/${name}:v${1 + random.below(9)}.${random.below(40)}.${random.below(10)}`,
    '          imagePullPolicy: IfNotPresent',
    '          ports:',
    '            - name: http',
    `              containerPort: ${port}`,
    '          env:',
    ...settings
      .slice(0, 5 + random.below(4))
      .flatMap((setting) => [`            - name: ${setting}`, `              value: "${random.suffix(8)}"`]),
    '            - name: PASSWORD',
    '              valueFrom:',
    `                secretKeyRef: { name: ${name}-secrets, key: password }`,
    ...['livenessProbe', 'readinessProbe'].flatMap((probe) => [
      `          ${probe}:`,
      '            httpGet:',
      '              path: /healthz',
      '              port: http',
      `            periodSeconds: ${5 + random.below(20)}`,
    ]),
    '          resources:',
    '            requests:',
    `              cpu: ${50 + random.below(900)}m`,
    `              memory: ${64 + random.below(900)}Mi`,
    '            limits:',
    '              memory: 1Gi',
    ...(random.chance(0.1) ? ['          # Read-only since the incident of last spring: keep it so.'] : []),
    '          securityContext:',
    '            readOnlyRootFilesystem: true',
    '            allowPrivilegeEscalation: false',
    '          volumeMounts:',
    '            - name: config',
    '              mountPath: /etc/app',
    '              readOnly: true',
    '            - name: scratch',
    '              mountPath: /tmp',
  ]
}

if (import.meta.main) {
  const made = fleet()
  console.log(`${made.bytes} bytes\n${made.folder}`)
}
