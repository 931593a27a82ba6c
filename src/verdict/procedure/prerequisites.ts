// What must hold before the control means anything: RBAC decides, and admission gives and refuses tokens as supposed here.
import { reads } from './command.ts'
import { evidence, gapsAbout, workloadRef, type Material } from './material.ts'
import { count } from './settle.ts'
import { listPolicies, policyCounts } from './steps/admission.ts'
import { showCluster } from './steps/azure-plane.ts'
import type { Step } from './steps/step.ts'

const rbacAuthorizer: Step = {
  id: 'rbac-authorizer',
  title: 'RBAC decides',
  asks: 'Does the API server use the RBAC authorizer, so that roles and bindings are what rights come from?',
  commands: [
    reads(
      'kubectl auth can-i create serviceaccounts/default --subresource=token -n default --as=nobody-in-particular',
      '`no`. A cluster that says yes to a user without bindings does not ask RBAC, or asks another authorizer too.',
    ),
    reads(showCluster, '`rbac: true`; `azureRbac: true` means a second authorizer for people.'),
  ],
  carryOut(material) {
    const { grants, source } = material.report
    const gaps = gapsAbout(material, 'rbac')
    return {
      evidence: evidence([{ count: grants.length, what: 'rights to tokens that roles and bindings give' }]),
      result: source.rolesKnown
        ? {
            kind: 'manual',
            reason:
              'the source shows every role and binding, but a cluster has these objects whichever authorizer it asks: run the commands',
          }
        : { kind: 'couldNotTell', reason: 'the source does not show every role and binding', gaps },
    }
  },
}

const accountAdmission: Step = {
  id: 'account-admission',
  title: 'the ServiceAccount admission plugin runs',
  asks: "Do pods get their token by the API server's own plugin, whose rules the audit follows?",
  commands: [
    reads(
      `kubectl run probe --image=registry.k8s.io/pause:3.10 -n NAMESPACE --dry-run=server -o json |
  jq '.spec.volumes'`,
      "The pod as admission completes it; nothing is created. A volume `kube-api-access-…` is the plugin's work.",
    ),
  ],
  carryOut(material) {
    const proofs = runningWithInjected(material)
    return {
      evidence: evidence(
        [{ count: proofs.length, what: 'workloads whose running pods hold just what the plugin gives' }],
        proofs.map(({ at, value }) => ({
          at,
          object: workloadRef(value),
          says: `${count(value.pods.running, 'running pod holds', 'running pods hold')} the token that the rules foretell`,
        })),
      ),
      result:
        proofs.length > 0
          ? { kind: 'pass', reason: 'running pods show its work' }
          : { kind: 'manual', reason: 'the source shows no running pod that got a token by it: run the command' },
    }
  },
}

/** Manifests hold no running pods, whatever kind they are of. */
function runningWithInjected({ report, workloads }: Material): Material['workloads'] {
  if (report.source.kind === 'manifests') return []
  return workloads.filter(
    ({ value: { pods, containers } }) =>
      pods.running > 0 &&
      pods.drift.length === 0 &&
      containers.some(({ tokens }) => tokens.some(({ source }) => source === 'automount')),
  )
}

const ownPolicies: Step = {
  id: 'own-admission-policies',
  title: 'admission policies are known',
  asks: "Which policies of one's own change or refuse pods, accounts and token requests? One that sets the switch on pods comes after the volume was added, and leaves it there.",
  commands: listPolicies,
  carryOut: ({ report: { admission: seen } }) =>
    seen === undefined
      ? {
          evidence: evidence([]),
          result: { kind: 'manual', reason: 'the source does not show all admission policies: run the commands' },
        }
      : {
          evidence: evidence(policyCounts(seen)),
          result: {
            kind: 'manual',
            reason: "the API server's own are counted here; what webhooks do is in their engines' objects: run the commands",
          },
        },
}

/** All prerequisites, in the order of the report. */
export const prerequisites: readonly Step[] = [rbacAuthorizer, accountAdmission, ownPolicies]
