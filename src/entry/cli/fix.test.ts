// `fix` as a shell sees it: what it prints, what it writes, its exit codes; files, kustomizations and charts.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, describe, test } from 'node:test'
import type { AuditReport } from '../../verdict/index.ts'
import { runWith, type Ran } from './fake-io.cases.ts'

const folder = mkdtempSync(join(tmpdir(), 'sparekey-fix-'))
after(() => {
  rmSync(folder, { recursive: true, force: true })
})

let made = 0

/** A folder of its own with these files. */
function files(contents: Readonly<Record<string, string>>): string {
  const root = join(folder, String(made++))
  for (const [name, text] of Object.entries(contents)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return root
}

const read = (root: string, name: string) => readFileSync(join(root, name), 'utf8')

async function audit(...argv: readonly string[]): Promise<AuditReport> {
  return JSON.parse((await runWith(['audit', '-o', 'json', ...argv])).out) as AuditReport
}

const account = (name: string, more = '') => `apiVersion: v1
kind: ServiceAccount
metadata:
  name: ${name}
${more}`
const deployment = (name: string, spec = '', annotations = '') => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
${annotations}spec:
  template:
    metadata:
      labels: {app: ${name}}
    spec:
      serviceAccountName: web
${spec}      containers:
        - name: main # the only one
          image: registry.example.com/${name}
`
/** A Deployment that runs as an account of its own name. */
const user = (name: string) => `---\n${deployment(name).replace('serviceAccountName: web', `serviceAccountName: ${name}`)}`
const needed = `  annotations:
    sparekey.dev/token-required: reads its own pod
    sparekey.dev/token-owner: team-web@example.com
    sparekey.dev/token-until: "2027-06-30"
`

const switchedOn = 'automountServiceAccountToken: true\n'
const git = spawnSync('git', ['--version']).status === 0

void describe('files', () => {
  test('what would change is printed, and nothing is changed', async () => {
    const text = `${account('web')}---\n${deployment('web')}`
    const root = files({ 'web.yaml': text })
    const { code, out, err } = await runWith(['fix', '-f', root])
    assert.equal(code, 1, err)
    assert.match(out, /^--- a\/.*\/web\.yaml\n\+\+\+ b\/.*\/web\.yaml\n@@/)
    assert.match(out, /^\+automountServiceAccountToken: false$/m)
    assert.doesNotMatch(out, /^-(?!-- a)/m)
    assert.match(err, /^would change \d objects? in 1 file\n/)
    assert.equal(read(root, 'web.yaml'), text)
    assert.equal((await runWith(['fix', '-f', root, '--diff'])).out, out)
  })

  test('--write changes the files, the audit finds nothing any more, and a second run has nothing to do', async () => {
    const root = files({ 'web.yaml': `# ours\n${account('web')}\n---\n${deployment('web')}` })
    chmodSync(join(root, 'web.yaml'), 0o600)
    assert.equal((await audit('-f', root)).summary.verdicts.noApiToken, 0)
    const { code, out, err } = await runWith(['fix', '-f', root, '--write'])
    assert.deepEqual([code, out], [0, ''], err)
    assert.equal((await audit('-f', root)).summary.verdicts.noApiToken, 1)
    assert.match(read(root, 'web.yaml'), /^# ours\n[^]*# the only one/)
    const again = await runWith(['fix', '-f', root])
    assert.deepEqual([again.code, again.out, again.err], [0, '', 'nothing to change\n'])
  })

  test('who is declared to need its token keeps it', async () => {
    const root = files({ 'web.yaml': `${account('web')}---\n${deployment('web', '', needed)}---\n${deployment('idle')}` })
    assert.equal((await runWith(['fix', '-f', root, '--write'])).code, 0)
    const { workloads } = await audit('-f', root)
    assert.deepEqual(
      workloads.map(({ name, verdict }) => [name, verdict]),
      [
        ['idle', 'noApiToken'],
        ['web', 'requiredByDeclaration'],
      ],
    )
    assert.equal((await runWith(['fix', '-f', root])).code, 0)
  })

  test('an account is not switched off where the opt-in of a workload can not be written', async () => {
    const anchored = deployment('web', '', needed).replace('    spec:\n', '    spec: &pod\n')
    const root = files({ 'web.yaml': `${account('web')}---\n${anchored}x: *pod\n---\n${deployment('idle')}` })
    const { code, out, err } = await runWith(['fix', '-f', root])
    assert.deepEqual([code, out], [2, ''], err)
    assert.match(err, /^not edited: .*web\.yaml:\d+: Deployment default\/web: what the anchor `&pod` names is repeated/m)
    assert.match(err, /^held back: ServiceAccount default\/web: /m)
    assert.equal((await runWith(['fix', '-f', root, '--write'])).code, 2)
  })

  test('a refused file is told with its line, and the others are changed', async () => {
    const root = files({
      'a.yaml': `${account('a')}automountServiceAccountToken: true\nautomountServiceAccountToken: true\n---\n${deployment('x').replace('web', 'a')}`,
      'b.yaml': `${account('web')}---\n${deployment('web')}`,
      'c.yaml': 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: {{ .Values.name }}\n',
    })
    const { code, err } = await runWith(['fix', '-f', root, '--write'])
    assert.equal(code, 2)
    assert.match(err, /^changed \d objects? in 1 file$/m)
    assert.match(err, /a\.yaml:6: ServiceAccount default\/a: the key `automountServiceAccountToken` stands twice/)
    assert.match(err, /c\.yaml:\d+: .*template/)
    assert.match(read(root, 'b.yaml'), /automountServiceAccountToken: false/)
  })

  test('JSON, Lists, CRLF and a byte order mark', async () => {
    const list = JSON.stringify(
      { apiVersion: 'v1', kind: 'List', items: [{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'web' } }] },
      null,
      2,
    )
    const root = files({
      'list.json': list,
      'crlf.yaml': `\ufeff${account('b').replaceAll('\n', '\r\n')}`,
      'items.yaml': `apiVersion: v1\nkind: List\nitems:\n- ${account('c').trimEnd().replaceAll('\n', '\n  ')}\n`,
      'web.yaml': deployment('web'),
    })
    assert.equal((await runWith(['fix', '-f', root, '--write'])).code, 0)
    const items = (JSON.parse(read(root, 'list.json')) as { readonly items: readonly object[] }).items
    assert.deepEqual(items, [
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'web' }, automountServiceAccountToken: false },
    ])
    assert.equal(read(root, 'list.json').split('\n').length, list.split('\n').length + 1)
    const crlf = read(root, 'crlf.yaml')
    assert.ok(crlf.startsWith('\ufeff') && !/(?<!\r)\n/.test(crlf), JSON.stringify(crlf))
  })

  test('git makes of the difference what --write makes', { skip: git ? false : 'no git here' }, async () => {
    const odd = {
      'a.yaml': `${account('a')}${user('a')}`.trimEnd(),
      'b.yaml': `\ufeff${account('b')}---\n${deployment('b', `      ${switchedOn}`)}`,
      'c.yaml': `${account('c')}${user('c')}`.replaceAll('\n', '\r\n').trimEnd(),
      'd.json': JSON.stringify({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'web' } }),
      'e.yaml':
        Array.from({ length: 5 }, (_, i) => `${account(`e${i}`, switchedOn)}${user(`e${i}`)}`).join('---\n') +
        `---\n${deployment('idle')}`,
    }
    const [one, other] = [files(odd), files(odd)]
    const { out } = await runWith(['fix', '-f', one])
    await runWith(['fix', '-f', one, '--write'])
    const applied = spawnSync('git', ['apply', `-p${one.split('/').length}`, '--whitespace=nowarn', '-'], {
      cwd: other,
      input: out,
    })
    assert.equal(applied.stderr.toString(), '', out)
    for (const name of Object.keys(odd)) {
      assert.equal(read(other, name), read(one, name))
      assert.notEqual(read(one, name), odd[name as keyof typeof odd])
    }
  })

  test('an object that stands twice is edited where it counts, and the other place is told', async () => {
    const root = files({ 'a.yaml': account('web'), 'b.yaml': account('web'), 'web.yaml': deployment('web') })
    const { err, code } = await runWith(['fix', '-f', root, '--write'])
    assert.equal(code, 0)
    assert.match(err, /note: ServiceAccount default\/web is also in `.*a\.yaml:\d`/)
    assert.doesNotMatch(read(root, 'a.yaml'), /automount/)
    assert.match(read(root, 'b.yaml'), /automount/)
  })

  test('standard input can not be edited', async () => {
    const { code, err } = await runWith(['fix', '-f', '-'], `${account('web')}---\n${deployment('web')}`)
    assert.equal(code, 2)
    assert.match(err, /it comes from standard input/)
  })

  for (const [sentence, argv, message] of [
    ['both ways at once', ['-f', '.', '--diff', '--write'], /not both/],
    ['no files', [], /--filename/],
    ['a folder without manifests', ['-f', 'src/base'], /no \.yaml/],
  ] as const)
    test(`${sentence} is an error`, async () => {
      const { code, err } = await runWith(['fix', ...argv])
      assert.equal(code, 3)
      assert.match(err, message)
    })

  test('a right to make tokens is narrowed in the file of its role, where it is stated whose tokens are made', async () => {
    const group = 'rbac.authorization.k8s.io'
    const role = `apiVersion: ${group}/v1
kind: Role
metadata: {name: minter, namespace: shop}
rules:
- apiGroups: [""]
  resources: [serviceaccounts/token] # for the builds
  verbs: [create]
`
    const binding = `---
apiVersion: ${group}/v1
kind: RoleBinding
metadata: {name: minter, namespace: shop}
roleRef: {apiGroup: ${group}, kind: Role, name: minter}
subjects: [{apiGroup: ${group}, kind: User, name: deployer}]
`
    const stated = files({
      'sparekey.yaml': `apiVersion: sparekey.dev/v1
kind: TokenRequirements
minters:
  - subject: {kind: User, name: deployer}
    accounts: [shop/web]
    reason: rolls out the shop
    owner: team@example.com
    until: '2027-06-30'
`,
    })
    const root = files({ 'rbac.yaml': role + binding })
    const fix = ['fix', '-f', root, '--write', '--now', '2026-11-24T00:00:00Z']
    const said = ['--requirements', join(stated, 'sparekey.yaml')]
    assert.match((await runWith([...fix, '--max-risk', 'high'])).err, /for which accounts User deployer makes them is not stated/)
    assert.match((await runWith([...fix, ...said])).err, /`minting-narrowed` is of high risk/)
    assert.equal(read(root, 'rbac.yaml'), role + binding)
    const { code, err } = await runWith([...fix, ...said, '--max-risk', 'high'])
    assert.equal(code, 0, err)
    assert.equal(read(root, 'rbac.yaml'), `${role}  resourceNames:\n  - web\n${binding}`)
    assert.match((await runWith([...fix, ...said, '--max-risk', 'high'])).err, /^nothing to change\n$/)
  })

  test('values of environment variables are in no difference', async () => {
    const env = deployment('web', '      automountServiceAccountToken: true\n').replace(
      '      containers:',
      '      initContainers:\n        - env:\n            - value: hush\n              name: X\n          name: i\n          image: i\n      containers:',
    )
    const root = files({ 'web.yaml': `${account('web')}---\n${env}` })
    const { out } = await runWith(['fix', '-f', root])
    assert.match(out, /automountServiceAccountToken: false/)
    assert.doesNotMatch(out, /hush/)
  })
})

void describe('kustomizations', () => {
  const base = {
    'base/kustomization.yaml': 'resources: [web.yaml]\n',
    'base/web.yaml': `${account('web')}---\n${deployment('web')}`,
  }

  test('an object of a base that was not named gets a patch in the overlay', async () => {
    const root = files({
      ...base,
      'prod/kustomization.yaml': '# prod\nnamespace: shop\nnamePrefix: p-\nresources:\n  - ../base\n',
    })
    const run = (...more: readonly string[]): Promise<Ran> => runWith(['fix', '-f', join(root, 'prod'), ...more])
    assert.equal((await run('--write')).code, 0)
    const patched = read(root, 'prod/kustomization.yaml')
    assert.match(patched, /^# prod\n[^]*\npatches:\n {2}- patch: \|-\n {6}apiVersion: /)
    assert.match(patched, /kind: ServiceAccount\n {6}metadata:\n {8}name: web\n {6}automountServiceAccountToken: false/)
    assert.equal(read(root, 'base/web.yaml'), base['base/web.yaml'])
    assert.deepEqual([(await run()).code, (await run()).out], [0, ''])
  })

  test('an object whose file was named is edited in its file, once for all overlays', async () => {
    const overlay = 'resources: [../base]\n'
    const root = files({ ...base, 'prod/kustomization.yaml': overlay, 'test/kustomization.yaml': overlay })
    assert.equal((await runWith(['fix', '-f', root, '--write'])).code, 0)
    assert.match(read(root, 'base/web.yaml'), /automountServiceAccountToken: false/)
    assert.equal(read(root, 'prod/kustomization.yaml'), overlay)
    assert.equal((await runWith(['fix', '-f', root])).code, 0)
  })

  test('where one overlay needs the token, the others say that they do not', async () => {
    const keep = `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n${needed}`
    const root = files({
      ...base,
      'prod/kustomization.yaml': 'resources: [../base]\npatches:\n- path: keep.yaml\n',
      'prod/keep.yaml': `${keep}spec:\n  template:\n    spec:\n      automountServiceAccountToken: true\n`,
      'test/kustomization.yaml': 'resources: [../base]\n',
    })
    const { code, err } = await runWith(['fix', '-f', root, '--write'])
    assert.equal(code, 0, err)
    assert.doesNotMatch(read(root, 'prod/keep.yaml'), /false/)
    assert.equal((await runWith(['fix', '-f', root])).code, 0)
  })

  test('a patch that sets the field is not worked around', async () => {
    const root = files({
      ...base,
      'prod/kustomization.yaml':
        'resources: [../base]\npatches:\n- target: {kind: ServiceAccount}\n  patch: |-\n    - op: add\n      path: /automountServiceAccountToken\n      value: true\n',
    })
    const { code, err } = await runWith(['fix', '-f', root])
    assert.notEqual(code, 0)
    assert.match(err, /not edited: .*web\.yaml:\d+: ServiceAccount default\/web: `automountServiceAccountToken` is not what/)
  })

  test('what is not followed is told', async () => {
    const root = files({
      ...base,
      'prod/kustomization.yaml': 'resources: [../base, "https://example.com/x"]\ncomponents: [../c]\n',
    })
    const { err } = await runWith(['fix', '-f', join(root, 'prod')])
    assert.match(err, /note: `components` of `.*` is not followed/)
    assert.match(err, /note: `https:\/\/example\.com\/x`, which .* is not on this machine/)
  })
})

void describe('charts', () => {
  const chart =
    'apiVersion: v2\nname: web\nversion: 0.1.0\ndependencies:\n- name: cert-manager\n  alias: certs\n  version: 1.0.0\n'
  const template = 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: {{ .Release.Name }}\n'
  const serviceAccount = `${template}automountServiceAccountToken: {{ .Values.serviceAccount.automount }}\n`
  const values = '# Values\nserviceAccount:\n  # Mount it?\n  automount: true\n'
  const rendered = (source: string, object: string) => `---\n# Source: ${source}\n${object}`
  const on = 'automountServiceAccountToken: true\n'

  test('the value that the template reads is set', async () => {
    const root = files({ 'Chart.yaml': chart, 'values.yaml': values, 'templates/serviceaccount.yaml': serviceAccount })
    const input =
      rendered('web/templates/serviceaccount.yaml', account('web', on)) +
      rendered('web/templates/deployment.yaml', deployment('web'))
    const { code, err } = await runWith(['fix', '-f', root, '-', '--write'], input)
    assert.equal(code, 0, err)
    assert.equal(read(root, 'values.yaml'), values.replace('automount: true', 'automount: false'))
  })

  test('the value of a chart that comes packed is known by its name', async () => {
    const root = files({ 'Chart.yaml': chart, 'values.yaml': values })
    const input =
      rendered('web/charts/certs/templates/webhook-serviceaccount.yaml', account('web', on)) +
      rendered('web/charts/certs/templates/webhook-deployment.yaml', deployment('web'))
    assert.equal((await runWith(['fix', '-f', root, '-', '--write'], input)).code, 0)
    assert.equal(
      read(root, 'values.yaml'),
      `${values}certs:\n  webhook:\n    serviceAccount:\n      automountServiceAccountToken: false\n`,
    )
  })

  test('a value that also sets what is to stay is left alone', async () => {
    const pods =
      '{{- if true }}\nspec:\n  template:\n    spec:\n      automountServiceAccountToken: {{ .Values.serviceAccount.automount }}\n{{- end }}\n'
    const root = files({
      'Chart.yaml': chart,
      'values.yaml': values,
      'templates/serviceaccount.yaml': serviceAccount,
      'templates/deployment.yaml': pods,
    })
    const input =
      rendered('web/templates/serviceaccount.yaml', account('web', on)) +
      rendered('web/templates/deployment.yaml', deployment('web', `      ${on}`, needed)) +
      rendered('web/templates/other.yaml', deployment('other'))
    const { code, err } = await runWith(['fix', '-f', root, '-'], input)
    assert.equal(code, 2)
    assert.match(err, /the value `serviceAccount\.automount` also sets Deployment default\/web, which is to stay as it is/)
  })

  test('a template that computes the switch is told', async () => {
    const root = files({
      'Chart.yaml': chart,
      'values.yaml': values,
      'templates/serviceaccount.yaml': `${template}automountServiceAccountToken: {{ ternary true false .Values.x }}\n`,
    })
    const input =
      rendered('web/templates/serviceaccount.yaml', account('web', on)) +
      rendered('web/templates/deployment.yaml', deployment('web'))
    const { code, err } = await runWith(['fix', '-f', root, '-'], input)
    assert.equal(code, 2)
    assert.match(err, /no value of its chart is known to set/)
  })

  test('a chart alone is no manifest, and how to render it is told', async () => {
    const root = files({
      'chart/Chart.yaml': chart,
      'chart/values.yaml': values,
      'chart/templates/serviceaccount.yaml': serviceAccount,
    })
    const { code, err } = await runWith(['fix', '-f', root])
    assert.equal(code, 3)
    assert.match(err, /helm template … \| sparekey fix -f CHART -f -/)
    writeFileSync(join(root, 'web.yaml'), `${account('web')}---\n${deployment('web')}`)
    assert.match(
      (await runWith(['fix', '-f', root])).err,
      /note: chart `web` in `.*chart` is not rendered here: `helm template web /,
    )
  })
})
