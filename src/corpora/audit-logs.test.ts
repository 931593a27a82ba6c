// Audit logs that other projects collected: AKS's envelopes record by record, and events of old API servers, of which each is understood.
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { clustersOf, summarise, type Category, type EvidenceLedger } from '../evidence/index.ts'
import { serviceAccountUserName } from '../kube/index.ts'
import { readLogs } from '../sources/audit-log/index.ts'
import { unpackLedger } from '../sources/ledger/index.ts'
import { corporaFolder, runCorpus, type CorpusCase } from './corpus.cases.ts'

const folder = mkdtempSync(join(tmpdir(), 'sparekey-corpora-logs-'))
after(() => {
  rmSync(folder, { recursive: true, force: true })
})

async function evidenceIn(
  path: string,
  category: Category | '',
): Promise<{ readonly seen: EvidenceLedger; readonly problems: number }> {
  let problems = 0
  const read = await readLogs({
    names: [path],
    given: { cluster: '', category },
    stdin: noInput(),
    signal: new AbortController().signal,
    onProblems: (_, { count }) => (problems += count),
  })
  const ledger = unpackLedger(read.ledger)
  return { seen: summarise(ledger, clustersOf(ledger.blocks)[0] ?? ''), problems }
}

async function* noInput(): AsyncGenerator<Uint8Array> {
  await Promise.resolve()
}

interface Record extends CorpusCase {
  readonly input: readonly string[]
  readonly line: number
  readonly expected: {
    readonly category: string
    readonly audit_event: boolean
    readonly verb: string
    readonly user: string
    readonly objectRef: { readonly resource: string; readonly apiGroup?: string; readonly namespace?: string } | null
    readonly code: number
  }
}

runCorpus<Record>('datadog-aks-logs', {
  proves: 'that the diagnostic records of a real AKS cluster are read as they come',
  ruleOf: () => 'envelope',
  asked: {
    envelope: {
      theirs: ({ expected: { category, audit_event, verb, user, objectRef, code } }) => {
        const use = `${user}: ${verb} ${objectRef?.apiGroup ?? ''}/${objectRef?.resource ?? ''} in ${objectRef?.namespace ?? ''}, ${code < 400 ? 'allowed' : 'no'}`
        return `${category}, event: ${String(audit_event)}${user.startsWith('system:serviceaccount:') ? `, ${use}` : ''}`
      },
      async ours({ input, line }) {
        const text = readFileSync(join(corporaFolder, 'datadog-aks-logs', input[0] ?? ''), 'utf8').split('\n')[line - 1] ?? ''
        const file = join(folder, `${line}.json`)
        writeFileSync(file, text)
        const { seen } = await evidenceIn(file, '')
        const [coverage] = seen.coverage
        const uses = seen.rows.map(({ serviceAccount, verb, group, resource, namespace, result }) => {
          const [home = '', name = ''] = serviceAccount.split('/')
          return `, ${serviceAccountUserName(home, name)}: ${verb} ${group}/${resource} in ${namespace}, ${result === 'allowed' ? result : 'no'}`
        })
        return `${coverage?.category ?? ''}, event: ${String(coverage?.lines.events === 1)}${uses.join('')}`
      },
    },
  },
  leftOut: new Map(),
  disputes: new Map(),
})

const traces = join(corporaFolder, 'falco-k8saudit/test/trace_files/k8s_audit')

test(
  'falco-k8saudit: events of API servers of 2018 to 2020, some of which name no version, are all understood',
  { skip: existsSync(traces) ? false : `no ${traces}` },
  async () => {
    const { seen, problems } = await evidenceIn(traces, 'kube-audit')
    assert.deepEqual([problems, seen.coverage[0]?.lines.events], [0, 32])
    assert.deepEqual(
      seen.rows.map(({ serviceAccount, pod, credential }) => [serviceAccount, pod, credential]),
      Array.from({ length: 3 }, () => ['kube-system/replicaset-controller', null, 'unbound']),
    )
  },
)

const native = join(corporaFolder, 'kubesplaining/testdata/audit/native')

test(
  'kubesplaining: what its log says of an account is what we say: two reads allowed, one write refused',
  { skip: existsSync(native) ? false : `no ${native}` },
  async () => {
    const { seen } = await evidenceIn(native, 'kube-audit')
    assert.deepEqual(
      seen.rows.map(({ serviceAccount, verb, resource, result, count }) => [serviceAccount, verb, resource, result, count]),
      [
        ['default/reader', 'create', 'pods', 'refused', 1],
        ['default/reader', 'get', 'secrets', 'allowed', 2],
      ],
    )
  },
)
