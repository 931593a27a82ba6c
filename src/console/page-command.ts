// Each page as a command: what prints the same facts in a terminal, to be copied into a script or a ticket.
import { shellWord } from '../verdict/index.ts'

/** How the console was asked to read, as words of a command line. */
export interface SourceWords {
  /** `--snapshot prod.sparekey`, `--context prod`: every command takes them. */
  readonly source: readonly string[]
  /** `--evidence use.ledger`: commands that audit take them. */
  readonly evidence: readonly string[]
  /** `-n shop`: pages that show one namespace, where the console was asked for one. */
  readonly narrow: readonly string[]
  /** `-n shop -A`: pages that look at all namespaces, where `-n` also says where manifests without a namespace are. */
  readonly wide: readonly string[]
  /** `--kubeconfig`, `--context`, `--as`: commands on a live cluster take them; `undefined` where the source is none. */
  readonly connection?: readonly string[]
  /** The folder of journals, as a command finds it from where the console was started. */
  readonly journals: string
}

/** A page and what it shows. */
export type ShownPage =
  | { readonly kind: 'overview' | 'control' | 'guard' }
  | { readonly kind: 'workloads'; readonly namespace: string }
  | { readonly kind: 'workload'; readonly object: string; readonly name: string; readonly namespace: string }
  | { readonly kind: 'minters' }
  /** `namespace/name`. */
  | { readonly kind: 'account'; readonly account: string }
  | { readonly kind: 'plan'; readonly maxRisk: string }
  | { readonly kind: 'journal'; readonly name: string }

/** The command of a page, for a POSIX shell. */
export function pageCommand(page: ShownPage, { source, evidence, narrow, wide, connection, journals }: SourceWords): string {
  const audits = [...source, ...evidence]
  const all = [...source, ...wide]
  switch (page.kind) {
    case 'overview':
      return command('audit', [...audits, ...narrow])
    case 'control':
      return `${command('control', [...audits, ...narrow, '-o', 'html'])} > control.html`
    case 'guard':
      return command('guard', ['test', ...(connection === undefined ? [] : ['--no-pods']), ...all])
    case 'workloads':
      return command('audit', [...audits, ...(page.namespace === '' ? narrow : ['-n', page.namespace]), '-o', 'wide'])
    case 'workload':
      return command('explain', [`${page.object}/${page.name}`, ...audits, '-n', page.namespace])
    case 'minters':
      return command('who-can', ['--all', ...all])
    case 'account':
      return command('who-can', [`sa/${page.account}`, ...all])
    case 'plan':
      return command('plan', [...audits, ...narrow, '--max-risk', page.maxRisk, '-o', 'plan.yaml'])
    case 'journal':
      return command('status', [journals === '.' ? page.name : `${journals.replace(/\/+$/, '')}/${page.name}`])
  }
}

function command(name: string, words: readonly string[]): string {
  return ['sparekey', name, ...words.map(shellWord)].join(' ')
}
