import assert from 'node:assert/strict'
import { test } from 'node:test'
import { load } from 'js-yaml'
import fc from 'fast-check'
import { readRequirements } from '../verdict/index.ts'
import { stateNeed } from './need-statement.ts'

const workload = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' }
const form = { reason: 'watches Services', owner: 'shop@example.com', until: '2027-01-31' }
const today = '2026-11-26'

test('what somebody says is what both forms say, whatever characters are in it', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', ' ', '"', "'", ':', '#', '\\', '\n', '{', '&', '*', '%', '$', '`', 'é', '\u202e'),
  })
  fc.assert(
    fc.property(text, text, (reason, owner) => {
      fc.pre(reason.trim() !== '' && owner.trim() !== '')
      const said = stateNeed(workload, { ...form, reason, owner }, today)
      if (said.kind !== 'statement') return assert.fail(said.message)
      const patch = load(said.patch) as { readonly metadata: { readonly annotations: Readonly<Record<string, string>> } }
      assert.deepEqual(patch.metadata.annotations, {
        'sparekey.dev/token-required': reason.trim(),
        'sparekey.dev/token-owner': owner.trim(),
        'sparekey.dev/token-until': '2027-01-31',
      })
      const { requirements, problems } = readRequirements(load(said.entry))
      assert.deepEqual(problems, [])
      assert.ok(JSON.stringify(requirements).includes(JSON.stringify(reason.trim()).slice(1, -1)))
    }),
  )
})

const problems: readonly { readonly says: string; readonly part: Partial<typeof form>; readonly message: RegExp }[] = [
  { says: 'a need without an owner does not count', part: { owner: ' ' }, message: /token-owner/ },
  { says: 'a need without an end does not count', part: { until: '' }, message: /token-until/ },
  { says: 'an end that is no day is told', part: { until: '2027-02-30' }, message: /no day/ },
  { says: 'an end that has passed is told', part: { until: '2026-11-25' }, message: /has passed/ },
]
for (const { says, part, message } of problems) {
  test(says, () => {
    const said = stateNeed(workload, { ...form, ...part }, today)
    assert.ok(said.kind === 'problem' && message.test(said.message), JSON.stringify(said))
  })
}
