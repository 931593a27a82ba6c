// Makes the nodes that kwok plays the kubelet of, and waits until pods can be scheduled to them.
import type { KubeObject, TestClient } from './client.ts'
import { waitUntil } from './wait-until.ts'

interface Node extends KubeObject {
  readonly spec?: { readonly taints?: readonly { readonly key: string }[] }
  readonly status: {
    readonly allocatable: Readonly<Record<string, string>>
    readonly capacity: Readonly<Record<string, string>>
    readonly conditions?: readonly { readonly type: string; readonly status: string }[]
  }
}

/** Creates `count` nodes, `node-1` and so on, with room for many small pods. */
export async function createNodes(client: TestClient, count: number): Promise<void> {
  const room = { cpu: '64', memory: '512Gi', pods: '1000' }
  for (let number = 1; number <= count; number += 1) {
    const name = `node-${number}`
    const labels = { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' }
    const node: Node = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels },
      status: { allocatable: room, capacity: room },
    }
    await client.create(node)
  }
}

/**
 * Waits until all nodes are ready and, if asked, bear no taint: a new node is born with `not-ready`, which a controller
 * takes away.
 */
export async function nodesReady(client: TestClient, without: 'taints' | 'question', check: () => void): Promise<void> {
  await waitUntil('all nodes to be ready', async () => {
    check()
    const nodes = await client.list<Node>('v1', 'Node')
    return nodes.every((node) => {
      const ready = node.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')
      return ready === true && (without === 'question' || (node.spec?.taints ?? []).length === 0)
    })
  })
}
