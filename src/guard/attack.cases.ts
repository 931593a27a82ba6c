// The requests of attempts against the guard, and the words in which their results are told.
import { podOf } from './tenants.cases.ts'

/** A request of the attacker. */
export interface AttackRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: unknown
  readonly contentType?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** One attempt. */
export interface Attack {
  readonly as: 'edit' | 'writer' | 'registrar'
  readonly name: string
  /** In this order; all but the last succeed, and the last decides. Several rounds for what turns on luck. */
  readonly requests: readonly AttackRequest[]
  readonly rounds?: number
  readonly expected:
    | { readonly kind: 'refused'; readonly by: 'guard' | 'RBAC' | 'API server' }
    /** The object is accepted, and its controller is refused the pods. */
    | { readonly kind: 'refused'; readonly by: 'guard, at its pods'; readonly of: string }
    | { readonly kind: 'possible' }
  /** Why it is refused, or what to do about what is possible. */
  readonly why: string
}

/** The namespace of the attempts. */
export const at = '/api/v1/namespaces/shop'
/** Where policies and bindings are. */
export const policies = '/apis/admissionregistration.k8s.io/v1'
/** Where the roles of the namespace are. */
export const roles = '/apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles'
/** Makes something. */
export const post = (path: string, body?: unknown): AttackRequest => ({ method: 'POST', path, body })
/** Changes something by a merge patch. */
export const patch = (path: string, body: unknown): AttackRequest => ({ method: 'PATCH', path, body })
/** Asks for a token of an account. */
export const mint = (account: string, spec: object = {}, where: string = at): AttackRequest =>
  post(`${where}/serviceaccounts/${account}/token`, { spec })
/** A request by impersonation. */
export const as = (user: string, request: AttackRequest, headers: object = {}): AttackRequest => ({
  ...request,
  headers: { 'impersonate-user': user, ...headers },
})
/** An account of the namespace that holds `admin` there. */
export const robot = 'system:serviceaccount:shop:robot'
/** Makes a pod that asks for a token. */
export const pod = (name: string, account: string, spec: object = {}, metadata: object = {}): AttackRequest =>
  post(`${at}/pods`, {
    ...podOf(name, account, { automountServiceAccountToken: true, ...spec }),
    metadata: { name, ...metadata },
  })
/** Of a pod: a token in a volume of its own. */
export const projected = (path: string, audience?: string): object => ({
  automountServiceAccountToken: false,
  volumes: [
    { name: 'v', projected: { sources: [{ serviceAccountToken: { path, ...(audience === undefined ? {} : { audience }) } }] } },
  ],
})
/** Writes annotations of an account. */
export const annotate = (account: string, annotations: Readonly<Record<string, string | null>>): AttackRequest =>
  patch(`${at}/serviceaccounts/${account}`, { metadata: { annotations } })
/** The words of an exception of `x` as they stand on the account itself. */
export const own = (words: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(words).map(([key, said]) => [key.replace(/^x[.]exceptions[.]/, ''), said]))
/** Server-side apply, by force. */
export const apply = (path: string, body: object): AttackRequest => ({
  method: 'PATCH',
  path: `${path}?fieldManager=attacker&force=true`,
  body: { apiVersion: 'v1', ...body },
  contentType: 'application/apply-patch+yaml',
})
/** Makes a token Secret one of another account, to be filled anew. */
export const repoint = {
  metadata: { annotations: { 'kubernetes.io/service-account.name': 'app', 'kubernetes.io/service-account.uid': null } },
  data: { token: null },
}
/** A template whose pods hold a token. */
export const template = (name: string): object => ({
  metadata: { labels: { app: name } },
  spec: { ...podOf('', 'app').spec, automountServiceAccountToken: true },
})
/** Makes a workload whose pods would hold a token. */
export const workload = (group: string, resource: string, name: string, spec: object): AttackRequest =>
  post(`/apis/${group}/v1/namespaces/shop/${resource}`, {
    metadata: { name },
    spec: { selector: { matchLabels: { app: name } }, template: template(name), ...spec },
  })

/** Refused by a policy of the guard. */
export const guard = { kind: 'refused', by: 'guard' } as const
/** Refused before any admission. */
export const byRbac = { kind: 'refused', by: 'RBAC' } as const
/** Refused by the rules of the API itself. */
export const byServer = { kind: 'refused', by: 'API server' } as const
/** Nothing refuses it. */
export const possible = { kind: 'possible' } as const
/** Accepted, and its pods are refused. */
export const atPods = (of: string): Attack['expected'] => ({ kind: 'refused', by: 'guard, at its pods', of })

/** Why minting is refused. */
export const needsMint = 'needs the verb `mint` on the account'
/** Why pods are refused. */
export const needsException = 'no approved exception of the account'
/** Why exceptions are refused. */
export const needsApprove = 'needs the verb `approve`'
/** What to do where Secrets can be read. */
export const reading = 'whoever may read Secrets has what is in them: `sparekey plan` takes token Secrets away'
/** What to do where somebody gets into a pod. */
export const inPod =
  'a pod that may hold a token gives it to whoever gets in: keep excepted accounts in a namespace of their own, where few have rights on pods'
/** What to do where somebody may make pods. */
export const anyAccount = 'whoever may make pods chooses their account: keep excepted accounts in a namespace of their own'

/** An attempt as a row. */
export type Row = readonly [
  as: Attack['as'],
  name: string,
  requests: AttackRequest | readonly AttackRequest[],
  expected: Attack['expected'],
  why: string,
  rounds?: number,
]
