// Lines of templates, and the value that each says sets the switch; and the table of known charts.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { knownCharts } from './known-charts.ts'
import { templateSetting, type SwitchOf } from './template-setting.ts'

const cases: readonly (readonly [sentence: string, template: string, of: SwitchOf, key: string | undefined])[] = [
  ['a value', 'automountServiceAccountToken: {{ .Values.serviceAccount.automount }}\n', 'account', 'serviceAccount.automount'],
  ['a value without blanks, and a comment', 'automountServiceAccountToken: {{- .Values.a -}} # why\n', 'account', 'a'],
  [
    'a default, which makes true of false',
    'automountServiceAccountToken: {{ .Values.a | default true }}\n',
    'account',
    undefined,
  ],
  ['CRLF', 'automountServiceAccountToken: {{ .Values.a }}\r\n', 'account', 'a'],
  [
    'pods, not the account',
    'automountServiceAccountToken: {{ .Values.a }}\n---\n    automountServiceAccountToken: {{ .Values.b }}\n',
    'pods',
    'b',
  ],
  [
    'the account, not the pods',
    'automountServiceAccountToken: {{ .Values.a }}\n---\n    automountServiceAccountToken: {{ .Values.b }}\n',
    'account',
    'a',
  ],
  [
    'one value twice',
    '{{ if x }}\nautomountServiceAccountToken: {{ .Values.a }}\n{{ else }}\nautomountServiceAccountToken: {{ .Values.a }}\n{{ end }}',
    'account',
    'a',
  ],
  [
    'two values',
    'automountServiceAccountToken: {{ .Values.a }}\n---\nautomountServiceAccountToken: {{ .Values.b }}\n',
    'account',
    undefined,
  ],
  ['a computed one', 'automountServiceAccountToken: {{ not .Values.a }}\n', 'account', undefined],
  ['a written one', 'automountServiceAccountToken: true\n', 'account', undefined],
  ['none', 'kind: ServiceAccount\n', 'account', undefined],
  [
    'one within a loop',
    '{{ range .Values.all }}\nautomountServiceAccountToken: {{ .automount }}\n{{ end }}',
    'account',
    undefined,
  ],
]

void describe('the value that a template reads', () => {
  for (const [sentence, template, of, key] of cases)
    test(sentence, () => {
      assert.equal(templateSetting(template, of), key)
    })
})

test('every known chart is there once, and says where and when it was read', () => {
  const names = knownCharts.map(({ chart }) => chart)
  assert.equal(new Set(names).size, names.length)
  for (const { source, read, accounts, pods } of knownCharts) {
    assert.match(source, /^[\w.-]+\/[\w.-]+@[0-9a-f]{7,}, \S+$/)
    assert.match(read, /^\d{4}-\d\d-\d\d$/)
    for (const [template, key] of [...Object.entries(accounts), ...Object.entries(pods)]) {
      assert.match(template, /^[\w/-]+\.yaml$/)
      assert.match(key, /^[a-zA-Z]+(\.[a-zA-Z]+)*$/)
    }
  }
})
