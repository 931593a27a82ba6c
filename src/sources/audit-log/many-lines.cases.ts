// Lines that are alike in all but one thing, for tests and measures of everything that grows with what a block holds.
import { diagnosticRecord, sampleEvents } from './logs.cases.ts'

const [, { responseObject: _, ...usual } = {}] = sampleEvents(2)

/** An event with some members as they are given. */
export const event = (members: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  ...usual,
  ...members,
})

const timeAfter = (hours: number): string => new Date(hours * 3_600_000).toISOString()

/** Lines of which each is of another hour, cluster or request: none may take longer because there are more of them. */
export const manyOf: Readonly<Record<string, (i: number) => unknown>> = {
  'hours, each in a day of its own': (i) => event({ requestReceivedTimestamp: timeAfter(i * 24) }),
  hours: (i) => event({ requestReceivedTimestamp: timeAfter(i) }),
  clusters: (i) => ({ ...diagnosticRecord(JSON.stringify(event())), resourceId: `/cluster/${i}` }),
  'requests of one id and time': (i) => event({ requestURI: `/api/v1/namespaces/shop/configmaps/${i}` }),
}
