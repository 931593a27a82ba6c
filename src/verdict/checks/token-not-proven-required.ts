// A workload holds a token that the API server accepts, and nothing shows that it needs it (CIS AKS 4.1.6).
import { formatName } from '../../kube/index.ts'
import type { Severity } from '../audit-report.ts'
import { isSpokenFor, type Judged } from '../judge.ts'
import type { Check } from './check.ts'

/** Graver the more the account can do; where roles are not known, the middle. */
function severityOf(judged: Judged): Severity {
  if (judged.verdict.kind !== 'notProvenRequired') return 'low'
  return judged.verdict.power?.kind === 'everything' ? 'critical' : 'medium'
}

function strength(judged: Judged): string {
  if (judged.verdict.kind !== 'notProvenRequired' || judged.verdict.power === undefined) return ''
  const { power } = judged.verdict
  if (power.kind === 'everything')
    return `, whose account may do everything (${power.by.binding.kind} \`${formatName(power.by.binding)}\`)`
  return power.kind === 'some'
    ? `, whose account has rights (${power.example.binding.kind} \`${formatName(power.example.binding)}\`)`
    : ''
}

/** The check. */
export const tokenNotProvenRequired: Check = {
  id: 'token-not-proven-required',
  title: 'a container holds an API token that nothing shows to be needed',
  aspects: ['mounted'],
  find: (judged) =>
    judged
      .filter((entry) => entry.verdict.kind === 'notProvenRequired')
      .map((entry) => {
        const held = entry.containers.flatMap((c) =>
          isSpokenFor(entry.declaration, c.name)
            ? []
            : c.tokens.filter((token) => token.apiServer).map((token) => ({ name: c.name, token })),
        )
        const names = [...new Set(held.map((h) => h.name))]
        const [first] = held
        const removal = first?.token.removal
        return {
          severity: severityOf(entry),
          object: entry.workload.ref,
          field: removal?.kind === 'edit' ? removal.field : 'metadata.name',
          message: `${names.length === 1 ? 'container' : 'containers'} ${names.map((n) => `\`${n}\``).join(', ')} ${names.length === 1 ? 'holds' : 'hold'} an API token of ServiceAccount \`${formatName(first?.token.account ?? entry.account)}\`${strength(entry)}`,
          remedy:
            removal?.kind === 'edit'
              ? `if it is not needed: \`${removal.field}\` of ${removal.object.kind} \`${formatName(removal.object)}\`: ${removal.instruction}; if it is, declare it with \`sparekey.dev/token-required\``
              : `replace the pod: ${removal?.reason ?? 'it keeps what it was made with'}`,
          ...(entry.account.name === 'default' ? { also: ['defaultAccount' as const] } : {}),
        }
      }),
}
