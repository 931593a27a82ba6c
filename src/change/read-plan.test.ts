// A plan file that people have edited: what may go, and what is refused with its place and what to do.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { load } from 'js-yaml'
import { readPlan } from './read-plan.ts'
import type { Plan, Step } from './step.ts'

const step = (name: string, story: Partial<Step> = {}): Step => ({
  id: `account-off/ServiceAccount/shop/${name}`,
  remedy: 'account-off',
  object: { apiVersion: 'v1', kind: 'ServiceAccount', namespace: 'shop', name },
  change: { kind: 'edit', edits: [{ path: '/automountServiceAccountToken', to: false }] },
  reason: 'nothing shows that its token is needed',
  removes: [],
  alsoRemoves: [],
  effect: { when: 'nextPod' },
  risk: { level: 'low', why: 'nothing that is known to run loses anything' },
  before: [],
  after: [],
  requires: [],
  group: `ServiceAccount/shop/${name}`,
  ...story,
})
const needsA = { requires: ['account-off/ServiceAccount/shop/a'] }
const planOf = (...steps: readonly unknown[]): Omit<Plan, 'steps'> & { readonly steps: readonly unknown[] } => ({
  apiVersion: 'sparekey.dev/v1',
  kind: 'Plan',
  generatedAt: '2026-11-24T02:57:00.000Z',
  source: { kind: 'live', description: 'prod', apiAudiences: [], assumptions: [], rolesKnown: true },
  steps,
  sourcePatches: [],
  left: [],
  gaps: [],
})
const edits = (...list: readonly unknown[]): unknown => ({ ...step('a'), change: { kind: 'edit', edits: list } })
const secret = { apiVersion: 'v1', kind: 'Secret', namespace: 'shop', name: 'old' }
const automount = '/automountServiceAccountToken'

function problemsOf(value: unknown): readonly string[] {
  const read = readPlan(value)
  return read.kind === 'plan' ? [] : read.problems.map(({ place, message, remedy }) => `${place}: ${message}; ${remedy}`)
}

const good: readonly (readonly [sentence: string, plan: unknown])[] = [
  ['no step', planOf()],
  ['steps in another order', planOf(step('b'), step('a'))],
  ['a step taken out that nothing requires', planOf(step('a'), step('b', needsA))],
  [
    'the same name in another namespace and in another group',
    planOf(
      step('a'),
      step('a', { id: 'x', object: { apiVersion: 'v1', kind: 'ServiceAccount', namespace: 'ci', name: 'a' } }),
      step('a', { id: 'y', object: { apiVersion: 'example.com/v1', kind: 'ServiceAccount', namespace: 'shop', name: 'a' } }),
    ),
  ],
  [
    'several items of one list',
    planOf(
      edits(
        { path: '/secrets', remove: { name: 'x' }, at: 0 },
        { path: '/secrets', append: { name: 'y' } },
        { path: '/secrets', append: { name: 'z' } },
      ),
    ),
  ],
  ['a field that is held as it is', planOf(edits({ path: '/spec/name', from: 'a', to: 'a' }))],
  [
    'a label of a Secret',
    planOf({ ...step('a'), object: secret, change: { kind: 'edit', edits: [{ path: '/metadata/labels/x', to: 'y' }] } }),
  ],
]
for (const [sentence, plan] of good) {
  test(`${sentence}: fine`, () => {
    assert.deepEqual(problemsOf(plan), [])
    assert.deepEqual(readPlan(plan), { kind: 'plan', plan })
  })
}

const bad: readonly (readonly [sentence: string, plan: unknown, problem: RegExp])[] = [
  ['nothing', undefined, /^: expected an object, found nothing/],
  ['a list', [], /^: expected an object, found a list/],
  ['another kind', { ...planOf(), kind: 'AuditReport' }, /^kind: expected `Plan`, found `AuditReport`/],
  ['another version', { ...planOf(), apiVersion: 'sparekey.dev/v2' }, /^apiVersion: expected `sparekey.dev\/v1`/],
  ['no time', { ...planOf(), generatedAt: 'yesterday' }, /^generatedAt: `yesterday` is no time/],
  ['a field that no plan has', { ...planOf(), note: 'ok' }, /^: no such field: `note`; take it out; known here are `apiVersion`/],
  ['a member of every object', planOf({ ...step('a'), constructor: 1 }), /^steps\[0\]: no such field: `constructor`/],
  [
    'a field that is missing',
    planOf({ ...step('a'), risk: { level: 'low' } }),
    /^steps\[0\]\.risk: the field `why` is missing; put it back/,
  ],
  [
    'an unknown remedy',
    planOf({ ...step('a'), remedy: 'magic' }),
    /^steps\[0\]\.remedy: expected one of `narrow-role-created`, .*found `magic`/,
  ],
  [
    'an unknown effect',
    planOf({ ...step('a'), effect: { when: 'soon' } }),
    /^steps\[0\]\.effect\.when: expected one of .*, found `soon`/,
  ],
  [
    'an effect of another shape',
    planOf({ ...step('a'), effect: { when: 'atOnce', partition: 1 } }),
    /^steps\[0\]\.effect: no such field: `partition`/,
  ],
  [
    'a negative ordinal',
    planOf({ ...step('a'), effect: { when: 'partition', partition: -1 } }),
    /partition: expected a whole number, found `-1`/,
  ],
  ['a text for a list', planOf({ ...step('a'), requires: 'all' }), /^steps\[0\]\.requires: expected a list, found `all`/],
  [
    'an unknown change',
    planOf({ ...step('a'), change: { kind: 'replace' } }),
    /^steps\[0\]\.change\.kind: expected one of `edit`/,
  ],
  [
    'a path that is no pointer',
    planOf(edits({ path: 'spec.a', to: 1 })),
    /^steps\[0\]\.change\.edits\[0\]\.path: `spec\.a` is no JSON Pointer/,
  ],
  ['a path with a broken escape', planOf(edits({ path: '/metadata/labels/a~2b', to: '1' })), /is no JSON Pointer/],
  ['the whole object', planOf(edits({ path: '', to: {} })), /is no JSON Pointer to a field/],
  [
    'null for absent',
    planOf(edits({ path: automount, from: null, to: false })),
    /edits\[0\]\.from: found nothing; leave the member out/,
  ],
  ['an edit without a side', planOf(edits({ path: automount })), /edits\[0\]: the edit has neither `from` nor `to`/],
  [
    'an item that is both removed and added',
    planOf(edits({ path: '/secrets', remove: 1, at: 0, append: 1 })),
    /no such field: `append`/,
  ],
  ['an item without its place', planOf(edits({ path: '/secrets', remove: 1 })), /the field `at` is missing/],
  [
    'a number that JSON lacks',
    planOf(edits({ path: '/a', to: Number.NaN })),
    /edits\[0\]\.to: expected a value that JSON has, found `NaN`/,
  ],
  ['the name of the object', planOf(edits({ path: '/metadata/name', to: 'b' })), /is no field that a plan changes/],
  ['its labels as the root of its identity', planOf(edits({ path: '/metadata', to: {} })), /is no field that a plan changes/],
  ['its status', planOf(edits({ path: '/status/replicas', to: 0 })), /is no field that a plan changes/],
  ['the end of a list', planOf(edits({ path: '/secrets/-', to: {} })), /names no field; name the list, and say `append`/],
  ['one field twice', planOf(edits({ path: '/a', to: 1 }, { path: '/a', to: 2 })), /edits\[1\]\.path: `\/a` is changed twice/],
  [
    'a field and what is in it',
    planOf(edits({ path: '/a/b', to: 1 }, { path: '/a', to: {} })),
    /edits\[1\]\.path: `\/a` holds `\/a\/b`, which is changed too/,
  ],
  [
    'one id twice',
    planOf(step('a'), step('b', { id: step('a').id })),
    /^steps\[1\]\.id: `account-off\/ServiceAccount\/shop\/a` is the id of another step/,
  ],
  [
    'one object twice, in two versions',
    planOf(
      step('a', { object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'a' } }),
      step('b', { object: { apiVersion: 'apps/v1beta1', kind: 'Deployment', namespace: 'shop', name: 'a' } }),
    ),
    /^steps\[1\]\.object: Deployment shop\/a is the object of another step too/,
  ],
  [
    'a step that requires one that was taken out',
    planOf(step('b', needsA)),
    /^steps\[0\]\.requires\[0\]: .* requires the step `account-off\/ServiceAccount\/shop\/a`, which is not in the plan; put that step back/,
  ],
  [
    'a step before the one that it requires',
    planOf(step('b', needsA), step('a')),
    /which comes later; move that step before this one/,
  ],
  ['a step that requires itself', planOf(step('a', needsA)), /which comes later/],
  [
    'an object of another name than its step',
    planOf({
      ...step('a'),
      change: {
        kind: 'create',
        object: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'b', namespace: 'shop' } },
      },
    }),
    /^steps\[0\]\.change\.object\.metadata\.name: the object is not the one that the step names: ServiceAccount shop\/a/,
  ],
  [
    'the body of a Secret',
    planOf({ ...step('a'), object: secret, change: { kind: 'edit', edits: [{ path: '/data/token', to: '' }] } }),
    /nothing of a Secret but its labels/,
  ],
  [
    'the body of a Secret, as what is expected',
    planOf({ ...step('a'), object: secret, change: { kind: 'delete', expect: [{ path: '/data/token' }] } }),
    /expect\[0\]\.path: a plan reads and changes nothing of a Secret/,
  ],
  [
    'a Secret to be made',
    planOf({
      ...step('a'),
      object: secret,
      change: { kind: 'create', object: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'old', namespace: 'shop' } } },
    }),
    /a plan makes no Secret/,
  ],
  [
    'a source patch of the body of a Secret',
    {
      ...planOf(),
      sourcePatches: [{ object: secret, by: '', where: '', edits: [{ path: '/stringData/a', to: '' }], reason: '' }],
    },
    /^sourcePatches\[0\]\.edits\[0\]\.path: a plan reads/,
  ],
  ['an alias that leads back into itself', load(`a: &a [*a]`), /.*/],
]
for (const [sentence, plan, problem] of bad) {
  test(`${sentence}: refused, with the place and what to do`, () => {
    const problems = problemsOf(plan)
    assert.ok(
      problems.some((one) => problem.test(one)),
      problems.join('\n'),
    )
  })
}

test('aliases that unfold without end, or double at every level, are refused and not followed', () => {
  const loop = load('&a {b: *a}')
  const levels = Array.from({ length: 40 }, (_, i) => `l${i + 1}: &l${i + 1} [*l${i}, *l${i}]`)
  const doubled = load(['l0: &l0 [x]', ...levels].join('\n')) as Readonly<Record<string, unknown>>
  for (const to of [loop, doubled['l40']])
    assert.match(
      problemsOf(planOf(edits({ path: '/a', to }))).join('\n'),
      /to.*: the value is too big; write it out without aliases/,
    )
})

test('what is wrong in several places is told at once', () => {
  assert.equal(problemsOf(planOf({ ...step('a'), remedy: 1 }, { ...step('b'), uid: 2 })).length, 2)
})
