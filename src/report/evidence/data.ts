// What a ledger says, as data for programs: the contract of `api/evidence-ledger.schema.json`, in one order of keys.
import type { EvidenceLedger, Times, UseRow } from '../../evidence/index.ts'
import { jsonText } from '../json-text.ts'
import { coverageOrder, inOrder, type KeyOrder } from '../report-order.ts'
import { yamlText } from '../yaml.ts'
import type { EvidenceRenderer } from './renderer.ts'

const times: KeyOrder<Times> = { count: 'leaf', first: 'leaf', last: 'leaf' }
const pod: KeyOrder<NonNullable<UseRow['pod']>> = { name: 'leaf', uid: 'leaf' }

const useRowOrder: KeyOrder<UseRow> = {
  serviceAccount: 'leaf',
  pod,
  credential: 'leaf',
  verb: 'leaf',
  group: 'leaf',
  resource: 'leaf',
  subresource: 'leaf',
  namespace: 'leaf',
  result: 'leaf',
  ...times,
}

/** The order of the whole. */
export const evidenceOrder: KeyOrder<EvidenceLedger> = {
  apiVersion: 'leaf',
  kind: 'leaf',
  cluster: 'leaf',
  blocks: 'leaf',
  coverage: coverageOrder,
  rows: useRowOrder,
  minted: { by: 'leaf', serviceAccount: 'leaf', credentialId: 'leaf', result: 'leaf', ...times, used: times },
  legacySecrets: { serviceAccount: 'leaf', secret: 'leaf', kind: 'leaf', state: 'leaf', ...times },
  staleTokens: { serviceAccount: 'leaf', pod, ...times },
  impersonations: { by: 'leaf', as: 'leaf', result: 'leaf', ...times },
  refused: {
    subject: 'leaf',
    verb: 'leaf',
    group: 'leaf',
    resource: 'leaf',
    subresource: 'leaf',
    namespace: 'leaf',
    ...times,
  },
  tokenReviews: { by: 'leaf', result: 'leaf', ...times },
  unauthenticated: times,
}

/** Renders `json`. */
export const renderEvidenceJson: EvidenceRenderer = (evidence) => `${jsonText(inOrder(evidence, evidenceOrder))}\n`

/** Renders `yaml`. */
export const renderEvidenceYaml: EvidenceRenderer = (evidence) => yamlText(inOrder(evidence, evidenceOrder))
