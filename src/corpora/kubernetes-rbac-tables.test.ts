// Upstream's tables for its RBAC authorizer: rules against requests, bindings against users, and both together.
import { authorize, type Request, type UserInfo } from '../rbac/index.ts'
import { grantsOf, worldOf } from './ask.cases.ts'
import { runCorpus, type CorpusCase } from './corpus.cases.ts'

interface Rule {
  readonly verbs: readonly string[]
  readonly nonResourceURLs?: readonly string[]
}

/** Attributes of a request; a word that is not given is empty. */
interface Attributes {
  readonly resourceRequest?: boolean
  readonly verb: string
  readonly apiGroup?: string
  readonly namespace?: string
  readonly resource?: string
  readonly subresource?: string
  readonly path?: string
  readonly user?: string | Partial<UserInfo>
  /** Of a user who is given by name: separated by commas. */
  readonly groups?: string
}

interface Case extends CorpusCase {
  readonly kind: string
  readonly expected: { readonly allowed?: boolean; readonly applies?: boolean; readonly covers?: boolean }
  readonly objects: {
    readonly clusterRoles?: readonly object[]
    readonly clusterRoleBindings?: readonly object[]
    readonly roles?: readonly object[]
    readonly roleBindings?: readonly object[]
  }
  readonly rule: Rule
  readonly request: Attributes
  readonly subjects: readonly object[]
  readonly user: Partial<UserInfo>
  readonly namespace: string
  readonly owner: string
  readonly requested: string
}

/** `allowed: true` or `allowed: false`. */
function decide(objects: Case['objects'], user: UserInfo, request: Request): string {
  const kinds = {
    clusterRoles: 'ClusterRole',
    clusterRoleBindings: 'ClusterRoleBinding',
    roles: 'Role',
    roleBindings: 'RoleBinding',
  }
  const values = Object.entries(kinds).flatMap(([list, kind]) =>
    (objects[list as keyof typeof kinds] ?? []).map((object, index) => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind,
      ...object,
      // Upstream's tables leave out the names of bindings.
      metadata: { name: `number-${index}`, ...('metadata' in object ? (object.metadata as object) : {}) },
    })),
  )
  return `allowed: ${authorize(grantsOf(worldOf(values)), user, request).value.kind === 'allowed'}`
}

function requestOf({ resourceRequest = true, verb, path = '', ...words }: Attributes): Request {
  if (!resourceRequest) return { kind: 'nonResource', verb, path }
  const { apiGroup = '', resource = '', subresource = '', namespace = '' } = words
  return { kind: 'resource', verb, apiGroup, resource, subresource, namespace, name: '' }
}

function userOf({ user = '', groups = '' }: Attributes): UserInfo {
  if (typeof user !== 'string') return { name: '', groups: [], ...user }
  return { name: user, groups: groups.split(',').filter((group) => group !== '') }
}

const probe: UserInfo = { name: 'probe', groups: [] }
const roleRef = { kind: 'ClusterRole', name: 'it' }

/** A rule alone, as somebody has it everywhere. */
const withRule = (rule: Rule): Case['objects'] => ({
  clusterRoles: [{ metadata: { name: 'it' }, rules: [rule] }],
  clusterRoleBindings: [{ roleRef, subjects: [{ kind: 'User', name: probe.name }] }],
})

runCorpus<Case>('kubernetes-upstream/rbac-tables', {
  proves: "that RBAC is evaluated as upstream's tables for the authorizer expect",
  ruleOf: ({ kind }) => kind,
  asked: {
    authorize: {
      theirs: ({ expected }) => `allowed: ${expected.allowed}`,
      ours: ({ objects, request }) => decide(objects, userOf(request), requestOf(request)),
    },
    'rule-allows': {
      theirs: ({ expected }) => `allowed: ${expected.allowed}`,
      ours: ({ rule, request }) => decide(withRule(rule), probe, requestOf(request)),
    },
    'url-covers': {
      theirs: ({ expected }) => `allowed: ${expected.covers}`,
      ours: ({ owner, requested }) =>
        decide(withRule({ verbs: ['get'], nonResourceURLs: [owner] }), probe, {
          kind: 'nonResource',
          verb: 'get',
          path: requested,
        }),
    },
    'subject-applies': {
      theirs: ({ expected }) => `allowed: ${expected.applies}`,
      ours: ({ subjects, user, namespace }) => {
        const binding = { metadata: { name: 'it', ...(namespace === '' ? {} : { namespace }) }, roleRef, subjects }
        const clusterRoles = [{ metadata: { name: 'it' }, rules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }] }]
        return decide(
          { clusterRoles, [namespace === '' ? 'clusterRoleBindings' : 'roleBindings']: [binding] },
          { name: '', groups: [], ...user },
          { kind: 'resource', verb: 'get', apiGroup: '', resource: 'pods', subresource: '', namespace, name: '' },
        )
      },
    },
  },
  leftOut: new Map([
    [
      'covers (escalation check)',
      'whether one list of rules covers another: asked of who writes roles, not of who makes requests',
    ],
  ]),
  disputes: new Map(),
})
