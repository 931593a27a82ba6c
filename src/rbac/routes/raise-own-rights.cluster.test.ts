// What row 26 rests on, on a real API server: every way to give oneself rights is gone, step by step, and so are those that lead
// nowhere. Roles are bound while they are empty and filled then, so that `bind` is not asked for; a binding's role can't be changed.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { KubeObject } from '../../../testbed/client.ts'
import { clusterSuite, type SuiteCluster } from '../../../testbed/suite.ts'
import { waitUntil } from '../../../testbed/wait-until.ts'
import { account, bind, findIn, grantLine, has, role, subjectText, type Plain } from '../cluster.cases.ts'
import { authorizerKnows, review } from '../differential-server.cases.ts'
import { mintRequest, type UserInfo } from '../request.ts'

const group = 'rbac.authorization.k8s.io'
const api = `/apis/${group}/v1`
const everything = '* *:*'

/** One request of the user, and the status that it is answered with. */
interface Step {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly object: Plain
  readonly patch?: object
  readonly status: number
}

interface Story {
  readonly says: string
  readonly rights: readonly Plain[]
  readonly steps: readonly Step[]
  /** What is found of the rights, for the user, without the name. */
  readonly told: readonly string[]
}

const post = (object: Plain, status = 201): Step => ({ method: 'POST', object, status })
const put = (object: Plain, status = 200): Step => ({ method: 'PUT', object, status })
const remove = (object: Plain, status = 200): Step => ({ method: 'DELETE', object, status })
const patch = (object: Plain, change: object, status = 200): Step => ({ method: 'PATCH', object, patch: change, status })
const { rules: full } = role('', everything)

/** The story of one user, who has a namespace of the same name. */
type Told = (me: string, named: (name: string) => string) => Omit<Story, 'says'>

const on = (verbs: string, resource: string, name = ''): string => `${verbs} ${group}:${resource}${name === '' ? '' : `=${name}`}`
const labelled = (object: Plain, label: string): Plain => ({
  ...object,
  metadata: { ...(object['metadata'] as object), labels: { [label]: 'yes' } },
})
const gathering = (object: Plain, label: string): Plain => ({
  ...object,
  aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [label]: 'yes' } }] },
})
const joinedBy = (me: string): object => ({ subjects: [{ kind: 'User', apiGroup: group, name: me }] })

const stories: Readonly<Record<string, Told>> = {
  'a role of more rights than one has is emptied, bound and filled, without `bind`': (me, n) => ({
    rights: [
      ...has(me, '*', on('escalate,update', 'clusterroles', n('r')), on('create', 'clusterrolebindings')),
      role(n('r'), 'create pods'),
    ],
    steps: [
      post(bind(n('mine'), n('r'), me), 403),
      put(role(n('r'))),
      post(bind(n('mine'), n('r'), me)),
      put(role(n('r'), everything)),
    ],
    told: ['escalate-role as @system:masters ?'],
  }),
  'the same without `escalate` empties it, and that is all': (me, n) => ({
    rights: [
      ...has(me, '*', on('update', 'clusterroles', n('r')), on('create', 'clusterrolebindings')),
      role(n('r'), 'create pods'),
    ],
    steps: [put(role(n('r'))), post(bind(n('mine'), n('r'), me)), put(role(n('r'), everything), 403)],
    told: [],
  }),
  'a ClusterRole is filled and bound in one namespace': (me, n) => ({
    rights: [
      ...has(me, '*', on('escalate,patch', 'clusterroles', n('r'))),
      ...has(me, me, on('create', 'rolebindings')),
      role(n('r'), 'get pods'),
    ],
    steps: [
      patch(role(n('r')), { rules: [] }),
      post(bind(`${me}/mine`, n('r'), me)),
      patch(role(n('r')), { rules: full }),
      post(bind(n('mine'), n('r'), me), 403),
    ],
    told: [`escalate-role ${me}/* 1`],
  }),
  'a new Role is bound empty and filled then': (me) => ({
    rights: has(me, me, on('escalate,patch,create', 'roles'), on('create', 'rolebindings')),
    steps: [post(role(`${me}/r`)), post(bind(`${me}/mine`, '/r', me)), patch(role(`${me}/r`), { rules: full })],
    told: [`escalate-role ${me}/* 1`],
  }),
  'a new Role is created full, and nobody may bind it': (me) => ({
    rights: has(me, me, on('escalate,create', 'roles'), on('create', 'rolebindings')),
    steps: [
      post(role(`${me}/r`, everything)),
      post(bind(`${me}/mine`, '/r', me), 403),
      post(role(`${me}/empty`)),
      post(bind(`${me}/other`, '/empty', me)),
      put(role(`${me}/empty`, everything), 403),
    ],
    told: [],
  }),
  'a new Role is created full, and bound by `bind`': (me) => ({
    rights: has(me, me, on('escalate,create,bind', 'roles'), on('create', 'rolebindings')),
    steps: [post(role(`${me}/r`, everything)), post(bind(`${me}/mine`, '/r', me))],
    told: [`escalate-role ${me}/* 1`],
  }),
  'a new Role is bound empty, deleted, and created full': (me) => ({
    rights: has(me, me, on('escalate,create,delete', 'roles'), on('create', 'rolebindings')),
    steps: [
      post(role(`${me}/r`)),
      post(bind(`${me}/mine`, '/r', me)),
      remove(role(`${me}/r`)),
      post(role(`${me}/r`, everything)),
    ],
    told: [`escalate-role ${me}/* 1`],
  }),
  'a POST has no name for which one could escalate or create': (me) => ({
    rights: has(me, me, on('escalate,create', 'roles', 'r'), on('create', 'rolebindings')),
    steps: [post(role(`${me}/r`), 403)],
    told: [],
  }),
  'a role is created and filled by its name, by PUT': (me, n) => ({
    rights: has(me, '*', on('escalate,create,update', 'clusterroles', n('r')), on('create', 'clusterrolebindings')),
    steps: [put(role(n('r')), 201), post(bind(n('mine'), n('r'), me)), put(role(n('r'), everything))],
    told: ['escalate-role as @system:masters ?'],
  }),
  'a new ClusterRole gathers the rules of another new one, without `bind` and without changing any': (me, n) => ({
    rights: [...has(me, '*', on('escalate,create', 'clusterroles')), ...has(me, me, on('create', 'rolebindings'))],
    steps: [
      post(gathering(role(n('r')), n('feeds'))),
      post(bind(`${me}/mine`, n('r'), me)),
      post(labelled(role(n('source'), everything), n('feeds'))),
    ],
    told: [`escalate-role ${me}/* 1`],
  }),
  'a ClusterRole is filled, and its label adds it to an aggregated one of the user': (me, n) => ({
    rights: [
      ...has(me, '*', on('escalate,patch', 'clusterroles', n('source'))),
      role(n('source')),
      gathering(role(n('r')), n('feeds')),
      bind(`${me}/mine`, n('r'), me),
    ],
    steps: [patch(role(n('source')), { metadata: { labels: { [n('feeds')]: 'yes' } }, rules: full })],
    told: [`escalate-role ${me}/* 1`],
  }),
  'a role that a binding of the user names, and that is not there, is created': (me, n) => ({
    rights: [...has(me, '*', on('escalate,create', 'clusterroles')), bind(`${me}/mine`, n('gone'), me)],
    steps: [post(role(n('gone'), everything))],
    told: [`escalate-role ${me}/* 1`],
  }),
  "a binding's role can't be changed, and without `create` there is no other": (me, n) => ({
    rights: [
      ...has(me, me, on('bind', 'clusterroles'), on('update,patch', 'rolebindings')),
      role(n('r'), everything),
      role(n('tame'), 'get pods'),
      bind(`${me}/there`, '/nothing', 'somebody'),
    ],
    steps: [
      patch(bind(`${me}/there`, '/nothing'), { roleRef: { apiGroup: group, kind: 'ClusterRole', name: n('r') } }, 422),
      post(bind(`${me}/mine`, n('r'), me), 403),
      put(bind(`${me}/mine`, n('r'), me), 403),
    ],
    told: [],
  }),
  'a user adds itself to a binding that there is': (me, n) => ({
    rights: [
      ...has(me, me, on('bind', 'clusterroles', n('r')), on('patch', 'rolebindings', 'there')),
      role(n('r'), everything),
      bind(`${me}/there`, n('r'), 'somebody'),
    ],
    steps: [patch(bind(`${me}/there`, n('r')), joinedBy(me))],
    told: [`bind-role ${me}/* 1`],
  }),
  'nobody adds itself to a binding without `bind`': (me, n) => ({
    rights: [
      ...has(me, me, on('patch', 'rolebindings', 'there')),
      role(n('r'), everything),
      bind(`${me}/there`, n('r'), 'somebody'),
    ],
    steps: [patch(bind(`${me}/there`, n('r')), joinedBy(me), 403)],
    told: [],
  }),
  'a binding of a role that is emptied, joined, and filled': (me, n) => ({
    rights: [
      ...has(me, '*', on('escalate,update', 'clusterroles', n('r'))),
      ...has(me, me, on('patch', 'rolebindings', 'there')),
      role(n('r'), 'create pods'),
      bind(`${me}/there`, n('r'), 'somebody'),
    ],
    steps: [
      patch(bind(`${me}/there`, n('r')), joinedBy(me), 403),
      put(role(n('r'))),
      patch(bind(`${me}/there`, n('r')), joinedBy(me)),
      put(role(n('r'), everything)),
    ],
    told: [`escalate-role ${me}/* 1`],
  }),
  'a binding is made by its name, by PUT': (me, n) => ({
    rights: [
      ...has(me, me, on('bind', 'clusterroles', n('r')), on('create,update', 'rolebindings', 'mine')),
      role(n('r'), everything),
    ],
    steps: [post(bind(`${me}/mine`, n('r'), me), 403), put(bind(`${me}/mine`, n('r'), me), 201)],
    told: [`bind-role ${me}/* 1`],
  }),
  'a role that is bound lets the user bind the next': (me, n) => ({
    rights: [
      ...has(me, me, on('bind', 'clusterroles', n('r')), on('create', 'rolebindings')),
      role(n('r'), on('bind', 'clusterroles', n('r2'))),
      role(n('r2'), everything),
    ],
    steps: [
      post(bind(`${me}/second`, n('r2'), me), 403),
      post(bind(`${me}/mine`, n('r'), me)),
      post(bind(`${me}/second`, n('r2'), me)),
    ],
    told: [`bind-role ${me}/* 1`],
  }),
}

const told = Object.entries(stories).map(([says, tell], i): Story & { readonly me: string } => {
  const me = `user-${i}`
  return { says, me, ...tell(me, (name) => `${me}-${name}`) }
})

clusterSuite('rights that users give themselves', { users: Object.fromEntries(told.map(({ me }) => [me, []])) }, (cluster) => {
  const namespace = (name: string): KubeObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  const mayMint = async (me: string, where: string): Promise<boolean> => {
    const user: UserInfo = { name: me, groups: ['system:authenticated'] }
    return (await review(cluster, { user, request: mintRequest({ namespace: where, name: 's' }) })).allowed
  }

  before(async () => {
    for (const name of ['a', ...told.map(({ me }) => me)]) await cluster.client.create(namespace(name))
    for (const object of told.flatMap(({ rights }) => rights)) await cluster.client.create(object as unknown as KubeObject)
    await authorizerKnows(cluster, 'set-up')
  })

  for (const { says, me, rights, steps, told: lines } of told)
    test(says, async () => {
      const { found } = findIn([...rights, account(`${me}/s`), account('elsewhere/s')], 36)
      const mine = found.filter((grant) => subjectText(grant.subject) === me)
      assert.deepEqual(
        mine.map(grantLine),
        lines.map((line) => `${me} ${line}`),
      )

      for (const [i, step] of steps.entries()) {
        // What is refused must not be so because the authorizer has yet to hear of the step before.
        if (step.status === 403) await authorizerKnows(cluster, `${me}-${i}`)
        await taken(cluster, me, step, i)
      }
      const everywhere = lines.some((line) => line.includes('system:masters'))
      const expected = { here: lines.length > 0, elsewhere: everywhere }
      if (lines.length > 0) await waitUntil('the rights to take effect', async () => await mayMint(me, me))
      else await authorizerKnows(cluster, `${me}-end`)
      assert.deepEqual({ here: await mayMint(me, me), elsewhere: await mayMint(me, 'a') }, expected)
    })
})

/** Takes one step. One that is to succeed is tried until it does: the authorizer hears of what was before a moment later. */
async function taken(
  { client }: SuiteCluster,
  me: string,
  { method, object, patch: change, status }: Step,
  i: number,
): Promise<void> {
  const { kind, metadata } = object as unknown as KubeObject
  const place = metadata.namespace === undefined ? '' : `namespaces/${metadata.namespace}/`
  const collection = `${api}/${place}${kind.toLowerCase()}s`
  const path = method === 'POST' ? collection : `${collection}/${metadata.name ?? ''}`
  const body = method === 'DELETE' ? undefined : (change ?? object)
  const ask = async (): Promise<{ readonly status: number; readonly text: string }> => {
    const answer = await client.request(method, path, body, { user: me })
    return { status: answer.status, text: JSON.stringify(answer.body) }
  }
  let last = await ask()
  if (last.status === 403 && status !== 403)
    await waitUntil(
      `step ${i} of ${me}`,
      async () => {
        last = await ask()
        return last.status !== 403
      },
      { timeoutMs: 15_000, lastSeen: () => last.text },
    )
  assert.equal(last.status, status, `${method} ${path}: ${last.text}`)
}
