// What the input does not show: what there is to reach is then not known, rather than nothing.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { account, everything, findIn, grantLine, has, pod, tokenSecret, type Plain } from './cluster.cases.ts'

const there: readonly Plain[] = [...['a/s', 'a/t', 'b/s'].map(account), pod('a/p', 's', 'n1'), tokenSecret('a/tok', 't')]
const a = (...rules: readonly string[]): readonly Plain[] => has('alice', 'a', ...rules)
const b = (...rules: readonly string[]): readonly Plain[] => has('alice', 'b', ...rules)
/** What `alice` gets. */
const gets = (...grants: readonly string[]): readonly string[] => grants.map((grant) => `alice ${grant}`)

const without = (resource: string): readonly string[] => everything.filter((each) => each !== resource)
const unseen: readonly (readonly [string, readonly Plain[], readonly string[], readonly string[]])[] = [
  ['accounts', has('alice', 'c', 'create serviceaccounts/token'), without('serviceaccounts'), gets('mint-token c/* ?')],
  [
    'accounts that are named',
    has('alice', 'c', 'create serviceaccounts/token=x'),
    without('serviceaccounts'),
    gets('mint-token c/x ?'),
  ],
  ['pods', has('alice', 'c', 'create pods/exec'), without('pods'), gets('exec-in-pod c/* ?')],
  ['pods of a node', has('alice', '*', 'get nodes/proxy=n3'), without('pods'), gets('proxy-to-kubelet node n3 ?')],
  ['Secrets', b('get secrets'), without('secrets'), gets('read-token-secret b/* ?')],
  ['Secrets that are named', b('get secrets=x'), without('secrets'), gets('read-token-secret b/* ?')],
  [
    'Secrets to repoint',
    b('patch secrets=x'),
    without('secrets'),
    gets('patch-token-secret b/* ?', 'repoint-token-secret b/* 1'),
  ],
  [
    'accounts, so that a binding names one that exists',
    [...a('create serviceaccounts,pods'), ...has('a/ghost', 'b', 'get pods')],
    without('serviceaccounts'),
    gets('create-pod a/* 3'),
  ],
]
for (const [what, objects, complete, gives] of unseen)
  test(`the input may not show all ${what}`, () => {
    const lines = findIn([...there, ...objects], 36, complete).found.map(grantLine)
    assert.deepEqual(lines.sort(), [...gives].sort())
  })

test('where the version is not known every version counts', () => {
  const { found } = findIn([...there, ...a('get pods/exec')])
  assert.deepEqual(found.map(grantLine), gets('exec-in-pod-by-get a/* 1'))
})
