// Which cluster of a ledger is meant: the only one, or the one that is named.
import { SparekeyError } from '../../base/index.ts'
import { clustersOf, type Ledger } from '../../evidence/index.ts'

/**
 * The cluster that a ledger is asked about.
 *
 * @param option - how the command line calls the choice
 * @throws SparekeyError USAGE where it is of several and none is named, INPUT_NOT_FOUND where it has nothing of the one that is
 */
export function settleCluster(ledger: Ledger, named: string | undefined, option: string): string {
  const clusters = clustersOf(ledger.blocks)
  const shown = clusters.map((cluster) => `\`${cluster}\``).join(', ')
  if (named !== undefined) {
    const found = clusters.find((cluster) => cluster === named || cluster === named.toLowerCase())
    if (found !== undefined) return found
    throw new SparekeyError('INPUT_NOT_FOUND', `the ledger has nothing of cluster \`${named}\``, { hint: `it is of ${shown}` })
  }
  const [only, ...others] = clusters
  if (others.length > 0)
    throw new SparekeyError('USAGE', 'the ledger is of several clusters', { hint: `say which with \`${option}\`: ${shown}` })
  return only ?? ''
}
