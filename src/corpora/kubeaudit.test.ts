// kubeaudit's fixtures for `asat`: its findings; what it makes of them is held against a plan in kubeaudit-fix.test.ts.
import { auditOf, heldIn, readWorld } from './ask.cases.ts'
import { runCorpus, type CorpusCase } from './corpus.cases.ts'

interface Case extends CorpusCase {
  readonly input: readonly string[]
  readonly expected: { readonly findings: readonly string[] }
}

runCorpus<Case>('kubeaudit', {
  proves: "that the audit answers kubeaudit's cases on the `default` account's token",
  ruleOf: () => 'asat',
  asked: {
    asat: {
      // A finding that a label overrides is a finding: the label is kubeaudit's own, and the token is there.
      theirs: ({ expected }) =>
        expected.findings.some((finding) => finding.endsWith('AutomountServiceAccountTokenTrueAndDefaultSA'))
          ? 'token'
          : 'no token',
      ours: async ({ input }) => heldIn(auditOf(await readWorld('kubeaudit', input))),
    },
  },
  leftOut: new Map(),
  disputes: new Map([
    [
      'deprecated',
      {
        ours: 'token',
        reason:
          'it finds fault with the old field name and stops there; the alias names an account like the other, and the token is mounted',
      },
    ],
    [
      'nil-and-no-name-and-default-sa',
      {
        ours: 'token',
        reason: 'the `default` account that says false lives in another namespace than the workload: it decides nothing there',
      },
    ],
  ]),
})
