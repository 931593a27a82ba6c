// The samples of the AKS built-in policy "disable automounting API credentials", which most AKS users meet first.
import { auditOf, heldIn, readWorld } from './ask.cases.ts'
import { runCorpus, type CorpusCase } from './corpus.cases.ts'

interface Case extends CorpusCase {
  readonly input: readonly string[]
  readonly expected: { readonly result: 'pass' | 'violation' }
}

runCorpus<Case>('azure-policy', {
  proves: 'that the audit answers the samples of the AKS built-in policy',
  ruleOf: () => 'block-automount-token',
  asked: {
    'block-automount-token': {
      theirs: ({ expected }) => (expected.result === 'violation' ? 'token' : 'no token'),
      ours: async ({ input }) => heldIn(auditOf(await readWorld('azure-policy', input))),
    },
  },
  leftOut: new Map(),
  disputes: new Map([
    [
      'pass-exclusion',
      {
        ours: 'token',
        reason: 'the policy passes it by a parameter that excludes its image; the Pod says true, so the token is there',
      },
    ],
    [
      'violation-mount',
      {
        ours: 'unknown',
        reason:
          'the path is taken by a Secret, so nothing is mounted by admission; whether that Secret holds a token only the Secret says, and it is not in the input',
      },
    ],
  ]),
})
