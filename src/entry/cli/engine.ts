// The walks of the change room, as the commands take them.
import {
  applyPlan,
  backOut,
  emptyJournal,
  formatRecord,
  heldOf,
  preflight,
  readJournal,
  readPlan,
  resumeRun,
  stateOf,
  verifyRun,
} from '../../change/index.ts'
import type { Engine } from './change-run.ts'

/** What carries plans out. */
export const engine: Engine = {
  codec: { empty: emptyJournal, format: formatRecord, read: readJournal },
  readPlan,
  preflight,
  applyPlan,
  resumeRun,
  backOut,
  stateOf,
  heldOf,
  verifyRun,
}
