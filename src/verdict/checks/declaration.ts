// Statements of need that do not count: run out, or lacking what makes them one.
import type { Check } from './check.ts'

/** A statement whose last day has passed. */
export const declarationExpired: Check = {
  id: 'declaration-expired',
  title: 'a statement that a token is needed has run out',
  aspects: ['mounted'],
  find: (judged) =>
    judged.flatMap(({ declaration, workload }) =>
      declaration.kind === 'expired'
        ? [
            {
              severity: 'medium' as const,
              object: workload.ref,
              field: 'metadata.annotations',
              message: `the need for a token was declared until ${declaration.until} by ${declaration.owner} (${declaration.from}): it no longer counts`,
              remedy: 'ask the owner; renew the date, or take the token away',
            },
          ]
        : [],
    ),
}

/** A statement without a reason, an owner or an end. */
export const declarationIncomplete: Check = {
  id: 'declaration-incomplete',
  title: 'a statement that a token is needed lacks a reason, an owner or an end',
  aspects: ['mounted'],
  find: (judged) =>
    judged.flatMap(({ declaration, workload }) =>
      declaration.kind === 'incomplete'
        ? [
            {
              severity: 'medium' as const,
              object: workload.ref,
              field: 'metadata.annotations',
              message: `the statement that it needs a token does not count: ${declaration.problem} (${declaration.from})`,
              remedy: 'give reason, owner and end date',
            },
          ]
        : [],
    ),
}
