// The corpora that the audit has no say in yet, each with the reason; and that no corpus stands there unnoticed.
import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { corporaFolder, runCorpus } from './corpus.cases.ts'

/** Folders and files of cases below the corpora. */
const leftOut: ReadonlyMap<string, string> = new Map([
  ['cedar-rbac', 'its verdicts are policies in Cedar, which the corpus names and does not hold'],
  [
    'falco-k8saudit',
    'its verdicts are those of rules on the bodies of requests, which are never read; audit-logs.test.ts reads its events',
  ],
])

/** What the other files of this folder run. */
const run: ReadonlySet<string> = new Set([
  'azure-policy',
  'checkov',
  'datadog-aks-logs',
  'kubeaudit',
  'kubernetes-upstream/admission',
  'kubernetes-upstream/automount-matrix',
  'kubernetes-upstream/bootstrap-who-can.cases.json',
  'kubernetes-upstream/rbac-tables',
  'kubescape-regolibrary',
  'kubescape-rules',
  'kubesplaining',
  'kyverno-policies',
  'polaris',
  'real-manifests',
  'trivy-checks',
])

for (const [name, reason] of leftOut) {
  runCorpus(name, {
    proves: `nothing of ${name} (${reason})`,
    ruleOf: () => 'all',
    asked: {},
    leftOut: new Map([['all', reason]]),
    disputes: new Map(),
  })
}

test('every corpus is run, or left out by name', { skip: existsSync(corporaFolder) ? false : `no ${corporaFolder}` }, () => {
  const found = readdirSync(corporaFolder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /(^|[/.])cases\.json$/.test(name))
    .map((name) => (name.endsWith('/cases.json') ? name.slice(0, -'/cases.json'.length) : name))
  for (const name of found)
    assert.ok(run.has(name) || leftOut.has(name), `${join(corporaFolder, name)} is neither run nor left out`)
})
