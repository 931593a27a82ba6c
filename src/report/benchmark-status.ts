// The names of what a control of a benchmark comes to, as every format prints them.
import type { ControlReport } from '../verdict/index.ts'

/** A name for people for each status. */
export const statusTitles: Readonly<Record<ControlReport['status'], string>> = {
  pass: 'pass',
  fail: 'fail',
  accepted: 'accepted',
  couldNotTell: 'could not tell',
  notAssessed: 'not assessed',
}
