// Builders of plans for the tests of the renderers, and plans of hardly anything.
import type { Plan, RemovedToken, Step } from '../../change/index.ts'
import { formatName, type ObjectRef } from '../../kube/index.ts'

/** Where the token is mounted. */
export const mount = '/var/run/secrets/kubernetes.io/serviceaccount'
/** The field that most steps are about. */
export const automount = 'automountServiceAccountToken'
/** When every sample was made. */
export const generatedAt = '2026-11-24T02:57:00Z'

/** Names an object. */
export function object(apiVersion: string, kind: string, name: string, namespace?: string): ObjectRef {
  return { apiVersion, kind, ...(namespace === undefined ? {} : { namespace }), name }
}

/** Names a Deployment. */
export function deployment(namespace: string, name: string): ObjectRef {
  return object('apps/v1', 'Deployment', name, namespace)
}

/** Names a ServiceAccount. */
export function account(namespace: string, name: string): ObjectRef {
  return object('v1', 'ServiceAccount', name, namespace)
}

/** A step with the defaults of a switched-off account. */
export function step(story: Partial<Step> & Pick<Step, 'remedy' | 'object'>): Step {
  return {
    id: `${story.remedy}/${story.object.kind}/${formatName(story.object)}`,
    change: { kind: 'edit', edits: [{ path: `/${automount}`, to: false }] },
    reason: 'nothing shows that its token is needed',
    removes: [],
    alsoRemoves: [],
    effect: { when: 'atOnce' },
    risk: { level: 'low', why: 'nothing that is known to run loses anything' },
    before: [],
    after: [],
    requires: [],
    group: `${story.object.kind}/${formatName(story.object)}`,
    ...story,
  }
}

/** A token that goes away. */
export function removed(workload: ObjectRef, container = 'app', serviceAccount = 'shop/default'): RemovedToken {
  return { workload, container, serviceAccount, path: `${mount}/token` }
}

/** What a story says of a plan. */
export interface PlanStory extends Partial<Omit<Plan, 'source'>> {
  readonly source?: Partial<Plan['source']>
}

/** A whole plan. */
export function plan({ source, ...story }: PlanStory = {}): Plan {
  return {
    apiVersion: 'sparekey.dev/v1',
    kind: 'Plan',
    generatedAt,
    source: { kind: 'live', description: 'aks-prod-weu', apiAudiences: [], assumptions: [], rolesKnown: true, ...source },
    steps: [],
    sourcePatches: [],
    left: [],
    gaps: [],
    ...story,
  }
}

/** One switched-off account. */
export const onePlan: Plan = plan({
  source: { kind: 'manifests', description: 'manifests (3 files)', rolesKnown: false },
  steps: [step({ remedy: 'account-off', object: account('shop', 'default'), effect: { when: 'nextPod' } })],
})

/** Nothing to change. */
export const emptyPlan: Plan = plan({ source: { kind: 'snapshot', description: 'prod.sparekey', takenAt: generatedAt } })

/** Nothing to change as far as could be read. */
export const blindPlan: Plan = plan({
  gaps: [{ kind: 'listForbidden', message: 'forbidden to list `secrets`', remedy: 'grant it' }],
})
