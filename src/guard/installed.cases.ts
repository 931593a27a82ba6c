// Installs the guard on a real API server as a test needs it: every object, namespaces at a stage, and only then goes on when it is seen
// to work, since policies take a moment to be compiled.
import type { TestClient } from '../../testbed/client.ts'
import { waitUntil } from '../../testbed/wait-until.ts'
import { stageLabel, type Stage } from './names.ts'
import type { GuardObject } from './policy.ts'

/** Installs objects and makes namespaces at a stage; at `deny` it resolves when a pod that holds a token is refused. */
export async function installed(
  client: TestClient,
  objects: readonly GuardObject[],
  namespaces: readonly string[],
  stage: Stage = 'deny',
): Promise<void> {
  for (const object of objects) await client.create(object)
  for (const name of namespaces)
    await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { [stageLabel]: stage } } })
  const [namespace] = namespaces
  if (stage !== 'deny' || namespace === undefined) return
  await client.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'probe', namespace } })
  await refuses(client, namespace, 'probe')
}

/** Resolves when a pod of an account without an exception is refused. */
export async function refuses(client: TestClient, namespace: string, account: string): Promise<void> {
  await answers(client, namespace, account, 422)
}

/** Resolves when such a pod is let in: a policy that is deleted goes on for a moment. */
export async function letsIn(client: TestClient, namespace: string, account: string): Promise<void> {
  await answers(client, namespace, account, 201)
}

async function answers(client: TestClient, namespace: string, account: string, status: number): Promise<void> {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'probe' },
    spec: {
      serviceAccountName: account,
      containers: [{ name: 'c', image: 'x' }],
      volumes: [{ name: 't', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } }],
    },
  }
  await waitUntil(`a pod with a token to be answered with ${status}`, async () => {
    const answer = await client.request('POST', `/api/v1/namespaces/${namespace}/pods?dryRun=All`, pod)
    return answer.status === status
  })
}

/** Takes an object of the guard away. */
export async function removed(client: TestClient, { kind, metadata }: GuardObject): Promise<void> {
  const resource = kind.replace(/y$/, 'ie').toLowerCase()
  const answer = await client.request('DELETE', `/apis/admissionregistration.k8s.io/v1/${resource}s/${metadata.name}`)
  if (answer.status !== 200) throw new Error(`${kind} ${metadata.name} is not taken away: ${answer.status}`)
}
