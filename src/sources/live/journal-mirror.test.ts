// A mirror on a server that loses answers: what was written already is not written twice.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connectForChange } from './connect-for-change.ts'
import { fakeApi, status, type Reply } from './fake-api.cases.ts'
import { openMirror, readMirror } from './journal-mirror.ts'

const { signal } = new AbortController()

test('a piece whose answer was lost is there once', async (t) => {
  const maps = new Map<string, Record<string, string>>()
  let lost = 0
  const api = await fakeApi(t, ({ method, path, body }): Reply => {
    const sent = body as { readonly metadata?: { readonly name: string }; readonly data: Record<string, string> }
    const name = method === 'POST' ? (sent.metadata?.name ?? '') : (path.split('/').at(-1) ?? '')
    const before = maps.get(name)
    if (method === 'GET') return before === undefined ? status(404, 'none') : { body: { data: before } }
    if (method === 'POST' && before !== undefined) return status(409, 'there already')
    maps.set(name, { ...before, ...sent.data })
    lost += 1
    return lost % 2 === 1 ? { drop: true } : { status: 201, body: {} }
  })
  const connection = await connectForChange({ kubeconfig: api.kubeconfig({}), signal, environment: {} })
  t.after(() => connection.close())
  const at = { namespace: 'audit', run: 'r', backoff: () => 0 }
  const mirror = await openMirror(connection, at, 'one\n')
  await mirror.append('two\n')
  await mirror.append('three\n')
  assert.equal(await readMirror(connection, at), 'one\ntwo\nthree\n')
  assert.ok(lost >= 6)
})
