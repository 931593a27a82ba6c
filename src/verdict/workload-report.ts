// Writes one judged workload as plain data, with its verdict in a sentence.
import { unreachable } from '../base/index.ts'
import { formatName, formatRef } from '../kube/index.ts'
import type { ContainerTokens, Token } from '../tokens/index.ts'
import type {
  AutomountReport,
  ContainerReport,
  DeclarationReport,
  DriftReport,
  TokenReport,
  WorkloadReport,
} from './audit-report.ts'
import type { Bench, Judged, Verdict } from './judge.ts'

/** The contract's form of a judged workload. */
export function workloadReport(judged: Judged, bench: Bench): WorkloadReport {
  const { workload, declaration } = judged
  const location = bench.inventory.locate(workload.ref, 'metadata.name')
  return {
    apiVersion: workload.ref.apiVersion,
    kind: workload.ref.kind,
    namespace: workload.ref.namespace ?? 'default',
    name: workload.ref.name,
    serviceAccount: formatName(judged.account),
    verdict: judged.verdict.kind,
    reason: reasonOf(judged.verdict, judged),
    automount: automountReport(judged),
    containers: judged.containers.map(containerReport),
    exposures: judged.exposures,
    pods: { running: judged.running, drift: judged.drift.map(driftReport) },
    ...(declaration.kind === 'valid' ? { declaration: declarationReport(declaration) } : {}),
    ...(judged.evidence === undefined ? {} : { evidence: judged.evidence }),
    ...(workload.ownedBy === undefined ? {} : { ownedBy: workload.ownedBy }),
    labels: Object.fromEntries([...(workload.meta?.labels ?? [])].sort(([a], [b]) => (a < b ? -1 : 1))),
    ...(location === undefined ? {} : { location }),
  }
}

function declarationReport({ kind: _, reason, owner, until, needs, containers, from }: Valid): DeclarationReport {
  return {
    reason,
    owner,
    until,
    ...(needs === undefined ? {} : { needs }),
    ...(containers === undefined ? {} : { containers }),
    from,
  }
}

type Valid = Extract<Judged['declaration'], { kind: 'valid' | 'expired' }>

function automountReport({ automount }: Judged): AutomountReport {
  if (automount === undefined || automount.kind === 'undecided') return { mounts: null }
  return { mounts: automount.kind === 'mounts', decidedBy: automount.by }
}

function reasonOf(verdict: Verdict, judged: Judged): string {
  switch (verdict.kind) {
    case 'noApiToken': {
      const others = judged.containers.flatMap((c) => c.tokens).length
      return others === 0
        ? 'no container holds a token'
        : 'no container holds a token that the API server accepts; tokens for other parties are left alone'
    }
    case 'platformOwned':
      return `it belongs to the platform (${verdict.rule.platform}), which would restore it`
    case 'requiredByDeclaration':
      return `declared as needed until ${verdict.declaration.until} by ${verdict.declaration.owner}: ${verdict.declaration.reason}`
    case 'requiredByEvidence':
      return verdict.evidence.statement
    case 'powerless':
      return 'its account has no right by RBAC beyond what upstream gives every account, so the token can do nothing at the API server'
    case 'notProvenRequired':
      return unprovenReason(judged)
    case 'couldNotTell':
      return 'what it refers to is not in the input'
    default:
      return unreachable(verdict)
  }
}

function unprovenReason({ declaration, evidence }: Judged): string {
  const seen = evidence === undefined ? '' : `; ${evidence.statement}`
  if (declaration.kind === 'valid' && declaration.needs === 'files')
    return 'it holds an API token, and is declared to need only the files beside it' + seen
  if (declaration.kind === 'valid') return 'it holds API tokens in containers beside those that are declared to need one' + seen
  return evidence === undefined
    ? 'it holds an API token, and nothing here shows that it needs one'
    : `it holds an API token: ${evidence.statement}`
}

function containerReport(container: ContainerTokens): ContainerReport {
  return { name: container.name, type: container.type, tokens: container.tokens.map(tokenReport) }
}

function tokenReport(token: Token): TokenReport {
  return {
    source: token.source,
    serviceAccount: formatName(token.account),
    audience: token.audience,
    apiServer: token.apiServer,
    path: token.place.kind === 'file' ? token.place.path : null,
    ...(token.place.kind === 'environment' ? { environment: token.place.variable } : {}),
    volume: token.place.kind === 'file' ? token.place.volume : null,
    expirationSeconds: token.expirationSeconds,
    decidedBy: token.decidedBy,
    removal: token.removal,
    alsoRemoves: token.alsoRemoves,
  }
}

function driftReport({ pod, drift, containers }: Judged['drift'][number]): DriftReport {
  const told = (list: readonly { readonly container: string }[]) =>
    [...new Set(list.map((entry) => `\`${entry.container}\``))].join(', ')
  const parts = [
    ...(drift.outlives.length > 0 ? [`${told(drift.outlives)} holds an API token that the next pod will not get`] : []),
    ...(drift.lacks.length > 0 ? [`${told(drift.lacks)} lacks an API token that the next pod will get`] : []),
  ]
  return { pod: formatRef(pod), message: parts.join('; '), containers: containers.map(containerReport) }
}
