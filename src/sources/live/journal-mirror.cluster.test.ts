// A journal mirrored into a real cluster: in pieces, over several ConfigMaps, caught up with after a crash, and fetched back to the byte.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { clusterSuite } from '../../../testbed/suite.ts'
import { connectForChange, type ChangeConnection } from './connect-for-change.ts'
import { openMirror, readMirror } from './journal-mirror.ts'

const { signal } = new AbortController()

interface ConfigMap {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> }
  readonly data: Readonly<Record<string, string>>
}

clusterSuite('a journal mirrored into a real cluster', { users: { nobody: [] } }, (suite) => {
  let connection: ChangeConnection
  const lines = (count: number, width: number): string =>
    Array.from({ length: count }, (_, i) => `${i} ${'x'.repeat(width)}\n`).join('')
  const maps = async (run: string): Promise<readonly ConfigMap[]> => {
    const all = await suite.client.list<ConfigMap>('v1', 'ConfigMap', 'audit')
    return all.filter(({ metadata }) => metadata.name.startsWith(`sparekey-journal-${run}-`))
  }

  before(async () => {
    await suite.client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'audit' } })
    connection = await connectForChange({ kubeconfig: suite.plane.kubeconfigPath, signal, environment: {} })
  })
  after(() => connection.close())

  test('what is added is fetched back, and found by its run', async () => {
    const at = { namespace: 'audit', run: 'r1' }
    const mirror = await openMirror(connection, at, '')
    assert.deepEqual(await maps('r1'), [])
    let text = ''
    for (const line of ['one\n', 'two\n', `${'three'.repeat(10)}\n`]) {
      await mirror.append(line)
      text += line
      assert.equal(await readMirror(connection, at), text)
    }
    const [map, ...more] = await maps('r1')
    assert.equal(more.length, 0)
    assert.equal(map?.metadata.labels?.['sparekey.dev/run'], 'r1')
  })

  test('a long one goes over several ConfigMaps, each one that the server takes', async () => {
    const at = { namespace: 'audit', run: 'r2' }
    const begin = lines(10, 200_000)
    const mirror = await openMirror(connection, at, begin)
    const more = lines(2000, 100)
    for (let i = 0; i < more.length; i += 50_000) await mirror.append(more.slice(i, i + 50_000))
    assert.equal(await readMirror(connection, at), begin + more)
    const found = await maps('r2')
    assert.ok(found.length === 3, String(found.length))
    for (const { data } of found) {
      const bytes = Object.entries(data).reduce((sum, [key, value]) => sum + key.length + value.length, 0)
      assert.ok(bytes <= 900_000 && bytes > 100_000, String(bytes))
    }
  })

  test('after a crash it is brought up to the file, and a foreign one is left alone', async () => {
    const at = { namespace: 'audit', run: 'r3' }
    await (await openMirror(connection, at, '')).append('one\n')
    const mirror = await openMirror(connection, at, 'one\ntwo\nthree\n')
    assert.equal(await readMirror(connection, at), 'one\ntwo\nthree\n')
    await mirror.append('four\n')
    assert.equal(await readMirror(connection, at), 'one\ntwo\nthree\nfour\n')
    await assert.rejects(openMirror(connection, at, 'another\n'), {
      code: 'OUTPUT_NOT_WRITTEN',
      message: /is of another journal/,
    })
  })

  test('a mirror that is not there, and one that may not be written, say so', async () => {
    await assert.rejects(readMirror(connection, { namespace: 'audit', run: 'none' }), {
      code: 'INPUT_NOT_FOUND',
      message: 'no mirror of run `none` in namespace `audit`',
    })
    const { kubeconfigPath: kubeconfig } = suite.plane
    const other = await connectForChange({ kubeconfig, context: 'nobody', signal, environment: {} })
    await assert.rejects(openMirror(other, { namespace: 'audit', run: 'r1' }, ''), { code: 'OUTPUT_NOT_WRITTEN', message: /403/ })
    other.close()
  })
})
