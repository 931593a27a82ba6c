// `who-can` and `explain user/…`: from the options to a question, to the report, and where asked for to the live cluster's own answers.
import { SparekeyError } from '../../base/index.ts'
import type { Inventory } from '../../inventory/index.ts'
import type { GrantSubject } from '../../rbac/index.ts'
import { whoCanFormats, type WhoCanFormat } from '../../report/index.ts'
import {
  minorOf,
  whoCan,
  type AuditReport,
  type VerificationReport,
  type WhoCanReport,
  type WhoCanTarget,
} from '../../verdict/index.ts'
import type { ExitCode } from './exit-code.ts'
import type { Io } from './io.ts'
import { loadAsAsked } from './load.ts'
import { momentAsAsked } from './moment.ts'
import { renderOptions } from './render-options.ts'
import type { SourceOptions } from './source-options.ts'
import { parseSubjectName, refuseTwoNamespaces, settleAccount } from './subject-name.ts'
import { withConnection } from './take-snapshot.ts'
import { verifyMinters } from './verify.ts'

/** The options of `who-can` beside those of the source. */
export interface WhoCanOptions extends SourceOptions {
  readonly all?: boolean
  readonly verify?: boolean
  readonly kubernetesVersion?: string
}

/** The options of `who-can`. */
export interface WhoCanCommandOptions extends WhoCanOptions {
  readonly output: WhoCanFormat
  readonly color?: boolean
}

/** Answers, and prints the answer. */
export async function runWhoCan(name: string | undefined, options: WhoCanCommandOptions, io: Io): Promise<ExitCode> {
  const report = await whoCanAsAsked(name, options, io)
  io.out(whoCanFormats[options.output](report, renderOptions(options, io)))
  if ((report.verification?.outsideRbac.length ?? 0) > 0) return 1
  return report.gaps.length > 0 || !report.source.rolesKnown ? 2 : 0
}

/**
 * @param name - `sa/NAME`, or absent with `--all`
 * @throws SparekeyError for what stops the answer
 */
export async function whoCanAsAsked(name: string | undefined, options: WhoCanOptions, io: Io): Promise<WhoCanReport> {
  const wanted = name === undefined ? undefined : parseSubjectName(name)
  if (name !== undefined && wanted?.kind !== 'ServiceAccount')
    throw new SparekeyError('USAGE', `\`${name}\` names no ServiceAccount`, {
      hint: 'write it as sa/NAME, with -n for its namespace; what a user or group can obtain is told by `sparekey explain user/NAME`',
    })
  if (name !== undefined) refuseTwoNamespaces(name, wanted, options)
  if (options.selector !== undefined)
    throw new SparekeyError('USAGE', '`-l` selects workloads, and `who-can` asks about accounts and bindings', {
      hint: 'leave it out',
    })
  if ((wanted === undefined) !== (options.all === true))
    throw new SparekeyError('USAGE', 'name one ServiceAccount, as sa/NAME, or say --all')
  if (
    options.verify === true &&
    (options.filename ?? options.snapshot ?? (options.example === true ? '' : undefined)) !== undefined
  )
    throw new SparekeyError('USAGE', '`--verify` asks a live cluster, and this source is none', {
      hint: 'leave out `-f`, `--snapshot` and `--example`',
    })
  const { report, inventory, account } = await answer(
    (known) => {
      if (wanted?.kind === 'ServiceAccount') {
        return { kind: 'serviceAccount', account: settleAccount(wanted, options.namespace, accountsNamed(known, wanted.name)) }
      }
      const one = options.namespace !== undefined && options.allNamespaces !== true
      return { kind: 'all', ...(one ? { namespaces: [options.namespace] } : {}) }
    },
    options,
    io,
  )
  return options.verify === true ? { ...report, verification: await verify(inventory, account, options, io) } : report
}

/** What a user or a group can obtain. */
export async function explainSubjectAsAsked(subject: GrantSubject, options: WhoCanOptions, io: Io): Promise<WhoCanReport> {
  const { report } = await answer(() => ({ kind: 'subject', subject }), options, io)
  return report
}

/** What an account can obtain that an audit has met. */
export function whatItObtains(inventory: Inventory, { generatedAt, source }: AuditReport, account: string): WhoCanReport {
  const [namespace = '', name = ''] = account.split('/')
  return whoCan(inventory, {
    generatedAt,
    source,
    target: { kind: 'subject', subject: { kind: 'ServiceAccount', namespace, name } },
  })
}

interface Answered {
  readonly report: WhoCanReport
  readonly inventory: Inventory
  readonly account: { readonly namespace: string; readonly name: string } | undefined
}

async function answer(targetIn: (inventory: Inventory) => WhoCanTarget, options: WhoCanOptions, io: Io): Promise<Answered> {
  const generatedAt = momentAsAsked(options, io)
  const minor = options.kubernetesVersion === undefined ? undefined : minorAsAsked(options.kubernetesVersion)
  // Chains cross namespaces, so the whole cluster is read, whatever is asked about.
  const { inventory, source } = await loadAsAsked({ ...options, allNamespaces: true }, io)
  const target = targetIn(inventory)
  const report = whoCan(inventory, { generatedAt, source, target, ...(minor === undefined ? {} : { minor }) })
  return { report, inventory, account: target.kind === 'serviceAccount' ? target.account : undefined }
}

function accountsNamed(inventory: Inventory, name: string): readonly { readonly namespace: string }[] {
  return inventory.accounts.flatMap(({ ref }) => (ref.name === name ? [{ namespace: ref.namespace ?? 'default' }] : []))
}

async function verify(
  inventory: Inventory,
  account: Answered['account'],
  options: WhoCanOptions,
  io: Io,
): Promise<VerificationReport> {
  const namespaces = [...new Set(inventory.accounts.map(({ ref }) => ref.namespace ?? 'default'))].sort()
  const { reviewAccess, inTurn } = await import('../../sources/live/index.ts')
  const turn = inTurn(16)
  return withConnection(options, io, (connection) =>
    verifyMinters(inventory, account, namespaces, (question) => turn(() => reviewAccess(connection, question, io.signal))),
  )
}

function minorAsAsked(text: string): number {
  const minor = minorOf(text)
  if (minor !== undefined) return minor
  throw new SparekeyError('USAGE', `\`--kubernetes-version\` takes a version such as 1.36, not \`${text}\``)
}
