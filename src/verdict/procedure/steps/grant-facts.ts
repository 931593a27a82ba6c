// What steps about grants count and show: who, by which binding and rule, obtains whose token.
import { formatName, formatRef, type ObjectRef } from '../../../kube/index.ts'
import type { AuditReport } from '../../audit-report.ts'
import type { GrantReport, TargetReport } from '../../access-report.ts'
import type { Placed } from '../material.ts'
import type { CountReport, ExampleReport } from '../procedure-report.ts'

/** The object that a grant is taken away with: the binding of its first rule. */
export function bindingOf({ via }: GrantReport): ObjectRef | undefined {
  return via[0]?.binding
}

/** Subjects, bindings, and for each route how often it is open. */
export function grantCounts(grants: readonly Placed<GrantReport>[], { routes }: AuditReport): readonly CountReport[] {
  const distinct = (names: readonly string[]) => new Set(names).size
  const used = routes.filter(({ id }) => grants.some(({ value }) => value.route === id))
  return [
    {
      count: distinct(grants.map(({ value }) => `${value.subject.kind} ${formatName(value.subject)}`)),
      what: 'subjects outside the platform',
    },
    {
      count: distinct(grants.flatMap(({ value }) => value.via.map(({ binding }) => formatRef(binding)))),
      what: 'bindings that give it to them',
    },
    ...used.map(({ id, title }) => ({
      count: grants.filter(({ value }) => value.route === id).length,
      what: `by \`${id}\`: ${title}`,
    })),
  ]
}

/** A grant as an example, at its binding. */
export function grantExample({ at, value }: Placed<GrantReport>): readonly ExampleReport[] {
  const [first] = value.via
  if (first === undefined) return []
  const role = formatRef(first.role)
  const rule = first.rule === undefined ? `by ${role}, whatever it says` : `by rule ${first.rule} of ${role}`
  const who = `${value.subject.kind} \`${formatName(value.subject)}\``
  return [
    {
      at,
      object: first.binding,
      says: `${who}: \`${value.route}\`, ${targetPhrase(value.target)}, ${rule}`,
    },
  ]
}

function targetPhrase({ scope, namespace, name, identity }: TargetReport): string {
  switch (scope) {
    case 'serviceAccount':
      return `ServiceAccount \`${namespace ?? '*'}/${name ?? '*'}\``
    case 'namespace':
      return `every account of namespace \`${namespace ?? '*'}\``
    case 'node':
      return `the accounts of the pods on node \`${name ?? '*'}\``
    case 'cluster':
      return identity === undefined ? 'every account of the cluster' : `${identity.kind} \`${formatName(identity)}\``
  }
}
