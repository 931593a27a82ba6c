// What a report means to the shell, case by case.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exitCodeOf, type FailOn } from './exit-code.ts'
import { report, verdictFinding, workload, type ReportStory } from './sample.cases.ts'

const cart = workload({ namespace: 'shop', name: 'cart' })
const untold = workload({ namespace: 'shop', name: 'cart', verdict: 'couldNotTell' })
const gap = { kind: 'listForbidden', message: 'm', remedy: 'r' }

const cases: readonly (readonly [sentence: string, story: ReportStory, failOn: FailOn, code: 0 | 1 | 2])[] = [
  ['nothing found is 0', {}, 'low', 0],
  ['a finding at the level is 1', { findings: [verdictFinding(cart, 'medium')] }, 'medium', 1],
  ['a finding above the level is 1', { findings: [verdictFinding(cart, 'critical')] }, 'low', 1],
  ['a finding below the level is 0', { findings: [verdictFinding(cart, 'medium')] }, 'high', 0],
  ['a finding below the level with a gap is 2', { findings: [verdictFinding(cart, 'medium')], gaps: [gap] }, 'high', 2],
  ['a finding wins over a gap', { findings: [verdictFinding(cart, 'high')], gaps: [gap] }, 'high', 1],
  ['a gap alone is 2', { gaps: [gap] }, 'critical', 2],
  ['a workload that could not be told is 2', { workloads: [untold] }, 'critical', 2],
  ['a workload not proven required without a finding is 0', { workloads: [cart] }, 'low', 0],
  ['none never fails on findings', { findings: [verdictFinding(cart, 'critical')] }, 'none', 0],
  ['none never fails on gaps', { workloads: [untold], gaps: [gap] }, 'none', 0],
]
for (const [sentence, story, failOn, code] of cases) test(sentence, () => assert.equal(exitCodeOf(report(story), failOn), code))
