// 500 ServiceAccounts in a control plane that nothing else works on, and the plan that switches each of them off.
import type { ObjectRef } from '../src/kube/index.ts'
import type { Plan, Step } from '../src/change/index.ts'
import type { TestClient } from '../testbed/client.ts'
import { inLanes } from './in-lanes.ts'

const namespaces = 10
const accountsOfEach = 50

/** The accounts. */
export const accounts: readonly ObjectRef[] = Array.from({ length: namespaces * accountsOfEach }, (_, i) => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  namespace: `shop-${i % namespaces}`,
  name: `web-${Math.floor(i / namespaces)}`,
}))

/** The path of an account in the API. */
export function pathOfAccount({ namespace, name }: ObjectRef): string {
  return `/api/v1/namespaces/${namespace ?? ''}/serviceaccounts/${name}`
}

/** Makes namespaces and accounts. */
export async function fill(client: TestClient): Promise<void> {
  for (let i = 0; i < namespaces; i++) {
    await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: `shop-${i}` } })
  }
  await inLanes(accounts, async ({ apiVersion, kind, namespace = '', name }) => {
    await client.create({ apiVersion, kind, metadata: { namespace, name } })
  })
}

/** One step for each account, each a group of its own. */
export const plan: Plan = {
  apiVersion: 'sparekey.dev/v1',
  kind: 'Plan',
  generatedAt: '2026-01-01T00:00:00Z',
  source: { kind: 'live', description: 'the test bed', apiAudiences: [], assumptions: [], rolesKnown: true },
  steps: accounts.map(offStep),
  sourcePatches: [],
  left: [],
  gaps: [],
}

function offStep(object: ObjectRef): Step {
  const name = `${object.namespace ?? ''}/${object.name}`
  const field = { kind: 'field', path: '/automountServiceAccountToken' } as const
  return {
    id: `account-off/ServiceAccount/${name}`,
    remedy: 'account-off',
    object,
    change: { kind: 'edit', edits: [{ path: field.path, to: false }] },
    reason: 'nothing shows that the token is needed',
    removes: [],
    alsoRemoves: [],
    effect: { when: 'nextPod' },
    risk: { level: 'low', why: 'nothing uses it' },
    before: [field],
    after: [{ ...field, value: false }],
    requires: [],
    group: name,
  }
}
