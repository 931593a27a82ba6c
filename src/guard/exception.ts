// An approved exception in CEL: the statement on a ServiceAccount by the rules of `verdict/declaration.ts`, so that admission and audit
// read the same words in the same way.
import { keys, statementPrefix } from '../kube/index.ts'
import { annotation, celText } from './cel.ts'

/** The key of a word of a statement. @param prefix - CEL: with what the keys of the statement begin */
export function keyOf(prefix: string, key: string): string {
  return `${prefix} + ${celText(key.slice(statementPrefix.length))}`
}

/** The form of a day that exists, but for 29 February of a year that has none. */
export const dayForm: string = String.raw`^[0-9]{4}-(((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01]))|((0[469]|11)-(0[1-9]|[12][0-9]|30))|(02-(0[1-9]|1[0-9]|2[0-9])))$`

/**
 * A day of the form YYYY-MM-DD that exists. `timestamp()` would do for everything but its answer to a day that does not exist, which is
 * an error and not `false`.
 */
export function isDay(day: string): string {
  const year = `int(${day}.substring(0, 4))`
  const leap = `(${year} % 4 == 0 && (${year} % 100 != 0 || ${year} % 400 == 0))`
  return `(${day}.matches("${dayForm}") && (!${day}.endsWith("-02-29") || ${leap}))`
}

/** Whether annotations state a need completely. @param prefix - CEL: with what their keys begin */
export function isComplete(annotations: string, prefix: string): string {
  const said = (key: string): string => annotation(annotations, keyOf(prefix, key))
  const isSaid = (key: string): string => `(${keyOf(prefix, key)}) in ${annotations}`
  return [
    `${said(keys.requiredReason)}.trim() != ""`,
    `${said(keys.requiredOwner)}.trim() != ""`,
    isDay(said(keys.requiredUntil)),
    `(!(${isSaid(keys.tokenNeeds)}) || ${said(keys.tokenNeeds)} == "files")`,
    ...[keys.tokenContainers, keys.tokenWorkloads].map(
      (key) => `(!(${isSaid(key)}) || ${said(key)}.split(",").all(name, name.trim() != ""))`,
    ),
  ].join('\n&& ')
}

/** Whether the last day of a statement has not passed. @param today - CEL for a day of the form YYYY-MM-DD */
export function isCurrent(annotations: string, prefix: string, today: string): string {
  return `${annotation(annotations, keyOf(prefix, keys.requiredUntil))} >= ${today}`
}
