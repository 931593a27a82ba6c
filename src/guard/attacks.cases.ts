// What somebody with ordinary rights in a namespace tries, to get a token there or to weaken the guard, and what comes of it: data, for the
// test that carries it out and for the table in docs/guard.md.
import type { Attack } from './attack.cases.ts'
import { minting } from './attack-minting.cases.ts'
import { pods } from './attack-pods.cases.ts'
import { secrets } from './attack-secrets.cases.ts'
import { weakening } from './attack-weakening.cases.ts'

/** Every attempt, in the order of the table. */
export const attacks: readonly Attack[] = [...minting, ...secrets, ...pods, ...weakening].map(
  ([by, name, requests, expected, why, rounds]) => ({
    as: by,
    name,
    requests: 'method' in requests ? [requests] : requests,
    expected,
    why,
    ...(rounds === undefined ? {} : { rounds }),
  }),
)

/** A row of the table, as cells. */
export function attackCells({ as: by, name, expected, why }: Attack): readonly string[] {
  return [by, name, expected.kind === 'possible' ? '**possible**' : `refused by ${expected.by}`, why]
}
