// The audit logs that a walk looks at after each batch, where `--audit-log` names some.
import { SparekeyError } from '../../base/index.ts'
import type { RefusalWatch } from '../../change/index.ts'
import type { WalkCommandOptions } from './walk-options.ts'

/** What is looked at, for as long as the run goes on. */
export interface OpenWatch extends AsyncDisposable {
  /** Absent where no log is named. */
  readonly refusals?: RefusalWatch
}

/** @throws SparekeyError INPUT_NOT_FOUND for a log that cannot be read, USAGE for a time to look and nothing to look at */
export async function openWatch({ auditLog = [], watch }: Pick<WalkCommandOptions, 'auditLog' | 'watch'>): Promise<OpenWatch> {
  if (auditLog.length === 0) {
    if (watch === undefined) return { [Symbol.asyncDispose]: () => Promise.resolve() }
    throw new SparekeyError('USAGE', '`--watch` says how long to look, and nothing says where', {
      hint: 'name the audit logs of the API servers with --audit-log',
    })
  }
  const { followLog } = await import('../../sources/audit-log/index.ts')
  const logs = await Promise.all(auditLog.map((path) => followLog(path)))
  return {
    // API servers write a log each.
    refusals: { look: async () => (await Promise.all(logs.map((log) => log.look()))).flat() },
    async [Symbol.asyncDispose]() {
      await Promise.all(logs.map((log) => log.close()))
    },
  }
}
