// Manifests as known projects publish them, mended in copies: only lines of what was planned differ, the result audited is as planned, and
// a second run changes nothing.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { formatRef } from '../../kube/index.ts'
import type { AuditReport } from '../../verdict/index.ts'
import { corpusAt } from './corpora-folder.cases.ts'
import { runWith } from './fake-io.cases.ts'

const corpus = corpusAt('real-manifests', 'that published manifests can be mended')
const counts = { sets: 0, files: 0, added: 0, removed: 0, refused: 0 }

if (corpus.skip !== false) test('published manifests are mended', { skip: corpus.skip })
else {
  const { folder } = corpus
  for (const set of readdirSync(folder, { withFileTypes: true })) {
    if (set.isDirectory()) test(`${set.name} is mended`, () => mend(join(folder, set.name)))
  }
  after(() => {
    console.log(
      `mended published manifests: ${counts.sets} sets, ${counts.files} files, ${counts.added} lines more, ${counts.removed} lines less, ` +
        `${counts.refused} not edited`,
    )
  })
}

async function mend(set: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sparekey-mend-'))
  try {
    const [copy, original] = [join(folder, 'b'), join(folder, 'a')]
    cpSync(set, copy, { recursive: true })
    cpSync(set, original, { recursive: true })
    const fix = (...more: readonly string[]) => runWith(['fix', '-f', copy, '--assume', 'accounts', ...more])
    const before = await reportOf(original)
    const planned = await fix()
    const written = await fix('--write')
    const refused = written.err.split('\n').filter((line) => line.startsWith('not edited: '))
    assert.ok(written.code === (refused.length > 0 ? 2 : 0), written.err)
    // What the first run printed is what the second did.
    const above = copy.split('/').length
    const applied = spawnSync('git', ['apply', `-p${above}`, '-'], { cwd: original, input: planned.out })
    if (planned.out !== '') assert.equal(applied.stderr.toString(), '', planned.out)
    const differing = spawnSync('diff', ['-r', original, copy]).stdout.toString()
    assert.equal(differing, '')

    const again = await fix()
    assert.equal(again.out, '', 'a second run changes nothing')
    const report = await reportOf(copy)
    for (const workload of report.workloads) {
      const was = before.workloads.find(
        (one) => one.kind === workload.kind && one.namespace === workload.namespace && one.name === workload.name,
      )
      assert.ok(was !== undefined)
      assert.ok(workload.automount.mounts !== true || was.automount.mounts === true, `${workload.name} gained a token`)
      // Whoever still holds one that nothing shows to be needed was told to be left, and why.
      const held = workload.containers.some(({ tokens }) => tokens.some(({ source }) => source === 'automount'))
      if (workload.verdict === 'notProvenRequired' && held)
        assert.ok(written.err.includes(formatRef(workload)), formatRef(workload))
    }
    counts.sets++
    counts.files += [...planned.out.matchAll(/^--- /gm)].length
    counts.added += [...planned.out.matchAll(/^\+(?!\+\+ )/gm)].length
    counts.removed += [...planned.out.matchAll(/^-(?!-- )/gm)].length
    counts.refused += refused.length
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function reportOf(folder: string): Promise<AuditReport> {
  return JSON.parse((await runWith(['audit', '-f', folder, '-o', 'json', '--assume', 'accounts'])).out) as AuditReport
}
