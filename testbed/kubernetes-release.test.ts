// Shows which release is meant by what people write.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { defaultRelease, kubernetesReleases, releaseFor } from './kubernetes-release.ts'

const cases = [
  { asked: undefined, version: '1.36.3' },
  { asked: '', version: '1.36.3' },
  { asked: '1.34', version: '1.34.4' },
  { asked: 'v1.35', version: '1.35.4' },
  { asked: '1.37.2', version: '1.37.2' },
  { asked: 'v1.35.1', version: '1.35.1' },
] as const

for (const { asked, version } of cases) {
  test(`\`${asked ?? 'nothing'}\` means ${version}`, () => {
    assert.equal(releaseFor(asked).version, version)
  })
}

for (const asked of ['1', '1.2', 'latest', '1.36.3-rc.1']) {
  test(`\`${asked}\` means no release`, () => {
    assert.throws(() => releaseFor(asked), /no such Kubernetes release/)
  })
}

test('each minor is there once', () => {
  const minors = kubernetesReleases.map(({ version }) => version.split('.')[1])
  assert.equal(new Set(minors).size, minors.length)
})

test('the default release is the one that go.mod requires', () => {
  const goMod = readFileSync(join(import.meta.dirname, 'controlplane/go.mod'), 'utf8')
  assert.match(goMod, new RegExp(`^\\tk8s.io/kubernetes v${defaultRelease.version.replaceAll('.', '\\.')}$`, 'm'))
  assert.match(goMod, new RegExp(`^\\tgo.etcd.io/etcd/server/v3 v${defaultRelease.etcd.replaceAll('.', '\\.')}$`, 'm'))
})
