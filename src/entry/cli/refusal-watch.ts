// The audit logs that a walk looks at after each batch, where `--audit-log` names some.
import type { RefusalWatch } from '../../change/index.ts'
import type { WalkCommandOptions } from './walk-options.ts'

/** What is looked at, for as long as the run goes on. */
export interface OpenWatch extends AsyncDisposable {
  /** Absent where no log is named. */
  readonly refusals?: RefusalWatch
}

/** @throws SparekeyError INPUT_NOT_FOUND for a log that cannot be read */
export async function openWatch({ auditLog = [] }: Pick<WalkCommandOptions, 'auditLog'>): Promise<OpenWatch> {
  if (auditLog.length === 0) return { [Symbol.asyncDispose]: () => Promise.resolve() }
  const { followLog } = await import('../../sources/audit-log/index.ts')
  const logs = await Promise.all(auditLog.map(followLog))
  return {
    // API servers write a log each.
    refusals: { look: async () => (await Promise.all(logs.map((log) => log.look()))).flat() },
    async [Symbol.asyncDispose]() {
      await Promise.all(logs.map((log) => log.close()))
    },
  }
}
