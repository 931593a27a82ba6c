// How the guard stands in a cluster: each policy and binding, whether it is as it was installed, and at which stage each namespace is.
import type { PlannedEdit } from '../../change/index.ts'
import { driftPhrase, type Stage } from '../../guard/index.ts'
import { jsonText } from '../json-text.ts'
import { paintFor } from '../paint.ts'
import { plainText } from '../plain-text.ts'
import type { RenderOptions } from '../render-options.ts'

/** One object of the guard. */
export interface GuardObjectStatus {
  readonly kind: string
  readonly name: string
  readonly state: 'asInstalled' | 'changed' | 'missing'
  /** What is not as it should be. */
  readonly drift: readonly PlannedEdit[]
}

/** How the guard stands. */
export interface GuardStatus {
  /** RFC 3339. */
  readonly generatedAt: string
  readonly description: string
  /** The options under which it was installed, as far as the cluster or the command says; each a sentence. */
  readonly settings: readonly string[]
  readonly objects: readonly GuardObjectStatus[]
  readonly namespaces: readonly {
    readonly name: string
    readonly stage: Stage | 'excluded'
    /** The label says something that is no stage. */
    readonly odd?: string
  }[]
  /** Subjects that could change or delete policies and bindings: nothing can be put in their way from inside the cluster. `null`: not every role and binding could be read. */
  readonly masters: readonly string[] | null
  /** What this version cannot do. */
  readonly lost: readonly string[]
}

/** How `guard status` prints. */
export const guardStatusFormats: Readonly<Record<'table' | 'json', (status: GuardStatus, options: RenderOptions) => string>> = {
  table,
  json: (status) => `${jsonText({ apiVersion: 'sparekey.dev/v1', kind: 'GuardStatus', ...status })}\n`,
}

/** 0 whole, 1 changed or missing in part, 2 not installed. */
export function guardStatusExitCode({ objects }: GuardStatus): 0 | 1 | 2 {
  if (objects.every(({ state }) => state === 'missing')) return 2
  return objects.every(({ state }) => state === 'asInstalled') ? 0 : 1
}

const words = { asInstalled: 'as installed', changed: 'CHANGED', missing: 'MISSING' } as const

function table(status: GuardStatus, { color }: RenderOptions): string {
  const paint = paintFor(color)
  const { description, settings, objects, namespaces, masters, lost } = status
  if (guardStatusExitCode(status) === 2)
    return `${plainText(description)}: the guard is not installed\n  install it with \`sparekey guard install\`; nothing is refused before a namespace is at the stage deny\n`
  const width = Math.max(...objects.map(({ name }) => name.length))
  const lines = [
    plainText(description),
    ...settings.map((one) => `  ${plainText(one)}`),
    '',
    paint.strong('POLICIES AND BINDINGS'),
    ...objects.flatMap(({ kind, name, state, drift }) => [
      `  ${plainText(name).padEnd(width)}  ${words[state]}  ${paint.faint(kind)}`,
      ...drift.map((edit) => `    ${plainText(driftPhrase(edit))}`),
    ]),
    '',
    paint.strong('NAMESPACES'),
    ...(['deny', 'warn', 'audit', 'excluded'] as const).flatMap((stage) => {
      const some = namespaces.filter((one) => one.stage === stage)
      const odd = some.flatMap(({ name, odd: label }) =>
        label === undefined ? [] : [`    ${plainText(name)}: its label says \`${plainText(label)}\`, which is no stage`],
      )
      return some.length === 0
        ? []
        : [`  ${stage === 'excluded' ? 'left out' : stage}: ${plainText(some.map(({ name }) => name).join(', '))}`, ...odd]
    }),
  ]
  if (masters === null)
    lines.push(
      '',
      paint.strong('WHO COULD WEAKEN IT'),
      '  could not be told: not every role and binding could be read (`sparekey rbac`)',
    )
  else if (masters.length > 0)
    lines.push(
      '',
      paint.strong('WHO COULD WEAKEN IT'),
      '  no policy sees changes of policies and bindings; these may make them (who can become one of them: `sparekey who-can`):',
      ...masters.map((one) => `  ${plainText(one)}`),
    )
  if (lost.length > 0) lines.push('', paint.strong('NOT IN THIS VERSION'), ...lost.map((one) => `  ${plainText(one)}`))
  return `${lines.join('\n')}\n`
}
