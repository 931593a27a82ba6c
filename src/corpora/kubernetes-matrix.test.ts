// The precedence of pod field and account field, as upstream's conformance test states it: no dispute is possible.
import { auditOf, readWorld } from './ask.cases.ts'
import { runCorpus, type CorpusCase } from './corpus.cases.ts'

interface Case extends CorpusCase {
  readonly input: readonly string[]
  readonly expected: { readonly tokenVolumeMounted: boolean; readonly mountPath: string }
}

runCorpus<Case>('kubernetes-upstream/automount-matrix', {
  proves: "that the audit answers upstream's conformance test on opting out of the token",
  ruleOf: () => 'opting out of API token automount',
  asked: {
    'opting out of API token automount': {
      theirs: ({ expected }) => (expected.tokenVolumeMounted ? `token-test: ${expected.mountPath}/token` : 'token-test: '),
      ours: async ({ input }) =>
        auditOf(await readWorld('kubernetes-upstream', input), [])
          .workloads.flatMap((workload) => workload.containers)
          .map((container) => `${container.name}: ${container.tokens.map((token) => token.path).join()}`)
          .join('; '),
    },
  },
  leftOut: new Map(),
  disputes: new Map(),
})
