// Trivy's own tests of KSV-0036; their inputs are no objects of Kubernetes, so they are completed to what they stand for.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeObject } from '../kube/index.ts'
import { auditOf, heldIn, worldOf } from './ask.cases.ts'
import { corporaFolder, runCorpus, type CorpusCase } from './corpus.cases.ts'

interface Case extends CorpusCase {
  readonly check: string
  readonly input: readonly string[]
  readonly expected: { readonly fires: boolean }
}

const roles = 'rules of a Role that no subject is bound to: for the work on roles'
const folder = 'protecting_pod_service_account_tokens/test_protect_service_account_token_denied'

runCorpus<Case>('trivy-checks', {
  proves: "that the audit answers Trivy's cases on mounted tokens",
  ruleOf: (entry) => entry.check,
  asked: {
    'builtin.kubernetes.KSV036': {
      theirs: ({ expected }) => (expected.fires ? 'token' : 'no token'),
      ours: ({ input }) => {
        const [value] = input.map(
          (name) => JSON.parse(readFileSync(join(corporaFolder, 'trivy-checks', name), 'utf8')) as Record<string, unknown>,
        )
        assert.equal(decodeObject(value).kind, 'foreign', 'as it stands it has no apiVersion and a kind in lower case')
        return heldIn(auditOf(worldOf([{ ...value, apiVersion: 'v1', kind: 'Pod' }])))
      },
    },
  },
  leftOut: new Map(
    [
      'appshield.kubernetes.KSV0123',
      'appshield.kubernetes.KSV01011',
      'appshield.kubernetes.KSV122',
      ...[41, 43, 45, 46, 47, 50, 51, 52, 53, 55].map((id) => `builtin.kubernetes.KSV0${id}`),
      ...[112, 113, 114, 115].map((id) => `builtin.kubernetes.KSV${id}`),
    ].map((check) => [check, roles]),
  ),
  disputes: new Map([
    [
      `${folder}_with_automountServiceAccountToken`,
      {
        ours: 'no token',
        reason:
          "its one container has something else at the token's path, so admission mounts nothing there, whatever the field says",
      },
    ],
    [
      `${folder}_without_mountPath`,
      {
        ours: 'token',
        reason: 'nothing is said about mounting, and then Kubernetes mounts: the check looks for written mounts only',
      },
    ],
  ]),
})
