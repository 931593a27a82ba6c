// Which admission policies are at work, and which of them see new pods and requests for tokens.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { takeInventory } from '../inventory/index.ts'
import { decodeObject } from '../kube/index.ts'
import { admissionReport } from './admission.ts'
import type { AdmissionReport } from './admission-report.ts'

const lists = ['validatingadmissionpolicies', 'mutatingadmissionpolicies'].flatMap((name) => [
  name,
  name.replace(/ies$/, 'ybindings'),
])
type Rule = Readonly<Record<string, unknown>>
const creation: Rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }

function policy(
  name: string,
  rules: readonly Rule[],
  excluded: readonly Rule[] = [],
  kind = 'ValidatingAdmissionPolicy',
): object {
  const matchConstraints = { resourceRules: rules, ...(excluded.length === 0 ? {} : { excludeResourceRules: excluded }) }
  return { apiVersion: 'admissionregistration.k8s.io/v1', kind, metadata: { name }, spec: { matchConstraints } }
}
function binding(policyName: string, kind = 'ValidatingAdmissionPolicyBinding'): object {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind,
    metadata: { name: `of-${policyName}` },
    spec: { policyName },
  }
}

function reportOf(objects: readonly object[], complete: readonly string[] = lists): AdmissionReport | undefined {
  const decoded = objects.map((value) => {
    const found = decodeObject(value)
    assert.ok(found.kind === 'object', JSON.stringify(found))
    return { object: found.object }
  })
  return admissionReport(
    takeInventory({ objects: decoded, complete: new Set(complete), gaps: [], assumptions: new Set() }),
    undefined,
  )
}

const cases: readonly (readonly [
  says: string,
  rules: readonly Rule[],
  excluded: readonly Rule[],
  pods: boolean,
  tokens: boolean,
])[] = [
  ['pods by name', [creation], [], true, false],
  ['everything of the core group', [{ ...creation, resources: ['*'] }], [], true, false],
  ['everything and all below', [{ ...creation, apiGroups: ['*'], apiVersions: ['*'], resources: ['*/*'] }], [], true, true],
  ['requests for tokens', [{ ...creation, resources: ['serviceaccounts/token'] }], [], false, true],
  ['all below accounts', [{ ...creation, resources: ['serviceaccounts/*'] }], [], false, true],
  ['tokens below anything', [{ ...creation, resources: ['*/token'] }], [], false, true],
  ['all operations', [{ ...creation, operations: ['*'] }], [], true, false],
  ['changes alone', [{ ...creation, operations: ['UPDATE', 'DELETE'] }], [], false, false],
  ['pods of another group', [{ ...creation, apiGroups: ['example.com'] }], [], false, false],
  ['another version', [{ ...creation, apiVersions: ['v2'] }], [], false, false],
  ['what is in no namespace', [{ ...creation, resources: ['*'], scope: 'Cluster' }], [], false, false],
  ['all but pods', [{ ...creation, resources: ['*'] }], [creation], false, false],
  ['all but one pod', [{ ...creation, resources: ['*'] }], [{ ...creation, resourceNames: ['x'] }], true, false],
  ['nothing', [], [], false, false],
]
for (const [says, rules, excluded, pods, tokens] of cases)
  test(`a policy for ${says} sees ${pods ? 'new pods' : 'no pods'} and ${tokens ? 'requests for tokens' : 'no tokens'}`, () => {
    const report = reportOf([policy('one', rules, excluded), binding('one')])
    assert.deepEqual([report?.onPods, report?.onTokenRequests], [pods ? ['one'] : [], tokens ? ['one'] : []])
  })

test('a policy that nothing binds does nothing, and a binding of another kind is none of its own', () => {
  const report = reportOf([
    policy('bound', [creation]),
    binding('bound'),
    policy('loose', [creation]),
    policy('same', [creation], [], 'MutatingAdmissionPolicy'),
    binding('same'),
  ])
  assert.deepEqual([report?.bound, report?.unbound, report?.onPods], [1, 2, ['bound']])
})

test('what was not read to its end is not summed up', () => {
  for (const list of lists)
    assert.equal(
      reportOf(
        [policy('one', [creation])],
        lists.filter((one) => one !== list),
      ),
      undefined,
    )
})
