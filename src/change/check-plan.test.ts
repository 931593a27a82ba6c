// Plans that are refused before anything is asked or written.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { SparekeyError } from '../base/index.ts'
import { checkPlan } from './check-plan.ts'
import { planWith } from './fake-world.cases.ts'
import { scenes } from './random-world.cases.ts'
import { account, accountOff, role, stepOf, switchStep, workload } from './shop.cases.ts'
import type { Step } from './step.ts'

const web = workload('web')
const [off, on] = [switchStep(web, false), switchStep(web, true)]
const editing = (path: string, object = web): Step =>
  stepOf('template-off', object, { kind: 'edit', edits: [{ path, to: [] }] }, { when: 'rollout' }, 'g')
const pod = '/spec/template/spec'

for (const [sentence, steps, said] of [
  ['two steps of one name', [off, off], /two steps are called/],
  ['two steps on one object', [off, on], /two steps change one object/],
  ['a step that requires one that is not there', [accountOff(account('web'), on)], /does not stand before it/],
  ['a step that requires itself', [{ ...off, requires: [off.id] }], /does not stand before it/],
  ['a step that requires a later one', [accountOff(account('web'), on), on], /does not stand before it/],
  ['containers written whole', [editing(`${pod}/containers`)], /never read/],
  ['one container written whole', [editing(`${pod}/initContainers/0`)], /never read/],
  ['an environment written whole', [editing(`${pod}/containers/0/env`)], /never read/],
  ['a template written whole', [editing('/spec/template')], /never read/],
  ['a workload deleted', [stepOf('template-off', web, { kind: 'delete', expect: [] }, { when: 'rollout' }, 'g')], /put back/],
] as const) {
  test(`${sentence} is refused`, () => {
    assert.throws(
      () => checkPlan(planWith(steps)),
      (error) => error instanceof SparekeyError && error.code === 'PLAN_INVALID' && said.test(error.message),
    )
  })
}

test('fields beside them, labels of any name, and what is no workload are not', () => {
  for (const path of [
    `${pod}/volumes`,
    `${pod}/containers/0/volumeMounts`,
    `${pod}/containers/0/envFrom`,
    '/metadata/labels/env',
    '/spec/template/metadata/labels/env',
  ])
    checkPlan(planWith([editing(path)]))
  checkPlan(planWith([editing('/spec', role('r'))]))
})

test('plans that can be carried out are', () => {
  fc.assert(fc.property(scenes, ({ plan }) => checkPlan(plan)))
})
