// What is told of a refusal: the server's words, without the objects that it quotes in them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readStatus, statusMessage } from './api-status.ts'

const says = (message: string, more: object = {}): { readonly status: number; readonly body: Uint8Array } => ({
  status: 422,
  body: Buffer.from(JSON.stringify({ kind: 'Status', message, ...more })),
})

const told: readonly (readonly [string, string])[] = [
  [
    'ServiceAccount "a" is invalid: metadata.labels: Invalid value: "a b": name part must consist of letters',
    'ServiceAccount "a" is invalid: metadata.labels: Invalid value: "a b": name part must consist of letters',
  ],
  // As a real server answers to a boolean that is a text.
  [
    ' "" is invalid: patch: Invalid value: "{\\"apiVersion\\":\\"v1\\",\\"env\\":[{\\"name\\":\\"A\\",\\"value\\":\\"sesame\\"}]}": json: cannot unmarshal string',
    '"" is invalid: patch: Invalid value: (left out): json: cannot unmarshal string',
  ],
  [
    'Pod "web" is invalid: spec: Forbidden: pod updates may not change fields\n  core.PodSpec{"Volumes":[{"a":"sesame"}]}',
    'Pod "web" is invalid: spec: Forbidden: pod updates may not change fields core.PodSpec(left out)',
  ],
  [
    'Job.batch "once" is invalid: spec.template: Invalid value: core.PodTemplateSpec{Spec:core.PodSpec{Env:"sesame"}}: field is immutable',
    'Job.batch "once" is invalid: spec.template: Invalid value: (left out): field is immutable',
  ],
  [
    'roles "x" is forbidden: user "bob" is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["pods"], Verbs:["get"]}',
    'roles "x" is forbidden: user "bob" is attempting to grant RBAC permissions not currently held: {APIGroups:[""], Resources:["pods"], Verbs:["get"]}',
  ],
  ['denied: {"env": "sesame', 'denied: (left out)'],
]

for (const [message, words] of told)
  test(`\`${words.slice(0, 80)}\` is told`, () =>
    assert.equal(statusMessage(says(message)), `422 Unprocessable Entity: ${words}`))

test('causes are counted', () => {
  assert.equal(readStatus(says('x', { details: { causes: [{ field: 'a' }, { field: 'b' }] } }).body).causes, 2)
  assert.equal(readStatus(says('x', { details: {} }).body).causes, 0)
  assert.equal(readStatus(Buffer.from('no JSON')).causes, 0)
})
