// Tokens that never end, in Secrets: no setting of a pod or an account concerns them.
import { keys, tokenSecretType } from '../../../kube/index.ts'
import { reads } from '../command.ts'
import { evidence, findingExample, findingsOf, gapsAbout } from '../material.ts'
import { settle, some } from '../settle.ts'
import type { Step } from './step.ts'

/** The step. */
export const legacySecrets: Step = {
  id: 'legacy-secrets',
  title: 'no Secret holds a token without end',
  asks:
    `Is there a Secret of type \`${tokenSecretType}\`? Its token has no expiry, is bound to no pod, and is good for whoever ` +
    'reads the Secret. Since Kubernetes 1.24 none is made for an account by itself; old ones and hand-made ones remain.',
  commands: [
    reads(
      `kubectl get secrets -A --field-selector type=${tokenSecretType} -L ${keys.legacyTokenLastUsed}`,
      'Every one, with the day of its last use. The list prints no data.',
    ),
    reads(
      "kubectl get configmap kube-apiserver-legacy-service-account-token-tracking -n kube-system -o jsonpath='{.data.since}'",
      'Since when use is recorded: before that day, a missing label says nothing.',
    ),
  ],
  carryOut(material) {
    const findings = findingsOf(material, 'legacy-token-secret')
    const held = material.tokens.filter(({ token }) => token.source === 'secret' && token.apiServer)
    return {
      evidence: evidence(
        [
          { count: findings.length, what: 'Secrets with such a token' },
          { count: held.length, what: 'places where containers take a token out of a Secret' },
        ],
        findings.map(findingExample),
      ),
      result: settle({
        fail: some(findings.length, 'Secret holds a token without end', 'Secrets hold a token without end'),
        gaps: gapsAbout(material, 'objects'),
        pass: "there is none but the platform's own",
      }),
    }
  },
}
