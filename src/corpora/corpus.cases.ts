// Runs the cases of another project against the audit, or the guard: each agrees, or is disputed with our own answer, or is left out by name.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'

/** Where the corpora are: beside the repository, unless the environment says otherwise. None of them is ours to copy. */
export const corporaFolder: string =
  process.env['SPAREKEY_CORPORA'] ?? fileURLToPath(new URL('../../../shared/corpora/', import.meta.url))

/** What all cases have. */
export interface CorpusCase {
  readonly id: string
  /** Files, from the folder that the corpus' inputs are in. */
  readonly input?: readonly string[]
}

/** One question that a rule of theirs asks, put in words that both answers can be given in. */
export interface Question<C> {
  /** Their verdict, as the corpus states it. */
  theirs(entry: C): string
  /** What the audit says to the same question. */
  ours(entry: C): Promise<string> | string
}

/** A stated verdict that the oracle (the behaviour of Kubernetes itself) does not bear out, or that is a matter of opinion. */
export interface Dispute {
  /** The oracle's answer; the audit must give it. */
  readonly ours: string
  readonly reason: string
}

/** How a corpus is run. */
export interface Plan<C> {
  /** Who answers; absent: the audit. */
  readonly asks?: 'the guard'
  /** What is not proved where the corpus is absent. */
  readonly proves: string
  readonly ruleOf: (entry: C) => string
  /** By rule. */
  readonly asked: Readonly<Record<string, Question<C>>>
  /** By rule or by case: why the audit has no say in it. */
  readonly leftOut: ReadonlyMap<string, string>
  /** By case. */
  readonly disputes: ReadonlyMap<string, Dispute>
}

/**
 * Registers the tests of one corpus, and prints its numbers when they have run.
 *
 * @param name - the folder, or the file of cases, below the corpora
 */
export function runCorpus<C extends CorpusCase>(name: string, plan: Plan<C>): void {
  const path = join(corporaFolder, name)
  if (!existsSync(path)) {
    const reason = `corpus ${name} is not in ${corporaFolder} (SPAREKEY_CORPORA names another place)`
    console.log(`NOT PROVED: ${plan.proves}; ${reason}`)
    test(`corpus ${name}`, { skip: reason })
    return
  }
  const who = plan.asks ?? 'the audit'
  const file = path.endsWith('.json') ? path : join(path, 'cases.json')
  const cases = JSON.parse(readFileSync(file, 'utf8')) as readonly C[]
  const counts = { agree: 0, disputed: 0, leftOut: 0 }
  const unused = new Set([...plan.leftOut.keys(), ...plan.disputes.keys()])
  for (const entry of cases) {
    const rule = plan.ruleOf(entry)
    const dispute = plan.disputes.get(entry.id)
    const left = [entry.id, rule].find((key) => plan.leftOut.has(key))
    unused.delete(left ?? entry.id)
    if (left !== undefined && dispute === undefined) {
      counts.leftOut++
      continue
    }
    test(`${name}: ${entry.id}${dispute === undefined ? '' : `, disputed: ${dispute.reason}`}`, async () => {
      const question = plan.asked[rule]
      assert.ok(question !== undefined, `rule \`${rule}\` is neither asked nor left out: do one of them`)
      assert.equal(left, undefined, 'left out and disputed at once')
      const theirs = question.theirs(entry)
      const ours = await question.ours(entry)
      if (dispute === undefined) {
        assert.equal(ours, theirs, `${who} (actual) does not answer as the corpus does (expected)`)
        counts.agree++
        return
      }
      assert.equal(ours, dispute.ours, `${who} (actual) does not answer as the oracle does (expected)`)
      assert.notEqual(theirs, dispute.ours, 'nothing is disputed any more: take the case off the list')
      counts.disputed++
    })
  }
  test(`${name}: the cases are there, each once, and every dispute and exclusion is about one of them`, () => {
    assert.notEqual(cases.length, 0)
    assert.equal(new Set(cases.map((entry) => entry.id)).size, cases.length)
    assert.deepEqual([...unused], [])
  })
  after(() => {
    const { agree, disputed, leftOut } = counts
    const failed = cases.length - agree - disputed - leftOut
    const rest = failed === 0 ? '' : `, ${failed} FAILED`
    console.log(
      `corpus ${name}, ${who}: ${cases.length} cases, ${agree} agree, ${disputed} disputed, ${leftOut} not for it${rest}`,
    )
  })
}
