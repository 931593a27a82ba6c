// `suggest-role`: what an account was seen to do against what it is granted, and the least roles for it.
import { SparekeyError } from '../../base/index.ts'
import { summarise } from '../../evidence/index.ts'
import { formatName } from '../../kube/index.ts'
import { suggestionFormats } from '../../report/index.ts'
import { grantsIn, evidenceReach, suggestRole } from '../../verdict/index.ts'
import type { Io } from './io.ts'
import { evidenceAsAsked, loadAsAsked } from './load.ts'
import type { SourceOptions } from './source-options.ts'
import { parseSubjectName, settleAccount } from './subject-name.ts'

/** The options of `suggest-role`. */
export interface SuggestRoleOptions extends SourceOptions {
  readonly output: 'yaml' | 'json'
}

/** @returns the text, and whether it is all that can be said */
export async function suggestRoleAsAsked(
  name: string,
  options: SuggestRoleOptions,
  io: Io,
): Promise<{ readonly text: string; readonly whole: boolean }> {
  const wanted = parseSubjectName(name)
  if (wanted?.kind !== 'ServiceAccount')
    throw new SparekeyError('USAGE', `\`${name}\` names no ServiceAccount`, {
      hint: 'write it as sa/NAMESPACE/NAME, or sa/NAME with -n',
    })
  const evidence = evidenceAsAsked(options)
  if (evidence === undefined)
    throw new SparekeyError('USAGE', 'a role is suggested from what was seen', {
      hint: 'name a ledger that `sparekey evidence read` wrote with `--evidence`',
    })
  const { inventory, source } = await loadAsAsked({ ...options, allNamespaces: true }, io)
  const { rows } = summarise(evidence.ledger, evidence.cluster)
  const known = rows.flatMap(({ serviceAccount }) => {
    const [namespace = '', own = ''] = serviceAccount.split('/')
    return own === wanted.name ? [{ namespace }] : []
  })
  const account = settleAccount(wanted, options.namespace, known)
  if (!rows.some((row) => row.serviceAccount === formatName(account)))
    throw new SparekeyError('INPUT_NOT_FOUND', `no use of ServiceAccount \`${formatName(account)}\` is in the ledger`)
  const suggested = suggestRole(account, rows, grantsIn(inventory, source.kind))
  const reach = evidenceReach(evidence, inventory)
  const text = suggestionFormats[options.output](suggested, { statement: reach.statement })
  return { text, whole: reach.sufficient && suggested.notCovered.length === 0 }
}
