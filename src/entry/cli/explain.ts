// `explain`: the whole chain for one workload or account, and what a user or group can obtain, in words.
import { compareText, SparekeyError } from '../../base/index.ts'
import { formatName } from '../../kube/index.ts'
import { explainAccount, explainWorkload, whoCanFormats } from '../../report/index.ts'
import type { AuditReport } from '../../verdict/index.ts'
import type { ExitCode } from './exit-code.ts'
import type { Io } from './io.ts'
import { auditAsAsked } from './load.ts'
import { renderOptions } from './render-options.ts'
import type { SourceOptions } from './source-options.ts'
import { parseSubjectName, refuseTwoNamespaces } from './subject-name.ts'
import { explainSubjectAsAsked, whatItObtains } from './who-can.ts'
import { parseWorkloadName } from './workload-name.ts'

/**
 * @param name - `KIND/NAME`
 * @throws SparekeyError for what stops the answer
 */
export async function runExplain(name: string, options: SourceOptions, io: Io): Promise<ExitCode> {
  const subject = parseSubjectName(name)
  if (subject !== undefined && subject.kind !== 'ServiceAccount') {
    const obtains = await explainSubjectAsAsked(subject, options, io)
    io.out(whoCanFormats.tree(obtains, renderOptions({}, io)))
    return obtains.gaps.length > 0 || !obtains.source.rolesKnown ? 2 : 0
  }
  refuseTwoNamespaces(name, subject, options)
  const wanted = subject ?? parseWorkloadName(name)
  // What an account can obtain may lie in other namespaces than its own.
  const { report, inventory } = await auditAsAsked(subject === undefined ? options : { ...options, allNamespaces: true }, io)
  const notFound = (names: readonly string[]) =>
    new SparekeyError('INPUT_NOT_FOUND', `no ${wanted.kind} \`${wanted.name}\` in the input`, {
      hint: nearest(names, wanted.name),
    })
  if (wanted.kind === 'ServiceAccount') {
    const known = [...new Set([...inventory.accounts.map(({ ref }) => formatName(ref)), ...accountsIn(report)])].sort(compareText)
    const scope = subject?.namespace ?? (options.allNamespaces === true ? undefined : options.namespace)
    const found = known.filter((account) => account === `${scope ?? account.split('/')[0] ?? ''}/${wanted.name}`)
    if (found.length === 0) throw notFound(known.map((account) => `ServiceAccount ${account}`))
    const about = found.flatMap((account) => [
      explainAccount(report, account),
      whoCanFormats.tree(whatItObtains(inventory, report, account), renderOptions({}, io)),
    ])
    io.out(about.join('\n'))
    return 0
  }
  const found = report.workloads.filter((workload) => workload.kind === wanted.kind && workload.name === wanted.name)
  if (found.length === 0) throw notFound(report.workloads.map((w) => `${w.kind} ${formatName(w)}`))
  io.out(found.map((workload) => explainWorkload(report, workload)).join('\n'))
  return 0
}

/** Every account that a workload runs as or holds a token of, as `namespace/name`: the account itself need not be in the input. */
function accountsIn(report: AuditReport): readonly string[] {
  return report.workloads.flatMap(({ serviceAccount, containers }) => [
    serviceAccount,
    ...containers.flatMap(({ tokens }) => tokens.map((token) => token.serviceAccount)),
  ])
}

function nearest(names: readonly string[], name: string): string {
  const close = names.filter((candidate) => candidate.includes(name)).slice(0, 3)
  return close.length > 0
    ? `did you mean ${close.join(', or ')}?`
    : 'a pod that a controller made is found under its controller; name the namespace with -n'
}
