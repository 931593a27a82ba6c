// The policy on pods for the Azure Policy add-on of AKS: a definition of our own with its template inside, its assignment, and an assignment
// of Microsoft's own definition for those who may not bring one. The add-on brings its own Gatekeeper.
import { dump } from 'js-yaml'
import { compareText, unreachable, type JsonObject } from '../../base/index.ts'
import type { Stage } from '../names.ts'
import { base64 } from './base64.ts'
import type { Engine, EngineDocument, EngineOptions } from './engine.ts'
import { byList } from './gatekeeper-cel.ts'
import { podsTitle, regoOf, template } from './gatekeeper.ts'
import { podsByList } from './rego.ts'

/** Azure Policy for AKS. */
export const azurePolicy: Engine = {
  id: 'azure-policy',
  title: 'Azure Policy add-on for AKS, 1.3.0 or later (custom definition, and the built-in one)',
  render: (options) => ({
    documents: [definition(options), assignment(options), builtInAssignment(options)],
    cannotExpress: [
      ...byList,
      'requests for tokens and token Secrets are not guarded: the add-on owns its webhook, which requests for tokens do not reach, and Azure Policy has no definition for them',
      'data of other objects cannot be looked up: the add-on keeps copies for built-in definitions alone (`ConstraintTemplateInstallFailed` otherwise)',
      'the stage is that of an assignment, not of a namespace: assign again with `namespaces` and another `effect` for namespaces that are further',
      '`kube-system` and `gatekeeper-system` are left out by the add-on whatever the assignment says',
      'assignments reach the cluster within 15 minutes, and violations show as compliance within 15 more',
      'nothing is written into accounts, exceptions are not approved in the cluster, and whoever may change the assignment may end it',
      'the built-in definition looks at `automountServiceAccountToken` of the pod, and where it is not set at mounts of the default path: a token at another path passes, and so does a hand-written one beside `false`; no account can be excepted, only images and namespaces',
    ],
  }),
}

const kind = 'SparekeyExemptedPods'
const name = 'sparekey-pods'
const builtIn = '/providers/Microsoft.Authorization/policyDefinitions/423dd1ba-798e-40e4-9c4d-b6902674b423'

/** What stands for a scope that only the person who assigns knows: of a definition a subscription or management group, of an assignment also a cluster. */
const scope = '/subscriptions/SUBSCRIPTION_ID'

function definition(options: EngineOptions): EngineDocument {
  const { object } = template(kind, podsTitle, regoOf(podsByList(kind.toLowerCase(), options.apiAudiences)), {
    exemptAccounts: { type: 'array', items: { type: 'string' } },
  })
  return document(`definition.${name}`, {
    name,
    properties: {
      displayName: 'Pods hold no token for the API server, unless their ServiceAccount is exempt',
      description:
        'Refuses pods that would hold a ServiceAccount token which the API server accepts: mounted by default or projected at any path, in any container. Tokens for other audiences pass.',
      policyType: 'Custom',
      mode: 'Microsoft.Kubernetes.Data',
      metadata: { version: '1.0.0', category: 'Kubernetes' },
      parameters: parameters(options),
      policyRule: {
        if: { field: 'type', in: ['Microsoft.ContainerService/managedClusters', 'Microsoft.Kubernetes/connectedClusters'] },
        then: {
          effect: parameter('effect'),
          details: {
            warn: parameter('warn'),
            templateInfo: { sourceType: 'Base64Encoded', content: base64(dump(object, { lineWidth: -1, noRefs: true })) },
            apiGroups: [''],
            kinds: ['Pod'],
            excludedNamespaces: parameter('excludedNamespaces'),
            namespaces: parameter('namespaces'),
            labelSelector: parameter('labelSelector'),
            values: { exemptAccounts: parameter('exemptAccounts') },
          },
        },
      },
    },
  })
}

function parameters(options: EngineOptions): JsonObject {
  const described = (displayName: string, description: string) => ({ metadata: { displayName, description } })
  return {
    effect: {
      type: 'String',
      ...described('Effect', 'Audit reports pods that break the rule, Deny refuses them, Disabled turns the rule off.'),
      allowedValues: ['Audit', 'Deny', 'Disabled'],
      defaultValue: 'Audit',
    },
    warn: {
      type: 'Boolean',
      ...described('Warn', 'Whether whoever makes the pod is warned.'),
      defaultValue: false,
    },
    excludedNamespaces: {
      type: 'Array',
      ...described('Namespace exclusions', 'Namespaces that are left out: those of the platform.'),
      defaultValue: excludedNamespaces(options),
    },
    namespaces: {
      type: 'Array',
      ...described('Namespace inclusions', 'The only namespaces that are looked at; empty: all.'),
      defaultValue: [],
    },
    labelSelector: {
      type: 'Object',
      ...described('Label selector', 'The pods that are looked at, by their labels; empty: all.'),
      defaultValue: {},
    },
    exemptAccounts: {
      type: 'Array',
      ...described('Exempt accounts', 'ServiceAccounts whose pods may hold a token, each as namespace/name.'),
      defaultValue: [],
    },
  }
}

function assignment(options: EngineOptions): EngineDocument {
  return document(`assignment.${name}`, {
    name,
    properties: {
      displayName: 'Pods hold no token for the API server',
      policyDefinitionId: `${scope}/providers/Microsoft.Authorization/policyDefinitions/${name}`,
      enforcementMode: 'Default',
      parameters: {
        ...given(options),
        exemptAccounts: { value: [...(options.exemptAccounts ?? [])] },
      },
      nonComplianceMessages: [{ message: 'a pod would hold a token for the API server, and its ServiceAccount is not exempt' }],
    },
  })
}

/** Of `423dd1ba…`, version 4: for those who may not bring definitions of their own. One of the two is enough. */
function builtInAssignment(options: EngineOptions): EngineDocument {
  return document('assignment.built-in', {
    name: 'sparekey-built-in',
    properties: {
      displayName: 'Kubernetes clusters should disable automounting API credentials',
      policyDefinitionId: builtIn,
      definitionVersion: '4.*.*',
      enforcementMode: 'Default',
      parameters: {
        ...given(options),
        // Of pods alone: what they are made from is judged when its pods are made.
        source: { value: 'Original' },
        excludedImages: { value: [] },
      },
    },
  })
}

/** What both definitions take. */
function given(options: EngineOptions): JsonObject {
  const { effect, warn } = effectOf(options.defaultStage)
  return {
    effect: { value: effect },
    warn: { value: warn },
    excludedNamespaces: { value: excludedNamespaces(options) },
    namespaces: { value: [] },
  }
}

function effectOf(stage: Stage): { readonly effect: string; readonly warn: boolean } {
  switch (stage) {
    case 'audit':
      return { effect: 'Audit', warn: false }
    case 'warn':
      return { effect: 'Audit', warn: true }
    case 'deny':
      return { effect: 'Deny', warn: false }
    default:
      return unreachable(stage)
  }
}

/** What Microsoft's own definitions leave out, and what the guard does. */
function excludedNamespaces({ excluded }: EngineOptions): string[] {
  const always = ['kube-system', 'gatekeeper-system', 'azure-arc', 'azure-extensions-usage-system']
  return [...new Set([...always, ...excluded])].sort(compareText)
}

function parameter(of: string): string {
  return `[parameters('${of}')]`
}

function document(called: string, object: JsonObject): EngineDocument {
  return { name: called, format: 'json', object }
}
