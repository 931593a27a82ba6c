// Manifests as known projects publish them, mended in copies: only lines of what was planned differ, the result audited is as planned, and
// a second run changes nothing.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { AuditReport } from '../../verdict/index.ts'
import { runWith } from './fake-io.cases.ts'

const corporaFolder = process.env['SPAREKEY_CORPORA'] ?? fileURLToPath(new URL('../../../../shared/corpora/', import.meta.url))
const corpus = join(corporaFolder, 'real-manifests')
const counts = { sets: 0, files: 0, added: 0, removed: 0, refused: 0 }

if (!existsSync(corpus)) {
  const reason = `corpus real-manifests is not in ${corporaFolder} (SPAREKEY_CORPORA names another place)`
  console.log(`NOT PROVED: that published manifests can be mended; ${reason}`)
  test('published manifests are mended', { skip: reason })
} else {
  for (const set of readdirSync(corpus, { withFileTypes: true })) {
    if (set.isDirectory()) test(`${set.name} is mended`, () => mend(set.name))
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
    cpSync(join(corpus, set), copy, { recursive: true })
    cpSync(join(corpus, set), original, { recursive: true })
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
      // Nobody gains a token, and whatever else was held is held.
      const kinds = (one: typeof workload) =>
        one.containers.map(({ tokens }) => tokens.filter(({ source }) => source !== 'automount').length)
      assert.ok(workload.automount.mounts !== true || was.automount.mounts === true, workload.name)
      if (planned.out === '') assert.deepEqual(kinds(workload), kinds(was))
    }
    const mounting = (one: AuditReport) => one.workloads.filter(({ automount }) => automount.mounts === true).length
    if (planned.out !== '') assert.ok(mounting(report) <= mounting(before))
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
