// A snapshot of a fleet: as many Deployments as asked for, over many namespaces and accounts, for what has to stay smooth.
import { join } from 'node:path'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { writeSnapshot } from '../../sources/snapshot/index.ts'

/** @returns the file, in a folder of its own */
export function fleetSnapshot(workloads: number): string {
  const file = join(mkdtempSync(join(tmpdir(), 'sparekey-fleet-')), 'fleet.sparekey')
  const namespaces = 200
  const accounts = Array.from({ length: namespaces }, (_, i) => ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'app', namespace: `team-${i}` },
    ...(i % 3 === 0 ? { automountServiceAccountToken: false } : {}),
  }))
  const deployments = Array.from({ length: workloads }, (_, i) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: `service-${i}-with-a-name`, namespace: `team-${i % namespaces}` },
    spec: { template: { metadata: {}, spec: { serviceAccountName: 'app', containers: [{ name: 'main' }, { name: 'proxy' }] } } },
  }))
  writeSnapshot(file, {
    takenAt: '2026-11-26T08:00:00.000Z',
    description: `a fleet of ${workloads} workloads`,
    serverVersion: 'v1.36.3',
    apiAudiences: [],
    complete: ['serviceaccounts', 'roles', 'clusterroles', 'rolebindings', 'clusterrolebindings', 'secrets', 'csidrivers'],
    gaps: [],
    objects: [...accounts, ...deployments],
  })
  return file
}
