// Audit events as a real API server writes them, for tests: one to start from, and small changes of it.

/** A user of an event. */
export interface UserParts {
  readonly username: string
  readonly uid?: string
  readonly groups: readonly string[]
  readonly extra?: Readonly<Record<string, readonly string[]>>
}

/** The user that a token of the account authenticates as, mounted into a pod. */
export const podUser: UserParts = {
  username: 'system:serviceaccount:shop:web',
  uid: 'sa-uid',
  groups: ['system:serviceaccounts', 'system:serviceaccounts:shop', 'system:authenticated'],
  extra: {
    'authentication.kubernetes.io/credential-id': ['JTI=pod-token'],
    'authentication.kubernetes.io/node-name': ['n1'],
    'authentication.kubernetes.io/pod-name': ['web-7d9f8c6b5-x2x4z'],
    'authentication.kubernetes.io/pod-uid': ['pod-uid'],
  },
}

/** The same account by a token that was asked for and bound to nothing. */
export const mintedUser: UserParts = { ...podUser, extra: { 'authentication.kubernetes.io/credential-id': ['JTI=minted'] } }

/** The same account by a token of which the API server says nothing more. */
export const unboundUser: UserParts = { username: podUser.username, groups: podUser.groups }

/** What a case changes of an event. */
export interface EventParts {
  readonly [key: string]: unknown
}

let made = 0

/** An event: a list of ConfigMaps by the pod's token, complete, unless a case says otherwise. */
export function event(parts: EventParts = {}): Record<string, unknown> {
  made++
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: `audit-${made}`,
    stage: 'ResponseComplete',
    requestURI: '/api/v1/namespaces/shop/configmaps?limit=500',
    verb: 'list',
    user: podUser,
    sourceIPs: ['10.1.2.3'],
    userAgent: 'web/v1 (linux/amd64) of-a-person',
    objectRef: { resource: 'configmaps', namespace: 'shop', apiVersion: 'v1' },
    responseStatus: { metadata: {}, code: 200 },
    requestReceivedTimestamp: '2026-11-01T08:00:00.000001Z',
    stageTimestamp: '2026-11-01T08:00:00.002000Z',
    annotations: { 'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': '' },
    ...parts,
  }
}

/** An event for a path that is no resource. */
export function pathEvent(path: string, parts: EventParts = {}): Record<string, unknown> {
  const { objectRef: _, ...rest } = event({ requestURI: path, verb: 'get', ...parts })
  return rest
}
