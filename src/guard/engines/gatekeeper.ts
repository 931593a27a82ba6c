// The guard for Gatekeeper, in Rego: the account of a pod is looked up in the data that Gatekeeper keeps in step with the cluster.
import { unreachable, type JsonObject } from '../../base/index.ts'
import { stages, type Stage } from '../names.ts'
import { metadataOf, selectorOf } from '../render.ts'
import type { Engine, EngineDocument, EngineOptions } from './engine.ts'
import { mintingByList, podsByAccount } from './rego.ts'

/** Gatekeeper with Rego. */
export const gatekeeper: Engine = {
  id: 'gatekeeper',
  title: 'Gatekeeper 3.15 or later (Rego, with ServiceAccounts replicated by a SyncSet)',
  render: (options) => ({
    documents: [
      template(podsKind, podsTitle, regoOf(podsByAccount(podsKind.toLowerCase(), options.apiAudiences)), {}, syncs),
      accountsInStep,
      ...constraints(podsKind, podsTitle, podMatch, {}, options),
      ...minting(options),
    ],
    cannotExpress: [
      'the account is looked up in a copy that Gatekeeper keeps: until it has seen a new account or a new exception the pod is refused, and the copy of all ServiceAccounts is held in the memory of each of its pods',
      'whoever may change a ServiceAccount may give it an exception: Gatekeeper cannot ask whether somebody holds the verb `approve`',
      ...everywhere,
    ],
  }),
}

/** The kind of the constraints on pods. */
export const podsKind = 'SparekeyPods'
/** What the constraints on pods do. */
export const podsTitle = 'pods hold no token for the API server, unless their ServiceAccount carries an approved exception'
/** What the constraints on pods are asked about. */
export const podMatch: readonly JsonObject[] = [{ apiGroups: [''], kinds: ['Pod'] }]

const mintingKind = 'SparekeyMinting'

/** What no rendering for Gatekeeper can say. */
export const everywhere: readonly string[] = [
  'minting is bound to lists of users and groups in place of the verb `mint`, so that it is the same for all accounts of the cluster',
  'requests for tokens (`serviceaccounts/token`) do not reach the webhook of Gatekeeper unless its rules are extended: until they are, only token Secrets are guarded',
  'the webhook lets requests pass while Gatekeeper does not answer, unless it was installed with `failurePolicy: Fail`',
  'nobody is asked before a namespace moves to another stage, and the label `admission.gatekeeper.sh/ignore` takes a namespace out of the webhook',
  'nothing is written into accounts that do not say `automountServiceAccountToken`: mutation by Gatekeeper cannot tell a new account from one that has been there',
]

/** The constraint template of a kind. */
export function template(
  kind: string,
  title: string,
  target: JsonObject,
  properties: JsonObject,
  annotations: JsonObject = {},
): EngineDocument {
  const name = kind.toLowerCase()
  const metadata = metadataOf(name, title)
  return {
    name: `template.${name}`,
    format: 'yaml',
    object: {
      apiVersion: 'templates.gatekeeper.sh/v1',
      kind: 'ConstraintTemplate',
      metadata: { ...metadata, annotations: { ...(metadata['annotations'] as JsonObject), ...annotations } },
      spec: {
        crd: { spec: { names: { kind }, validation: { openAPIV3Schema: { type: 'object', properties } } } },
        targets: [{ target: 'admission.k8s.gatekeeper.sh', ...target }],
      },
    },
  }
}

/** A target in Rego. */
export function regoOf(rego: string): JsonObject {
  return { rego }
}

/** One constraint for each stage. */
export function constraints(
  kind: string,
  title: string,
  kinds: readonly JsonObject[],
  parameters: JsonObject,
  options: EngineOptions,
): readonly EngineDocument[] {
  return stages.map((stage) => {
    const name = `${stage}.${kind.toLowerCase()}`
    return {
      name: `constraint.${name}`,
      format: 'yaml',
      object: {
        apiVersion: 'constraints.gatekeeper.sh/v1beta1',
        kind,
        metadata: metadataOf(name, title),
        spec: {
          enforcementAction: actionOf(stage),
          match: { kinds, namespaceSelector: selectorOf(options, stage) },
          ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
        },
      },
    }
  })
}

function actionOf(stage: Stage): string {
  switch (stage) {
    case 'audit':
      return 'dryrun'
    case 'warn':
      return 'warn'
    case 'deny':
      return 'deny'
    default:
      return unreachable(stage)
  }
}

/** For people and `gator sync`: Gatekeeper itself replicates what a SyncSet says. */
const syncs = {
  'metadata.gatekeeper.sh/requires-sync-data': JSON.stringify([[{ groups: [''], versions: ['v1'], kinds: ['ServiceAccount'] }]]),
}

const accountsInStep: EngineDocument = {
  name: 'syncset.sparekey-guard',
  format: 'yaml',
  object: {
    apiVersion: 'syncset.gatekeeper.sh/v1alpha1',
    kind: 'SyncSet',
    metadata: metadataOf('sparekey-guard', 'ServiceAccounts, for the constraints on pods'),
    spec: { gvks: [{ group: '', version: 'v1', kind: 'ServiceAccount' }] },
  },
}

/** The template and constraints on minting, by lists. */
export function minting(options: EngineOptions): readonly EngineDocument[] {
  const title = 'asking for a token, and making a Secret that holds one, is left to the minters that are listed'
  const list = { type: 'array', items: { type: 'string' } }
  const { users = [], groups = [] } = options.minters ?? {}
  const kinds = [
    { apiGroups: ['authentication.k8s.io'], kinds: ['TokenRequest'] },
    { apiGroups: [''], kinds: ['Secret'] },
  ]
  return [
    template(mintingKind, title, regoOf(mintingByList(mintingKind.toLowerCase())), { users: list, groups: list }),
    ...constraints(mintingKind, title, kinds, { users: [...users], groups: [...groups] }, options),
  ]
}
