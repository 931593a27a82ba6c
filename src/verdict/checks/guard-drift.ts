// The guard is of use only as it was installed: a selector that somebody added, or a binding that is gone, lets through what it was to stop.
import type { Check } from './check.ts'

/** Told only where a guard is installed and all policies and bindings are known. */
export const guardDrift: Check = {
  id: 'guard-drift',
  title: 'the guard is not as it was installed',
  aspects: [],
  find: (_, { guard }) =>
    (guard?.objects ?? []).flatMap(({ object, state, drift }) =>
      state === 'asInstalled'
        ? []
        : [
            {
              severity: 'high',
              object,
              field: 'spec',
              message:
                state === 'missing'
                  ? 'it is a part of the guard and it is not there: what it stops is let through'
                  : `it is a part of the guard and it was changed: ${drift.join('; ')}`,
              remedy: '`sparekey guard install` puts it back as it was; the audit log tells who changed it',
            },
          ],
    ),
}
