// Audit logs as a busy cluster writes them, made up from a seed: the mix of users, verbs, bodies and streams that a policy with bodies
// gives, in the order of fields and with the escapes of the API server. Bodies hold what a careless reader trips over.
import { closeSync, openSync, writeSync } from 'node:fs'
import { seeded, type Random } from './random.ts'

interface Pod {
  readonly user: string
  readonly namespace: string
}

/** Kinds of objects, by group. */
const resources = [
  ['', 'configmaps'],
  ['', 'secrets'],
  ['', 'pods'],
  ['', 'endpoints'],
  ['', 'services'],
  ['', 'events'],
  ['apps', 'deployments'],
  ['apps', 'replicasets'],
  ['coordination.k8s.io', 'leases'],
  ['discovery.k8s.io', 'endpointslices'],
  ['networking.k8s.io', 'ingresses'],
  ['batch', 'jobs'],
] as const
const verbs = ['get', 'get', 'list', 'watch', 'update', 'patch', 'create', 'delete'] as const
const controllers = 'replicaset deployment endpoint endpointslice job cronjob namespace node ttl disruption'
  .split(' ')
  .map((name) => `${name}-controller`)
const discovery = ['/api', '/apis', '/version', '/openapi/v2', '/healthz', '/readyz?verbose', '/metrics'] as const

/** What a decoy in a body looks like: a key and brackets in a text, and a real key further in. */
const decoys = [
  '"note":"\\",\\"requestReceivedTimestamp\\":\\"2020-01-01T00:00:00.000000Z\\"} {[ system:serviceaccount:a:b"',
  '"stage":"RequestReceived","user":{"username":"system:serviceaccount:kube-system:decoy"}',
  '"path":"C:\\\\temp\\\\","text":"ü 日本 😀 \\u003c\\u0026\\u003e"',
  '"data":{"script":"if [ -n \\"$A\\" ]; then\\n  echo \\"}]\\"\\nfi\\n"}',
] as const

/** Makes events one after the other. */
export class AuditLogGenerator {
  readonly #random: Random
  readonly #pods: readonly Pod[]
  readonly #nodes: readonly string[]
  readonly #bodies: readonly string[]
  #micros = Date.parse('2026-11-01T00:00:00Z') * 1000
  readonly #later: string[] = []

  constructor(seed: number) {
    const random = seeded(seed)
    this.#random = random
    const namespaces = Array.from({ length: 60 }, () => `team-${random.suffix(5)}`)
    this.#nodes = Array.from({ length: 80 }, (_, i) => `aks-pool-12345678-vmss${i.toString(36).padStart(6, '0')}`)
    this.#pods = Array.from({ length: 900 }, () => this.#pod(random.pick(namespaces)))
    this.#bodies = Array.from({ length: 400 }, () => this.#body())
  }

  #pod(namespace: string): Pod {
    const random = this.#random
    const app = `app-${random.suffix(4)}`
    const extra = {
      'authentication.kubernetes.io/credential-id': [`JTI=${random.uuid()}`],
      'authentication.kubernetes.io/node-name': [random.pick(this.#nodes)],
      'authentication.kubernetes.io/node-uid': [random.uuid()],
      'authentication.kubernetes.io/pod-name': [`${app}-${random.suffix(10)}-${random.suffix(5)}`],
      'authentication.kubernetes.io/pod-uid': [random.uuid()],
    }
    const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated']
    const username = `system:serviceaccount:${namespace}:${app}`
    return { namespace, user: JSON.stringify({ username, uid: random.uuid(), groups, extra }) }
  }

  #body(): string {
    const random = this.#random
    const env = Array.from({ length: random.below(12) }, () => ({
      name: random.suffix(8).toUpperCase(),
      value: random.suffix(12),
    }))
    const object = {
      kind: 'Deployment',
      apiVersion: 'apps/v1',
      metadata: {
        name: random.suffix(9),
        uid: random.uuid(),
        labels: { app: random.suffix(6) },
        managedFields: [{ manager: 'kubectl', fieldsV1: { 'f:spec': {} } }],
      },
      spec: {
        replicas: random.below(9),
        template: { spec: { containers: [{ name: 'main', image: 'registry.example/app:1', env, resources: {} }] } },
      },
      status: { conditions: [{ type: 'Available', status: 'True', message: 'all [is] well' }] },
    }
    return `${JSON.stringify(object).slice(0, -1)},${random.pick(decoys)}}`
  }

  /** One line, without its break. */
  next(): string {
    const random = this.#random
    if (this.#later.length > 200 || (this.#later.length > 0 && random.chance(0.05))) return this.#later.shift() ?? ''
    const roll = random.below(1000)
    if (roll < 400) {
      const pod = random.pick(this.#pods)
      return roll < 25 ? this.#path(pod.user) : this.#request(pod.user, pod.namespace, roll < 30 ? 403 : 200)
    }
    if (roll < 470) return this.#request(this.#controller(), `team-${roll % 40}`, 200)
    if (roll < 830) return this.#kubelet()
    if (roll < 930) return this.#request('{"username":"system:apiserver","uid":"u","groups":["system:masters"]}', 'default', 200)
    if (roll < 990)
      return this.#request(
        '{"username":"alice@example.com","groups":["devs","system:authenticated"]}',
        'team-a',
        roll < 933 ? 403 : 200,
      )
    if (roll < 996) return this.#path('{"username":"system:anonymous","groups":["system:unauthenticated"]}')
    if (roll === 996) return this.#event('{}', 'get', '/api/v1/pods', '', 401, '', '{}')
    if (roll === 997) return this.#impersonated()
    return this.#mint()
  }

  #controller(): string {
    const name = this.#random.pick(controllers)
    return `{"username":"system:serviceaccount:kube-system:${name}","uid":"8c4a","groups":["system:serviceaccounts","system:serviceaccounts:kube-system","system:authenticated"]}`
  }

  #kubelet(): string {
    const random = this.#random
    const node = random.pick(this.#nodes)
    const user = `{"username":"system:node:${node}","groups":["system:nodes","system:authenticated"]}`
    const what = random.below(10)
    if (what < 4) {
      const ref = `{"resource":"leases","namespace":"kube-node-lease","name":"${node}","uid":"${random.uuid()}","apiGroup":"coordination.k8s.io","apiVersion":"v1","resourceVersion":"${random.below(1e9)}"}`
      return this.#event(
        user,
        'update',
        `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${node}?timeout=10s`,
        ref,
        200,
        this.#bodyPart(0.5),
      )
    }
    const pod = random.pick(this.#pods)
    if (what === 4) {
      const ref = `{"resource":"serviceaccounts","namespace":"${pod.namespace}","name":"app","apiVersion":"v1","subresource":"token"}`
      return this.#event(user, 'create', `/api/v1/namespaces/${pod.namespace}/serviceaccounts/app/token`, ref, 201, '')
    }
    const ref = `{"resource":"pods","namespace":"${pod.namespace}","name":"p-${random.suffix(5)}","apiVersion":"v1","subresource":"status"}`
    return this.#event(user, 'patch', `/api/v1/namespaces/${pod.namespace}/pods/p/status`, ref, 200, this.#bodyPart(0.9))
  }

  #request(user: string, namespace: string, code: number): string {
    const random = this.#random
    // What a program asks for is the same few things again and again.
    const at = (user.length * 7 + user.charCodeAt(40) * 3 + random.below(3)) % resources.length
    const [group, resource] = resources[at] ?? resources[0]
    const verb = verbs[(at + random.below(2)) % verbs.length] ?? 'get'
    const prefix = group === '' ? '/api/v1' : `/apis/${group}/v1`
    const name = verb === 'list' || verb === 'watch' ? '' : `n-${random.suffix(5)}`
    const query =
      verb === 'watch'
        ? `?allowWatchBookmarks=true\\u0026resourceVersion=${random.below(1e9)}\\u0026timeoutSeconds=${random.below(600)}\\u0026watch=true`
        : verb === 'list'
          ? '?limit=500\\u0026resourceVersion=0'
          : ''
    const uri = `${prefix}/namespaces/${namespace}/${resource}${name === '' ? '' : `/${name}`}${query}`
    const ref = `{"resource":"${resource}","namespace":"${namespace}"${name === '' ? '' : `,"name":"${name}"`}${group === '' ? '' : `,"apiGroup":"${group}"`},"apiVersion":"v1"}`
    const body = verb === 'list' || verb === 'watch' ? '' : this.#bodyPart(0.55)
    const decision = code === 403 ? '"authorization.k8s.io/decision":"forbid","authorization.k8s.io/reason":""' : undefined
    if (verb !== 'watch' || code !== 200) return this.#event(user, verb, uri, ref, code, body, decision && `{${decision}}`)
    const line = this.#event(user, verb, uri, ref, code, '')
    if (random.chance(0.9)) this.#later.push(line)
    return line.replace('"stage":"ResponseComplete"', '"stage":"ResponseStarted"')
  }

  #path(user: string): string {
    return this.#event(user, 'get', this.#random.pick(discovery), '', 200, '')
  }

  #impersonated(): string {
    const ref = '{"resource":"pods","namespace":"team-a","apiVersion":"v1"}'
    const line = this.#event(
      '{"username":"alice@example.com","groups":["devs"]}',
      'list',
      '/api/v1/namespaces/team-a/pods',
      ref,
      200,
      '',
    )
    return line.replace(
      '"sourceIPs"',
      '"impersonatedUser":{"username":"system:serviceaccount:team-a:robot","groups":[]},"sourceIPs"',
    )
  }

  #mint(): string {
    const annotations = `{"authentication.kubernetes.io/issued-credential-id":"JTI=${this.#random.uuid()}","authorization.k8s.io/decision":"allow"}`
    const ref = '{"resource":"serviceaccounts","namespace":"team-a","name":"deployer","apiVersion":"v1","subresource":"token"}'
    const uri = '/api/v1/namespaces/team-a/serviceaccounts/deployer/token'
    return this.#event('{"username":"alice@example.com","groups":["devs"]}', 'create', uri, ref, 201, '', annotations)
  }

  #bodyPart(chance: number): string {
    const random = this.#random
    if (!random.chance(chance)) return ''
    const body = random.pick(this.#bodies)
    return `"requestObject":${body},${random.chance(0.6) ? `"responseObject":${random.pick(this.#bodies)},` : ''}`
  }

  #event(user: string, verb: string, uri: string, ref: string, code: number, body: string, annotations?: string): string {
    const random = this.#random
    this.#micros += random.below(140_000)
    const millis = Math.floor(this.#micros / 1000)
    const second = new Date(millis).toISOString().slice(0, 19)
    const time = `${second}.${String(this.#micros % 1_000_000).padStart(6, '0')}Z`
    const noted =
      annotations ??
      `{"authorization.k8s.io/decision":"allow","authorization.k8s.io/reason":"RBAC: allowed by ClusterRoleBinding \\"reader-${random.below(40)}\\" of ClusterRole \\"reader\\" to ServiceAccount \\"app/team\\""}`
    return `{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"${body === '' ? 'Metadata' : 'RequestResponse'}","auditID":"${random.uuid()}","stage":"ResponseComplete","requestURI":"${uri}","verb":"${verb}","user":${user},"sourceIPs":["10.${random.below(256)}.${random.below(256)}.7"],"userAgent":"app/v0.0.0 (linux/amd64) kubernetes/$Format",${ref === '' ? '' : `"objectRef":${ref},`}"responseStatus":{"metadata":{},"code":${code}},${body}"requestReceivedTimestamp":"${time}","stageTimestamp":"${second}.999999Z","annotations":${noted}}`
  }
}

/** A line in AKS's envelope, as its blobs have it. */
export function inEnvelope(line: string): string {
  const log = JSON.stringify(`${line}\n`)
  return `{"category":"kube-audit","operationName":"Microsoft.ContainerService/managedClusters/diagnosticLogs/Read","properties":{"log":${log},"stream":"stdout","pod":"kube-apiserver-6c8f7d9b5c-x2x4z","containerID":"0123456789abcdef"},"resourceId":"/SUBSCRIPTIONS/0B62A232-0000-4000-8000-000000000000/RESOURCEGROUPS/RG/PROVIDERS/MICROSOFT.CONTAINERSERVICE/MANAGEDCLUSTERS/PROD","serviceBuild":"na","time":"2026-11-01T08:00:00.1234567Z","Cloud":"AzureCloud","Environment":"prod"}`
}

/** Writes lines until there are so many bytes. */
export function writeAuditLog(file: string, bytes: number, seed: number, wrap: (line: string) => string = (line) => line): void {
  const generator = new AuditLogGenerator(seed)
  const fd = openSync(file, 'w')
  try {
    let written = 0
    while (written < bytes) {
      const some: string[] = []
      for (let i = 0; i < 2000; i++) some.push(wrap(generator.next()))
      written += writeSync(fd, `${some.join('\n')}\n`)
    }
  } finally {
    closeSync(fd)
  }
}
