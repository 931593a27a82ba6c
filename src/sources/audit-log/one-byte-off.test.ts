// Lines as API servers write them, with one thing off, at every place: where the scanner knows what comes next, and might not look.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertSame } from './both-readers.cases.ts'
import { diagnosticRecord } from './logs.cases.ts'
import { Scanner, scannerModule } from './scanner-module.ts'

type Members = Readonly<Record<string, unknown>>

const podUser = {
  username: 'system:serviceaccount:shop:web',
  uid: '8c4a0b62-0000-4000-8000-00000000000a',
  groups: ['system:serviceaccounts', 'system:authenticated'],
  extra: {
    'authentication.kubernetes.io/credential-id': ['JTI=p'],
    'authentication.kubernetes.io/pod-name': ['web-1'],
    'authentication.kubernetes.io/pod-uid': ['0b62a232-0000-4000-8000-00000000000b'],
  },
}
const allow = { 'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': 'RBAC: allowed' }
const usual: Members = {
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  level: 'RequestResponse',
  auditID: '',
  stage: 'ResponseComplete',
  requestURI: '/apis/apps/v1/namespaces/shop/deployments/web/scale',
  verb: 'get',
  user: podUser,
  sourceIPs: ['10.0.0.1'],
  userAgent: 'agent "a"',
  objectRef: {
    resource: 'deployments',
    namespace: 'shop',
    name: 'web',
    apiGroup: 'apps',
    apiVersion: 'v1',
    subresource: 'scale',
  },
  responseStatus: { metadata: {}, code: 404 },
  requestObject: { a: [{ b: '"}' }], path: 'C:\\a"\\'.repeat(12), list: [[1, { c: [] }], true, 'x'], more: 'x'.repeat(150) },
  responseObject: { c: {} },
  requestReceivedTimestamp: '2026-11-01T08:00:00.000001Z',
  stageTimestamp: '2026-11-01T08:00:00.000002Z',
  annotations: allow,
}
const events: readonly Members[] = [
  usual,
  {
    ...usual,
    verb: 'create',
    // With the end of its path in the last 64 bytes that are looked at together.
    requestObject: { a: 'x'.repeat(30), path: 'C:\\a"\\'.repeat(12), list: [[1, { c: [] }], true, 'x'] },
    objectRef: { resource: 'serviceaccounts', namespace: 'shop', name: 'web', apiVersion: 'v1', subresource: 'token' },
    responseStatus: { metadata: {}, code: 201 },
    annotations: { ...allow, 'authentication.kubernetes.io/issued-credential-id': 'JTI=i', 'audit.k8s.io/truncated': 'true' },
  },
  {
    ...usual,
    user: { username: 'alice', groups: ['devs'] },
    objectRef: { resource: 'tokenreviews', apiGroup: 'authentication.k8s.io', apiVersion: 'v1' },
    annotations: { ...allow, 'authorization.k8s.io/decision': 'forbid' },
  },
  {
    ...usual,
    stage: 'Panic',
    user: { username: 'system:node:n1', groups: ['system:nodes'] },
    requestURI: '/healthz',
    objectRef: undefined,
    annotations: { ...allow, 'authorization.k8s.io/decision': 'forbid', 'authentication.k8s.io/legacy-token': 'shop/web' },
  },
]

/** Each line is a request of its own, so that none hides another as its stage. */
class Lines {
  readonly all: Buffer[] = []

  add(change: (line: Buffer) => Buffer, event: Members, wrap: (text: string) => string): void {
    const auditID = `id-${String(this.all.length).padStart(6, '0')}`
    this.all.push(change(Buffer.from(wrap(JSON.stringify({ ...event, auditID })))))
  }

  assertSame(): void {
    const module = scannerModule()
    if (module === undefined) assert.fail('no WebAssembly SIMD')
    const given = { cluster: '', category: 'kube-audit' } as const
    const log = Buffer.from(this.all.map((line) => line.toString('latin1')).join('\n'), 'latin1')
    const { lines, slow } = assertSame(new Scanner(module, given, 1 << 20), { log, piece: 1 << 20, options: { given } })
    assert.ok(lines >= this.all.length && slow < lines)
  }
}

const bare = (text: string): string => text
const inRecord = (text: string): string => JSON.stringify(diagnosticRecord(text))

/** Another byte in the place of one, by which letters stay letters; by a break a line becomes two that are none. */
const put = [(byte: number) => byte ^ 1, (byte: number) => byte ^ 2, () => 0x22, () => 0x5c, () => 0x20, () => 0x7d, () => 0x0a]
const forms = [
  ['', bare],
  [" in AKS's envelope", inRecord],
] as const

for (const [form, wrap] of forms)
  for (const [i, event] of events.entries())
    test(`event ${i + 1}${form}, with each of its bytes another one, left out, or written twice`, () => {
      const lines = new Lines()
      const { length } = wrap(JSON.stringify({ ...event, auditID: 'id-000000' }))
      for (let at = 0; at < length; at++) {
        for (const other of put)
          lines.add(
            (line) => Buffer.concat([line.subarray(0, at), Buffer.of(other(line[at] ?? 0)), line.subarray(at + 1)]),
            event,
            wrap,
          )
        lines.add((line) => Buffer.concat([line.subarray(0, at), line.subarray(at + 1)]), event, wrap)
        lines.add((line) => Buffer.concat([line.subarray(0, at + 1), line.subarray(at)]), event, wrap)
      }
      lines.assertSame()
    })

test('each member of an event and of the records in it twice, and the second time with another value', () => {
  const lines = new Lines()
  const values = ['{}', '[]', 'null', '"create"', '403', '{"code":403}', '{"resource":"secrets"}', '"2026-11-02T08:00:00Z"']
  for (const [, wrap] of forms)
    for (const event of events)
      for (const [name, value] of Object.entries(event)) {
        if (value === undefined) continue
        const inner = typeof value === 'object' && value !== null ? Object.keys(value) : []
        for (const again of values) {
          lines.add(
            (line) => line,
            event,
            (text) => wrap(`${text.slice(0, -1)},"${name}":${again}}`),
          )
          lines.add(
            (line) => line,
            event,
            (text) => wrap(text.replace(`"${name}":`, `"${name}":${again},"${name}":`)),
          )
          for (const one of inner) {
            const written = JSON.stringify({ [name]: value }).slice(1, -1)
            const second = `,"${one}":${again}}`
            lines.add(
              (line) => line,
              event,
              (text) => wrap(text.replace(written, () => written.slice(0, -1) + second)),
            )
          }
        }
      }
  lines.assertSame()
})
