// `evidence show`: from a ledger to what it says.
import { SparekeyError } from '../../base/index.ts'
import { summarise, type EvidenceSelection } from '../../evidence/index.ts'
import { evidenceFormats, type RenderOptions } from '../../report/index.ts'
import { readLedger } from '../../sources/ledger/index.ts'
import type { EvidenceShowOptions } from './evidence-commands.ts'
import { settleCluster } from './settle-cluster.ts'

/** What a ledger says of one cluster. */
export function showEvidence(file: string, name: string | undefined, options: EvidenceShowOptions, look: RenderOptions): string {
  const ledger = readLedger(file)
  const select = name === undefined ? {} : selectionOf(name, options.namespace)
  const evidence = summarise(ledger, settleCluster(ledger, options.cluster, '--cluster'), select)
  if (name !== undefined && evidence.rows.length + evidence.minted.length + evidence.legacySecrets.length === 0)
    throw new SparekeyError('INPUT_NOT_FOUND', `no use of \`${name}\` is in the ledger`, {
      hint: '`sparekey evidence show` without a name tells how far the ledger reaches, and of whom it has something',
    })
  return evidenceFormats[options.output](evidence, look)
}

function selectionOf(name: string, namespace: string | undefined): EvidenceSelection {
  const [kind, first, second, ...more] = name.split('/')
  const place = second === undefined ? namespace : first
  const bare = second ?? first
  if ((kind !== 'sa' && kind !== 'pod') || bare === undefined || bare === '' || place === undefined || more.length > 0)
    throw new SparekeyError('USAGE', `\`${name}\` names no ServiceAccount or Pod`, {
      hint: 'write it as sa/NAMESPACE/NAME or pod/NAMESPACE/NAME, or as sa/NAME with -n',
    })
  return kind === 'sa' ? { account: `${place}/${bare}` } : { pod: { namespace: place, name: bare } }
}
