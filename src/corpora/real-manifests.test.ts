// Manifests as known projects publish them: for every workload, whose token it gets and which field says so.
import { auditOf, readWorld, type World } from './ask.cases.ts'
import { runCorpus, type CorpusCase, type Dispute } from './corpus.cases.ts'
import type { AuditReport } from '../verdict/index.ts'

interface Case extends CorpusCase {
  readonly set: string
  readonly input: readonly string[]
  /** Worked out when the case was collected, not stated by the projects. */
  readonly facts: {
    readonly serviceAccount: string
    readonly podAutomount: boolean | null
    readonly saAutomount: boolean | null
    readonly ownProjectedToken: boolean
  }
  readonly expected: { readonly tokenAutomounted: boolean }
}

const worlds = new Map<string, Promise<World>>()
const reports = new Map<string, AuditReport>()

/** The workloads of one file among the accounts of its whole set, where kustomize or the reader would find them. */
async function reportOf(set: string, input: string): Promise<AuditReport> {
  const before = reports.get(input)
  if (before !== undefined) return before
  const reading = worlds.get(set) ?? readWorld('real-manifests', [set])
  worlds.set(set, reading)
  const world = await reading
  const objects = world.objects.filter(
    ({ object, locate }) =>
      object.is === 'serviceAccount' || locate?.('metadata.name').file.endsWith(`/real-manifests/${input}`) === true,
  )
  const report = auditOf({ objects, gaps: [] })
  reports.set(input, report)
  return report
}

const sentence = (account: string, mounted: boolean | null, by: string, held: boolean, own: boolean) =>
  `as ${account}, mounted ${mounted} by ${by}, ${held ? 'held' : 'not held'}${own ? ', and a projection of its own' : ''}`

/** The account's own field can't be read where the account is not there. */
const unseen = (account: string): Dispute => ({
  ours: sentence(account, true, 'default', true, false),
  reason: "the account's field is stated, but the file with the account was not collected: it is taken as not set",
})

const unserved: Dispute = {
  ours: '0 such workloads',
  reason: 'no API server since 1.16 serves extensions/v1beta1: nothing runs by this manifest',
}

runCorpus<Case>('real-manifests', {
  proves: 'that the audit reads published manifests as their collector did',
  ruleOf: () => 'workload facts',
  asked: {
    'workload facts': {
      theirs: ({ facts, expected }) => {
        const by = facts.podAutomount !== null ? 'the pod' : facts.saAutomount !== null ? 'the account' : 'default'
        return sentence(facts.serviceAccount, expected.tokenAutomounted, by, expected.tokenAutomounted, facts.ownProjectedToken)
      },
      ours: async ({ id, set, input }) => {
        // `set:file#Kind/namespace/name`, the namespace empty where the manifest names none.
        const [kind, namespace, name] = id.slice(id.indexOf('#') + 1).split('/')
        const report = await reportOf(set, input[0]!)
        const found = report.workloads.filter(
          (w) => w.kind === kind && w.name === name && w.namespace === (namespace === '' ? 'default' : namespace),
        )
        if (found.length !== 1) return `${found.length} such workloads`
        const [{ serviceAccount, automount, containers }] = found as [(typeof found)[0]]
        const by = automount.decidedBy
        const decided = by?.object.kind !== 'ServiceAccount' ? 'the pod' : by.value === null ? 'default' : 'the account'
        const tokens = containers.flatMap((container) => container.tokens)
        return sentence(
          serviceAccount.slice(serviceAccount.indexOf('/') + 1),
          automount.mounts,
          decided,
          tokens.some((token) => token.source === 'automount'),
          tokens.some((token) => token.source === 'projected'),
        )
      },
    },
  },
  leftOut: new Map(),
  disputes: new Map([
    [
      'metrics-server:manifests/components/high-availability/patch.yaml#Deployment/kube-system/metrics-server',
      {
        ours: 'as default, mounted true by default, not held',
        reason: 'a kustomize patch that names no container: there is nobody to hold a token',
      },
    ],
    ['aws-ebs-csi-driver:deploy/kubernetes/base/controller.yaml#Deployment//ebs-csi-controller', unseen('ebs-csi-controller-sa')],
    ['aws-ebs-csi-driver:deploy/kubernetes/base/node-windows.yaml#DaemonSet//ebs-csi-node-windows', unseen('ebs-csi-node-sa')],
    ['aws-ebs-csi-driver:deploy/kubernetes/base/node.yaml#DaemonSet//ebs-csi-node', unseen('ebs-csi-node-sa')],
    [
      'kubernetes-examples:_archived/newrelic-infrastructure/newrelic-infra-daemonset.yaml#DaemonSet//newrelic-infra-agent',
      unserved,
    ],
    ['kubernetes-examples:_archived/volumes/flexvolume/deploy/ds.yaml#DaemonSet//flex-ds', unserved],
  ]),
})
