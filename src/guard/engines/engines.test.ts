// What every rendering promises, and Kyverno's CEL against the audit: its requests for an account and for a right are answered here.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { load } from 'js-yaml'
import type { JsonObject } from '../../base/index.ts'
import { engineIds, engineOf, engines, excludedNamespaces, guardOptions, renderEngine, type EngineDocument } from '../index.ts'
import { base64 } from './base64.ts'
import { answerOf, kyvernoPolicies, never, policyOf, Resource, type Review } from './kyverno-answers.cases.ts'
import { samplesOf } from './samples.cases.ts'

const today = new Date().toISOString().slice(0, 10)
const options = guardOptions(36)
const documentsOf = (id: string): readonly EngineDocument[] =>
  renderEngine(engineOf(id) ?? assert.fail(`no engine ${id}`), options).documents

test('every name has its engine', () => {
  assert.deepEqual(
    engines.map(({ id }) => id),
    engineIds,
  )
})

for (const engine of engines) {
  test(`${engine.id}: the same options give the same bytes, and every document its own name`, () => {
    const { documents, cannotExpress } = renderEngine(engine, options)
    assert.equal(JSON.stringify(renderEngine(engine, options)), JSON.stringify({ documents, cannotExpress }))
    assert.equal(new Set(documents.map(({ name }) => name)).size, documents.length)
    assert.ok(documents.every(({ name }) => /^[a-z0-9.-]+$/.test(name)))
  })

  test(`${engine.id}: what is lost is said in sentences of their own`, () => {
    const { cannotExpress } = renderEngine(engine, options)
    assert.ok(cannotExpress.length >= 3)
    assert.equal(new Set(cannotExpress).size, cannotExpress.length)
    assert.ok(cannotExpress.every((sentence) => !sentence.endsWith('.') && sentence.length > 40))
  })

  test(`${engine.id}: the platform's namespaces are left out`, () => {
    const text = JSON.stringify(documentsOf(engine.id).map(({ object }) => object))
    assert.deepEqual(
      excludedNamespaces.filter((namespace) => !text.includes(JSON.stringify(namespace))),
      [],
    )
  })
}

test('kyverno: no expression says what Kyverno has not', () => {
  for (const { metadata, spec } of kyvernoPolicies)
    assert.doesNotMatch(JSON.stringify(spec), /\bparams\.|\bauthorizer\.|oldObject [!=]= null/, metadata.name)
})

test('kyverno: what needs a right asks for it, and its answer is a bool on its face', () => {
  for (const { metadata, spec } of kyvernoPolicies.filter(({ kind }) => kind === 'ValidatingPolicy'))
    for (const { expression } of spec.validations) assert.doesNotMatch(expression, /[.]allowed(?! == true)/, metadata.name)
  const asking = kyvernoPolicies.filter(({ spec }) => JSON.stringify(spec).includes('subjectaccessreviews'))
  assert.deepEqual([...new Set(asking.map(({ metadata }) => metadata.name.replace(/^(audit|warn|deny)[.]/, '')))].sort(), [
    'exceptions.sparekey.dev',
    'minting.sparekey.dev',
    'stages.sparekey.dev',
    'token-secrets.sparekey.dev',
  ])
})

test('kyverno: 400 pods, with the account read by its name', () => {
  const samples = samplesOf(20261125, 400, 'shop', today)
  const accounts = new Map(samples.map(({ name, account }) => [`shop/${name}`, account]))
  const resource = new Resource((namespace, name) => accounts.get(`${namespace}/${name}`) ?? assert.fail(name), never)
  const policy = policyOf('deny.pods.sparekey.dev')
  for (const { pod, expected } of samples) {
    const said = answerOf(policy, { object: pod, oldObject: {}, resource, request: { operation: 'CREATE' } })
    assert.equal(said !== '', expected.kind === 'refused', JSON.stringify([said, expected, pod], null, 1))
  }
})

test('kyverno: minting asks whether the one who asks holds `mint` on this account', () => {
  const reviews: Review[] = []
  const policy = policyOf('deny.minting.sparekey.dev')
  const asked = (allowed: boolean, username: string, groups: readonly string[]): string =>
    answerOf(policy, {
      object: { spec: {} },
      resource: new Resource(never, (review) => {
        reviews.push(review)
        return allowed
      }),
      request: { operation: 'CREATE', namespace: 'shop', name: 'web', userInfo: { username, groups } },
    })
  assert.equal(asked(true, 'ci', []), '')
  assert.match(asked(false, 'bob', []), /^bob may not mint tokens of ServiceAccount shop\/web/)
  assert.equal(asked(false, 'system:node:n', ['system:nodes']), '')
  assert.deepEqual(
    reviews.map(({ spec }) => [spec.user, spec.resourceAttributes]),
    ['ci', 'bob'].map((user) => [
      user,
      { group: '', resource: 'serviceaccounts', subresource: 'token', namespace: 'shop', name: 'web', verb: 'mint' },
    ]),
  )
})

test('azure-policy: every parameter is declared, and the template is the one that is assigned', () => {
  const [definition, assignment, builtIn] = documentsOf('azure-policy').map(({ object }) => object['properties'] as JsonObject)
  assert.ok(definition !== undefined && assignment !== undefined && builtIn !== undefined)
  const declared = Object.keys(definition['parameters'] as object)
  const used = [...JSON.stringify(definition['policyRule']).matchAll(/\[parameters\('(\w+)'\)\]/g)].map(([, name]) => name ?? '')
  assert.deepEqual(used.toSorted(), declared.toSorted())
  assert.ok(Object.keys(assignment['parameters'] as object).every((name) => declared.includes(name)))
  const { details } = (definition['policyRule'] as unknown as { readonly then: { readonly details: object } }).then
  const known = [
    'apiGroups',
    'excludedNamespaces',
    'kinds',
    'labelSelector',
    'namespaces',
    'source',
    'templateInfo',
    'values',
    'warn',
  ]
  assert.ok(Object.keys(details).every((name) => known.includes(name)))
  // Of the definition 423dd1ba…, version 4.2.0.
  const theirs = ['effect', 'excludedImages', 'excludedNamespaces', 'labelSelector', 'namespaces', 'source', 'warn']
  assert.ok(Object.keys(builtIn['parameters'] as object).every((name) => theirs.includes(name)))
  const content = /"content":"([^"]+)"/.exec(JSON.stringify(definition))?.[1] ?? ''
  const template = load(Buffer.from(content, 'base64').toString('utf8')) as {
    readonly kind: string
    readonly metadata: JsonObject
  }
  assert.equal(template.kind, 'ConstraintTemplate')
  assert.doesNotMatch(JSON.stringify(template), /requires-sync-data|data\.inventory/)
})

test('base64 is that of the bytes of UTF-8', () => {
  for (const text of ['', 'a', 'ab', 'abc', 'grün', '鍵', '🔑 key', '\u0000\u07ff\u0800\uffff'])
    assert.equal(base64(text), Buffer.from(text, 'utf8').toString('base64'))
})
