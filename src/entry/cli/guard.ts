// The commands of `guard`: each reads what it needs of a cluster, makes one call into the guard room, and prints or walks the plan.
import { SparekeyError } from '../../base/index.ts'
import type { Cluster, Plan } from '../../change/index.ts'
import {
  driftOf,
  engineOf,
  foresee,
  guardObjects,
  installPlan,
  mastersOf,
  mintRoles,
  otherObjects,
  refOf,
  removePlan,
  renderEngine,
  renderGuard,
  stageLabel,
  stageOf,
  stagePlan,
  type Compared,
  type GuardObject,
  type GuardOptions,
  type PlanHead,
  type Stage,
} from '../../guard/index.ts'
import {
  engineFormats,
  guardFormats,
  guardStatusExitCode,
  guardStatusFormats,
  guardTestExitCode,
  guardTestFormats,
  manifestsText,
  plainText,
  planFormats,
  type GuardStatus,
  type RenderOptions,
} from '../../report/index.ts'
import { writeWhole } from '../../sources/files/index.ts'
import type { ChangeConnection } from '../../sources/live/index.ts'
import { grantsIn, type SourceReport } from '../../verdict/index.ts'
import { carryOut } from './apply.ts'
import type { Engine } from './change-run.ts'
import type { GuardChangeOptions, GuardRenderOptions, GuardStatusOptions, GuardTestOptions } from './guard-commands.ts'
import { guardAsAsked, type GuardCommandOptions } from './guard-options.ts'
import { optionsIn, rememberedIn, withOptions } from './guard-settings.ts'
import { settingsOf } from './guard-words.ts'
import type { Io } from './io.ts'
import { auditAsAsked, loadAsAsked, readRequirementsFile } from './load.ts'
import { momentAsAsked } from './moment.ts'
import type { SourceOptions } from './source-options.ts'
import { withChangeConnection } from './take-snapshot.ts'
import { trialsOf } from './guard-trials.ts'

/** `guard render`. @throws SparekeyError `USAGE` */
export function guardRender(options: GuardRenderOptions, io: Io): void {
  const guard = guardAsAsked(options, undefined)
  const engine = options.for === undefined ? undefined : engineOf(options.for)
  if (engine !== undefined) {
    const { exemptAccount, minterUser, minterGroup } = options
    const minters = {
      ...(minterUser === undefined ? {} : { users: minterUser }),
      ...(minterGroup === undefined ? {} : { groups: minterGroup }),
    }
    const rendering = renderEngine(engine, {
      ...guard,
      ...(exemptAccount === undefined ? {} : { exemptAccounts: exemptAccount }),
      minters,
    })
    io.out(engineFormats[options.output](engine.title, rendering))
    return
  }
  io.out(guardFormats[options.output](withOptions(renderGuard(guard), options)))
}

/** `guard roles`. */
export function guardRoles(options: Pick<SourceOptions, 'requirements' | 'now'>, io: Io): void {
  const { minters } = readRequirementsFile(options.requirements)
  const roles = mintRoles(minters, momentAsAsked(options, io).slice(0, 10))
  if (roles.length === 0)
    throw new SparekeyError('INPUT_NOT_FOUND', 'no statement of who makes tokens holds today', {
      hint: 'state them in sparekey.yaml under `minters`, with a reason, an owner and a last day (docs/declarations.md); `sparekey audit` lists who can',
    })
  io.out(manifestsText(roles))
}

/** `guard test`. @returns the exit code */
export async function guardTest(options: GuardTestOptions, io: Io, render: RenderOptions): Promise<0 | 1 | 2> {
  const generatedAt = momentAsAsked(options, io)
  const { inventory, source } = await loadAsAsked(options, io)
  const guard = guardAsAsked(options, source.serverVersion, source.apiAudiences)
  const isLive = source.kind === 'live' && options.pods !== false
  const { trials, gaps } = isLive ? await trialsOf(inventory, guard, options, io) : { trials: new Map(), gaps: [] }
  const { namespace, allNamespaces } = options
  const answers = foresee(inventory, guard, generatedAt.slice(0, 10), trials).filter(
    ({ workload }) => namespace === undefined || allNamespaces === true || workload.namespace === namespace,
  )
  const test = { generatedAt, source, tried: isLive, answers, gaps }
  io.out(guardTestFormats[options.output](test, render))
  return guardTestExitCode(test)
}

/** `guard install`. @returns the exit code */
export async function guardInstall(options: GuardChangeOptions, io: Io, engine: Engine): Promise<0 | 1 | 2> {
  return await changing(options, io, engine, async ({ cluster, head }) => {
    // To mend it is to make it again as it was meant: whoever says nothing keeps what was said before.
    const said = optionsIn(options)
    const kept = said ?? (await rememberedIn(cluster)) ?? {}
    const asked = {
      ...kept,
      ...(options.kubernetesVersion === undefined ? {} : { kubernetesVersion: options.kubernetesVersion }),
    }
    const guard = guardAsAsked(asked, head.source.serverVersion, head.source.apiAudiences)
    const from = said === undefined ? 'as it was installed before, or by default' : 'as asked for'
    io.err(
      settingsOf(guard, from)
        .map((one) => `${plainText(one)}\n`)
        .join(''),
    )
    const objects = guardObjects(withOptions(renderGuard(guard), kept))
    const plan = installPlan(await compare(objects, cluster), head)
    // The new place of exceptions is there before the old one goes: meanwhile both refuse.
    const left = removePlan(await compare(otherObjects(guard), cluster), head)
    return { ...plan, steps: [...plan.steps, ...left.steps] }
  })
}

/** `guard remove`. @returns the exit code */
export async function guardRemove(options: GuardChangeOptions, io: Io, engine: Engine): Promise<0 | 1 | 2> {
  return await changing(options, io, engine, async ({ cluster, head }) => {
    const guard = guardAsAsked(options, head.source.serverVersion)
    return removePlan(await compare([...guardObjects(renderGuard(guard)), ...otherObjects(guard)], cluster), head)
  })
}

/** `guard stage`. @returns the exit code */
export async function guardStage(
  namespace: string,
  stage: Stage | 'default',
  options: GuardChangeOptions,
  io: Io,
  engine: Engine,
): Promise<0 | 1 | 2> {
  return await changing(options, io, engine, async ({ cluster, head, inventory }) => {
    const live = await cluster.read({ apiVersion: 'v1', kind: 'Namespace', name: namespace })
    if (live === undefined) throw new SparekeyError('INPUT_NOT_FOUND', `there is no namespace \`${namespace}\``)
    const guard = await installedGuard(cluster, options, head.source)
    if (guard === undefined)
      throw new SparekeyError('INPUT_NOT_FOUND', 'the guard is not installed, so that a stage means nothing yet', {
        hint: 'install it first: `sparekey guard install`',
      })
    if (guard.excluded.includes(namespace))
      throw new SparekeyError('USAGE', `namespace \`${namespace}\` is left out of the guard`, {
        hint: `install it with --include ${namespace}, if that is what you want`,
      })
    if (stage === 'deny') {
      const answers = foresee(inventory, guard, head.generatedAt.slice(0, 10)).filter(
        (one) => one.workload.namespace === namespace,
      )
      const refused = answers.filter(({ kind }) => kind === 'refused').length
      io.err(
        refused === 0
          ? `no workload of ${namespace} is foreseen to be refused\n`
          : `the next pods of ${refused} workloads of ${namespace} would be refused: see \`sparekey guard test -n ${namespace}\`\n`,
      )
    }
    return stagePlan(namespace, live, stage === 'default' ? undefined : stage, head)
  })
}

/** `guard status`. @returns the exit code */
export async function guardStatus(options: GuardStatusOptions, io: Io, render: RenderOptions): Promise<0 | 1 | 2> {
  const status = await guardStatusAsAsked(options, io)
  io.out(guardStatusFormats[options.output](status, render))
  return guardStatusExitCode(status)
}

/** How the guard stands in a live cluster. */
export async function guardStatusAsAsked(options: Omit<GuardStatusOptions, 'output'>, io: Io): Promise<GuardStatus> {
  return await withChangeConnection(options, io, async (connection) => {
    const cluster = await readerOf(connection, io)
    const { report, inventory } = await auditAsAsked(options, io, connection)
    const { source } = report
    const remembered = await rememberedIn(cluster)
    const said = optionsIn(options)
    const guard = guardAsAsked(said ?? remembered ?? {}, source.serverVersion, source.apiAudiences)
    // What it remembers is told and not compared: it is no part of what guards.
    const rendered = withOptions(renderGuard(guard), remembered ?? {})
    const compared = await compare(guardObjects(rendered), cluster)
    const { listNamespaces } = await import('../../sources/live/index.ts')
    const namespaces = await listNamespaces(connection, io.signal)
    return {
      generatedAt: report.generatedAt,
      description: source.description,
      settings: settingsOf(guard, said === undefined ? 'as its own annotation says' : 'as asked for'),
      objects: compared.map((one) => {
        const drift = driftOf(one)
        const state = one.present === undefined ? 'missing' : drift.length === 0 ? 'asInstalled' : 'changed'
        return { kind: one.wanted.kind, name: one.wanted.metadata.name, state, drift }
      }),
      namespaces: namespaces.map(({ name, labels }) => {
        const label = labels[stageLabel]
        if (guard.excluded.includes(name)) return { name, stage: 'excluded' }
        const stage = stageOf(label, guard)
        return label === undefined || label === stage ? { name, stage } : { name, stage, odd: label }
      }),
      masters: source.rolesKnown ? mastersOf(grantsIn(inventory, source.kind)) : null,
      lost: rendered.lost,
    }
  })
}

interface Bench {
  readonly cluster: Cluster
  readonly head: PlanHead
  readonly inventory: Awaited<ReturnType<typeof auditAsAsked>>['inventory']
}

/** Plans, and writes the plan down or carries it out. */
async function changing(
  options: GuardChangeOptions,
  io: Io,
  engine: Engine,
  planned: (bench: Bench) => Promise<Plan>,
): Promise<0 | 1 | 2> {
  const { output } = options
  if (output?.kind === 'format')
    throw new SparekeyError('USAGE', '`-o` takes a file here, of which the name ends in .yaml or .json', {
      hint: 'the policies themselves are printed by `sparekey guard render`',
    })
  return await withChangeConnection(options, io, async (connection) => {
    const cluster = await readerOf(connection, io)
    const { report, inventory } = await auditAsAsked({ ...options, assume: [] }, io, connection)
    const plan = await planned({ cluster, head: { generatedAt: report.generatedAt, source: report.source }, inventory })
    if (plan.steps.length === 0) {
      io.out('it is so already: there is nothing to do\n')
      return 0
    }
    if (output === undefined) return await carryOut(plan, '.', connection, options, io, engine)
    writeWhole(output.path, new TextEncoder().encode(planFormats[output.format](plan, { color: false, width: 100 })), 0o644)
    io.err(`wrote ${output.path}: ${plan.steps.length} steps\n`)
    return 0
  })
}

/** What only reads: it is never asked for an audit or about pods. */
async function readerOf(connection: ChangeConnection, io: Io): Promise<Cluster> {
  const { changeCluster } = await import('../../sources/live/index.ts')
  const never = (): never => {
    throw new TypeError('a reader audits nothing')
  }
  return changeCluster(connection, { signal: io.signal, audit: never, containersWithToken: never })
}

async function compare(objects: readonly GuardObject[], cluster: Cluster): Promise<readonly Compared[]> {
  return await Promise.all(objects.map(async (wanted) => ({ wanted, present: await cluster.read(refOf(wanted)) })))
}

/** The guard as it was installed; `undefined` where it was not. */
async function installedGuard(
  cluster: Cluster,
  options: GuardCommandOptions,
  source: SourceReport,
): Promise<GuardOptions | undefined> {
  const remembered = await rememberedIn(cluster)
  if (remembered === undefined) return undefined
  return guardAsAsked({ ...remembered, ...optionsIn(options) }, source.serverVersion, source.apiAudiences)
}
