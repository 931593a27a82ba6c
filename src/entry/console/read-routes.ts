// What the page asks for to show: each route answers with one view, made of the reading at hand.
import type { Context, Hono } from 'hono'
import { compareText, SparekeyError } from '../../base/index.ts'
import {
  accountView,
  bindingLoss,
  guardView,
  minterTable,
  overview,
  packWorkloads,
  objectLink,
  stateNeed,
  workloadView,
  type GuardView,
  type NeedInSource,
  type SessionView,
  type StandingGuard,
} from '../../console/index.ts'
import { foresee } from '../../guard/index.ts'
import { formatName } from '../../kube/index.ts'
import { procedure, type WhoCanQuestion } from '../../verdict/index.ts'
import { guardAsAsked } from '../cli/guard-options.ts'
import type { Audited } from '../cli/load.ts'
import type { StatedNeed } from './need-in-source.ts'
import type { Reader } from './reading.ts'

/** What the routes are made of. */
export interface ReadRoutes {
  readonly reader: Reader
  readonly session: () => SessionView
  /** How the guard stands, where the source is a live cluster. */
  readonly standingGuard: () => Promise<StandingGuard>
  /** Of the procedure: absent, all. */
  readonly namespaces: readonly string[] | undefined
  /** Puts a need into the files that were read; absent where the source is no files. */
  readonly needInFiles?: (stated: StatedNeed) => Promise<NeedInSource>
}

/** Adds the routes. */
export function addReadRoutes(app: Hono, { reader, session, standingGuard, namespaces, needInFiles }: ReadRoutes): void {
  app.get('/api/session', (c) => c.json(session()))
  app.post('/api/refresh', async (c) => {
    await reader.refresh()
    return c.json(session())
  })
  app.get('/api/overview', async (c) => {
    const { shown, earlier } = reader.current()
    return c.json(overview(shown.report, await earlier()))
  })
  app.get('/api/workloads', (c) => c.json(packWorkloads(reader.current().shown.report)))
  app.get('/api/workload', async (c) => {
    const { shown, fullPlan } = reader.current()
    const link = queried(c, 'object')
    const view = workloadView(shown.report, shown.inventory, await fullPlan(), link)
    return c.json(found(view, `no workload \`${link}\` in what was read`))
  })
  app.get('/api/minters', async (c) => {
    const { shown, whole } = reader.current()
    return c.json(minterTable(shown.report, accountsOf(await whole())))
  })
  app.get('/api/account', async (c) => {
    const account = queried(c, 'account')
    const [namespace = '', ...rest] = account.split('/')
    const name = rest.join('/')
    if (namespace === '' || name === '') throw new SparekeyError('USAGE', `\`${account}\` is no NAMESPACE/NAME of an account`)
    const whole = await reader.current().whole()
    return c.json(accountView(whole.inventory, questionOf(whole), { namespace, name }, c.req.queries('without') ?? []))
  })
  app.get('/api/binding', async (c) => {
    const link = queried(c, 'object')
    const whole = await reader.current().whole()
    return c.json(found(bindingLoss(whole.inventory, questionOf(whole), link), `no binding \`${link}\` in what was read`))
  })
  app.get('/api/control', async (c) => c.json(procedure((await reader.current().whole()).report, namespaces)))
  // It reads the cluster: once for each reading.
  let asked: { readonly reading: number; readonly standing: Promise<StandingGuard> } | undefined
  app.get('/api/guard', async (c) => {
    const { number, shown } = reader.current()
    if (asked?.reading !== number) asked = { reading: number, standing: standingGuard() }
    return c.json(await guardOf(shown, asked.standing))
  })
  app.get('/api/need', async (c) => {
    const { report, inventory } = reader.current().shown
    const link = queried(c, 'object')
    const workload = found(
      report.workloads.find((one) => objectLink(one) === link),
      `no workload \`${link}\` in what was read`,
    )
    const form = { reason: c.req.query('reason') ?? '', owner: c.req.query('owner') ?? '', until: c.req.query('until') ?? '' }
    const stated = stateNeed(workload, form, report.generatedAt.slice(0, 10))
    if (stated.kind === 'problem' || needInFiles === undefined) return c.json(stated)
    const known = inventory.workloads.find(({ ref }) => objectLink(ref) === link)
    const { annotations } = stated
    return c.json({
      ...stated,
      source: await needInFiles({ object: known?.ref ?? workload, annotations, before: { ...known?.meta?.annotations } }),
    })
  })
}

async function guardOf({ report, inventory }: Audited, standing: Promise<StandingGuard>): Promise<GuardView> {
  const { admission, source } = report
  const { serverVersion, apiAudiences } = source
  try {
    const guard = guardAsAsked({}, serverVersion, apiAudiences)
    return guardView(foresee(inventory, guard, report.generatedAt.slice(0, 10)), await standing, admission)
  } catch (error) {
    if (!(error instanceof SparekeyError)) throw error
    return {
      ...guardView([], await standing, admission),
      problem: [error.message, ...(error.hint === undefined ? [] : [error.hint])].join('; '),
    }
  }
}

function questionOf({ report: { generatedAt, source } }: Audited): Omit<WhoCanQuestion, 'target'> {
  return { generatedAt, source }
}

/** Every account that is there, or that a workload runs as, or that is granted something. */
function accountsOf({ report, inventory }: Audited): readonly string[] {
  const names = new Set([
    ...inventory.accounts.map(({ ref }) => formatName(ref)),
    ...report.workloads.map(({ serviceAccount }) => serviceAccount),
  ])
  return [...names].sort(compareText)
}

function queried(c: Context, name: string): string {
  const value = c.req.query(name)
  if (value === undefined || value === '') throw new SparekeyError('USAGE', `the request lacks \`${name}\``)
  return value
}

function found<T>(value: T | undefined, message: string): T {
  if (value === undefined) throw new SparekeyError('INPUT_NOT_FOUND', message, { hint: 'it may have gone since: refresh' })
  return value
}
