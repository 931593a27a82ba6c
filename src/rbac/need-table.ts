// The needs of all routes, numbered once for the whole program.
import { tableOfNeeds, type NeedTable } from './needs.ts'
import { routes } from './routes/index.ts'

/** The table. */
export const needTable: NeedTable = tableOfNeeds(routes)
