// The middle way: `ca.crt` and `namespace` at their usual place, and no token, for programs that look for the files alone.
import { fileSources } from '../template-edits.ts'
import { proposeInstead } from './own-volume.ts'
import type { Remedy } from './remedy.ts'

export const filesOnly: Remedy = {
  id: 'files-only',
  title: 'leaves the files beside the token where they are, and takes the token away',
  propose: (bench) =>
    proposeInstead(bench, bench.targets.filesOnly, {
      remedy: 'files-only',
      volume: { name: 'sparekey-files', sources: fileSources },
      reason: (from) => `it is declared to need only the files beside the token (${from})`,
      takes: () => () => true,
      risk: () => ({ level: 'low', why: 'its owner says that it does not use the token' }),
    }),
}
