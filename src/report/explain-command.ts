// Decides the command that a report tells people to run next; names are quoted, because commands are copied into shells.
import type { ObjectRef } from '../kube/index.ts'
import { kindAndName } from './phrases.ts'
import { plainText } from './plain-text.ts'

/** The command that explains one workload. */
export function explainCommand(workload: ObjectRef): string {
  const namespace = workload.namespace === undefined ? '' : ` -n ${shellWord(workload.namespace)}`
  return `sparekey explain ${shellWord(kindAndName(workload))}${namespace}`
}

function shellWord(text: string): string {
  const shown = plainText(text)
  return /^[A-Za-z0-9_/.][A-Za-z0-9_/.-]*$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`
}
