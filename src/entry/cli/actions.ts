// What each command does: what it needs is loaded when it runs, so that no command waits for what others need.
import type { ExitCode } from './exit-code.ts'
import type { Io } from './io.ts'
import type { Actions } from './program.ts'
import { renderOptions } from './render-options.ts'

/** @param ends - told of the exit code, where it is not 0 */
export function actionsIn(io: Io, ends: (code: ExitCode) => void): Actions {
  return {
    async audit(options) {
      const { runAudit } = await import('./audit.ts')
      ends(await runAudit(options, io))
    },
    async whoCan(name, options) {
      const { runWhoCan } = await import('./who-can.ts')
      ends(await runWhoCan(name, options, io))
    },
    async control(options) {
      const { runControl } = await import('./control.ts')
      ends(await runControl(options, io))
    },
    async console(options) {
      const { consoleAsAsked } = await import('../console/console.ts')
      await consoleAsAsked(options, io)
    },
    async plan(options) {
      const { runPlan } = await import('./plan.ts')
      ends(await runPlan(options, io))
    },
    async fix(options) {
      const [{ fixAsAsked }, { carryOut }] = await Promise.all([import('./fix.ts'), import('./fix-output.ts')])
      ends(carryOut(await fixAsAsked(options, io), options, io))
    },
    async explain(name, options) {
      const { runExplain } = await import('./explain.ts')
      ends(await runExplain(name, options, io))
    },
    async snapshot(options) {
      const { runSnapshot } = await import('./snapshot.ts')
      ends(await runSnapshot(options, io))
    },
    async evidenceRead(paths, options) {
      const { readEvidence } = await import('./evidence-read.ts')
      if (!(await readEvidence(paths, options, io))) ends(2)
    },
    async queryClickHouse(options) {
      const { queryClickHouseAsAsked } = await import('./query-evidence.ts')
      if (!(await queryClickHouseAsAsked(options, io))) ends(2)
    },
    async queryKusto(options) {
      const { queryKustoAsAsked } = await import('./query-evidence.ts')
      if (!(await queryKustoAsAsked(options, io))) ends(2)
    },
    async queryResult(file, options) {
      const { queryResultAsAsked } = await import('./query-evidence.ts')
      if (!(await queryResultAsAsked(file, options.output, io))) ends(2)
    },
    async evidenceMerge(ledgers, options) {
      const { mergeEvidence } = await import('./evidence-merge.ts')
      mergeEvidence(ledgers, options.output, io)
    },
    async evidenceShow(ledger, name, options) {
      const { showEvidence } = await import('./evidence-show.ts')
      io.out(showEvidence(ledger, name, options, renderOptions(options, io)))
    },
    async suggestRole(name, options) {
      const { suggestRoleAsAsked } = await import('./suggest-role.ts')
      const { text, whole } = await suggestRoleAsAsked(name, options, io)
      io.out(text)
      if (!whole) ends(2)
    },
    async apply(plan, options) {
      const [{ applyAsAsked }, { engine }] = await Promise.all([import('./apply.ts'), import('./engine.ts')])
      ends(await applyAsAsked(plan, options, io, engine))
    },
    async resume(journal, options) {
      const [{ resumeAsAsked }, { engine }] = await Promise.all([import('./resume.ts'), import('./engine.ts')])
      ends(await resumeAsAsked(journal, options, io, engine))
    },
    async backout(journal, options) {
      const [{ backoutAsAsked }, { engine }] = await Promise.all([import('./backout.ts'), import('./engine.ts')])
      ends(await backoutAsAsked(journal, options, io, engine))
    },
    async status(journal, options) {
      const [{ statusAsAsked }, { engine }] = await Promise.all([import('./status.ts'), import('./engine.ts')])
      ends(await statusAsAsked(journal, options, io, engine, renderOptions(options, io)))
    },
    async verify(journal, options) {
      const [{ verifyAsAsked }, { engine }] = await Promise.all([import('./verify-journal.ts'), import('./engine.ts')])
      ends(await verifyAsAsked(journal, options, io, engine, renderOptions(options, io)))
    },
    async guardRender(options) {
      const { guardRender } = await import('./guard.ts')
      guardRender(options, io)
    },
    async guardRoles(options) {
      const { guardRoles } = await import('./guard.ts')
      guardRoles(options, io)
    },
    async guardTest(options) {
      const { guardTest } = await import('./guard.ts')
      ends(await guardTest(options, io, renderOptions(options, io)))
    },
    async guardInstall(options) {
      const [{ guardInstall }, { engine }] = await Promise.all([import('./guard.ts'), import('./engine.ts')])
      ends(await guardInstall(options, io, engine))
    },
    async guardStage(namespace, stage, options) {
      const [{ guardStage }, { engine }] = await Promise.all([import('./guard.ts'), import('./engine.ts')])
      ends(await guardStage(namespace, stage, options, io, engine))
    },
    async guardStatus(options) {
      const { guardStatus } = await import('./guard.ts')
      ends(await guardStatus(options, io, renderOptions(options, io)))
    },
    async guardRemove(options) {
      const [{ guardRemove }, { engine }] = await Promise.all([import('./guard.ts'), import('./engine.ts')])
      ends(await guardRemove(options, io, engine))
    },
    async prerequisites(options) {
      const { prerequisitesAsAsked } = await import('./prerequisites.ts')
      ends(await prerequisitesAsAsked(options, io, renderOptions(options, io)))
    },
    async rbac(options) {
      const { formatChangeRole, formatClusterRole } = await import('../../sources/live/index.ts')
      io.out(options.for === 'apply' ? formatChangeRole() : formatClusterRole())
    },
    async completion(shell) {
      const { completionScript } = await import('./completion.ts')
      io.out(completionScript(shell))
    },
  }
}
