// The samples of the AKS built-in policy "disable automounting API credentials", asked of the guard's policy on pods.
import { admissionOf } from './ask-guard.cases.ts'
import { readWorld } from './ask.cases.ts'
import { runCorpus, type CorpusCase } from './corpus.cases.ts'

interface Case extends CorpusCase {
  readonly input: readonly string[]
  readonly expected: { readonly result: 'pass' | 'violation' }
}

runCorpus<Case>('azure-policy', {
  asks: 'the guard',
  proves: 'that the guard answers the samples of the AKS built-in policy',
  ruleOf: () => 'block-automount-token',
  asked: {
    'block-automount-token': {
      theirs: ({ expected }) => (expected.result === 'violation' ? 'refused' : 'passes'),
      ours: async ({ input }) => admissionOf(await readWorld('azure-policy', input)),
    },
  },
  leftOut: new Map(),
  disputes: new Map([
    [
      'pass-exclusion',
      {
        ours: 'refused',
        reason:
          'the policy passes it by a parameter that excludes its image; whoever makes the pod chooses the image, so that the guard excepts accounts alone',
      },
    ],
    [
      'violation-mount',
      {
        ours: 'passes',
        reason:
          'the path is taken by a Secret that is not named as one of the account is: whether it holds a token is not to be seen from the pod, and the audit reports what the Secret says',
      },
    ],
  ]),
})
