// How the console was asked to read, as the words that make other commands read the same.
import type { SourceWords } from '../../console/index.ts'
import type { SourceOptions } from '../cli/source-options.ts'
import { usualWindow } from '../cli/source-options.ts'

/** Whether the source is a live cluster. */
export function isLive({ filename, snapshot, example }: SourceOptions): boolean {
  return filename === undefined && snapshot === undefined && example !== true
}

/** The options as words; those that only the audit takes are apart. */
export function sourceWords(options: SourceOptions & { readonly journals: string }): SourceWords {
  const { filename, snapshot, example, kubeconfig, context, as, asGroup, requestTimeout, namespace, allNamespaces } = options
  const named = word('-n', namespace)
  const connection = [
    ...word('--kubeconfig', kubeconfig),
    ...word('--context', context),
    ...word('--as', as),
    ...words('--as-group', asGroup),
    ...word('--request-timeout', requestTimeout === '30' ? undefined : requestTimeout),
  ]
  return {
    source: [
      ...words('-f', filename),
      ...word('--snapshot', snapshot),
      ...(example === true ? ['--example'] : []),
      ...connection,
      ...words('--assume', options.assume),
      ...words('--api-audience', options.apiAudience),
      ...word('--now', options.now),
    ],
    evidence: [
      ...word('--requirements', options.requirements),
      ...word('--evidence', options.evidence),
      ...word('--evidence-cluster', options.evidenceCluster),
      ...word('--min-window', options.minWindow === usualWindow ? undefined : options.minWindow?.toString()),
    ],
    narrow: [...named, ...(namespace !== undefined && allNamespaces === true ? ['-A'] : [])],
    wide: filename === undefined || namespace === undefined ? [] : [...named, '-A'],
    ...(isLive(options) ? { connection } : {}),
    journals: options.journals,
  }
}

function word(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [name, value]
}

function words(name: string, values: readonly string[] | undefined): readonly string[] {
  return values === undefined || values.length === 0 ? [] : [name, ...values]
}
