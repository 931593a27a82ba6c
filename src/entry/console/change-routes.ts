// What the page asks for to be done, where the console was started with `--allow-changes`: the same calls as the commands make.
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Context, Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { SparekeyError } from '../../base/index.ts'
import { riskLevels, type Plan } from '../../change/index.ts'
import { cutPlan, planView, wholeChoice, type PlanView } from '../../console/index.ts'
import { defaulted, list, optional, record, required, text, type DecodeProblem, type Shape } from '../../kube/index.ts'
import { carryOut } from '../cli/apply.ts'
import { backoutAsAsked } from '../cli/backout.ts'
import type { Io } from '../cli/io.ts'
import { planFrom } from '../cli/plan.ts'
import { resumeAsAsked } from '../cli/resume.ts'
import type { SourceOptions } from '../cli/source-options.ts'
import { withChangeConnection } from '../cli/take-snapshot.ts'
import { usualWalk } from '../cli/walk-options.ts'
import { journalIn, journalsIn, knownJournal } from './journals.ts'
import type { Reader } from './reading.ts'
import type { Running } from './running.ts'

/** What the routes are made of. */
export interface ChangeRoutes {
  readonly reader: Reader
  readonly options: SourceOptions
  readonly io: Io
  readonly running: Running
  /** Where journals are. */
  readonly folder: string
  readonly allowed: boolean
}

/** How many plans are kept: whoever looks at one that was made before makes it anew. */
const keptPlans = 20

const choice: Shape<{ readonly plan: string; readonly groups: readonly string[] }> = record<{
  readonly plan: string
  readonly groups: readonly string[]
}>({ plan: required(text), groups: defaulted(list(text), []) })
const journalNamed: Shape<{ readonly journal: string; readonly steps?: readonly string[] }> = record<{
  readonly journal: string
  readonly steps?: readonly string[]
}>({ journal: required(text), steps: optional(list(text)) })

/** Adds the routes: plans and journals can be looked at always, the rest needs to be allowed. */
export function addChangeRoutes(app: Hono, routes: ChangeRoutes): void {
  const { reader, options, running, folder, allowed } = routes
  const plans = new Map<string, Plan>()

  app.get('/api/plan', async (c) => {
    const plan = planFrom(await reader.current().whole(), {
      maxRisk: riskLevels.find((level) => level === c.req.query('maxRisk')) ?? 'low',
      renew: true,
      ...(options.namespace === undefined || options.allNamespaces === true ? {} : { namespaces: [options.namespace] }),
    })
    return c.json(keep(plan, plans))
  })
  app.get('/api/journals', async (c) => c.json(await journalsIn(folder)))
  app.get('/api/journal', async (c) => c.json(await journalIn(folder, c.req.query('name') ?? '')))
  app.get('/api/run', (c) => c.json(running.current() ?? null))
  app.get('/api/run/events', (c) => follow(c, running, routes.io.signal))

  const doing = (path: string, act: (c: Context) => Promise<Response>): void => {
    app.post(path, async (c) => {
      if (!allowed)
        throw new SparekeyError('USAGE', 'this console only looks', { hint: 'start it with --allow-changes, on a live cluster' })
      return await act(c)
    })
  }
  for (const kind of ['check', 'apply'] as const) {
    doing(`/api/${kind}`, async (c) => {
      const { plan: id, groups } = await body(c, choice)
      const plan = chosen(plans.get(id), groups)
      const how = { ...options, ...usualWalk, yes: true, dryRun: kind === 'check' }
      return c.json(
        running.start(kind, (io, engine) =>
          withChangeConnection(options, io, (connection) => carryOut(plan, folder, connection, how, io, engine)),
        ),
      )
    })
  }
  doing('/api/resume', async (c) => {
    const { journal } = await body(c, journalNamed)
    const path = join(folder, knownJournal(folder, journal))
    const how = { ...options, ...usualWalk, yes: true }
    return c.json(running.start('resume', (io, engine) => resumeAsAsked(path, how, io, engine), journal))
  })
  doing('/api/backout', async (c) => {
    const { journal, steps } = await body(c, journalNamed)
    const path = join(folder, knownJournal(folder, journal))
    const how = { ...options, ...usualWalk, yes: true, ...(steps === undefined ? {} : { step: steps }) }
    return c.json(running.start('backout', (io, engine) => backoutAsAsked(path, how, io, engine), journal))
  })
  doing('/api/stop', (c) => {
    running.stop()
    return Promise.resolve(c.json(running.current() ?? null))
  })
}

function keep(plan: Plan, plans: Map<string, Plan>): PlanView {
  const id = createHash('sha256').update(JSON.stringify(plan)).digest('hex').slice(0, 24)
  plans.delete(id)
  plans.set(id, plan)
  for (const old of [...plans.keys()].slice(0, -keptPlans)) plans.delete(old)
  return planView(plan, id)
}

/** @throws SparekeyError USAGE */
function chosen(plan: Plan | undefined, groups: readonly string[]): Plan {
  if (plan === undefined)
    throw new SparekeyError('USAGE', 'this plan is not known any more', { hint: 'make it anew, and look at it again' })
  const wanted = new Set(groups)
  // What is done is what was shown: a choice that would grow on the way is not taken.
  if (wholeChoice(plan.steps, wanted).some((group) => !wanted.has(group)))
    throw new SparekeyError('USAGE', 'the choice lacks steps that others of it require')
  const cut = cutPlan(plan, wanted)
  if (cut.steps.length === 0) throw new SparekeyError('USAGE', 'no step is chosen')
  return cut
}

/** @throws SparekeyError USAGE */
async function body<T>(c: Context, shape: Shape<T>): Promise<T> {
  const problems: DecodeProblem[] = []
  let sent: unknown
  try {
    sent = await c.req.json()
  } catch {
    throw new SparekeyError('USAGE', 'the request is no JSON')
  }
  const value = shape.decode(sent, problems)
  const [problem] = problems
  if (problem !== undefined) throw new SparekeyError('USAGE', `the request is not as it should be: ${JSON.stringify(problem)}`)
  return value
}

/** Tells a page how the run stands: at once, and whenever that changes. What changes while it is told is told together. */
function follow(c: Context, running: Running, signal: AbortSignal): Response {
  return streamSSE(c, async (stream) => {
    const left = new AbortController()
    stream.onAbort(() => left.abort())
    const over = AbortSignal.any([left.signal, signal])
    let wake = (): void => undefined
    let changed = true
    const unlisten = running.listen(() => {
      changed = true
      wake()
    })
    over.addEventListener('abort', () => wake(), { once: true })
    try {
      while (!over.aborted) {
        changed = false
        await stream.writeSSE({ event: 'run', data: JSON.stringify(running.current() ?? null) })
        await new Promise<void>((resolve) => {
          wake = resolve
          if (changed || over.aborted) resolve()
        })
      }
    } finally {
      unlisten()
    }
  })
}
