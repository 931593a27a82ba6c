// A token for the containers that are declared to need one, and for no other: the switch off, and a token that lives an hour mounted
// just there.
import { tokenSources } from '../template-edits.ts'
import { riskOfLoss } from '../workload-draft.ts'
import { proposeInstead } from './own-volume.ts'
import type { Remedy } from './remedy.ts'

export const oneContainer: Remedy = {
  id: 'one-container',
  title: 'gives the token to the containers that are declared to need one, and to no other',
  propose: (bench) =>
    proposeInstead(bench, bench.targets.someContainers, {
      remedy: 'one-container',
      volume: { name: 'sparekey-token', sources: tokenSources },
      reason: (from) => `only some of its containers are declared to need the token (${from})`,
      takes:
        ({ report }) =>
        (_, { name }) =>
          report.declaration?.containers?.includes(name) !== true,
      risk: riskOfLoss,
    }),
}
