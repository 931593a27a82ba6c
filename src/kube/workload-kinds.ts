// Every kind that makes pods, and where in it their templates stand: a table, so that one more operator is one more row.

/** How a place in a workload describes a pod. */
export type TemplateForm =
  /** A PodTemplateSpec: `metadata` and `spec`. */
  | 'template'
  /** A bare PodSpec. */
  | 'podSpec'
  /** Only the account and the automount switch; the operator adds the containers. */
  | 'account'
  /** A KubeVirt machine: its pod gets a token only for a volume of type `serviceAccount` (kubevirt.io/api/core/v1 VolumeSource). */
  | 'virtualMachine'

/** One place in a workload's tree that describes pods. */
export interface TemplatePlace {
  /** Member names; `[]` enters the items of a list, `*` the members of a map. */
  readonly path: readonly string[]
  readonly form: TemplateForm
}

/** A kind of workload. */
export interface WorkloadKind {
  readonly group: string
  readonly kind: string
  /** The plural name in API paths. */
  readonly resource: string
  readonly places: readonly TemplatePlace[]
  /** When a change of the template reaches pods; told to people, and needed for a plan. */
  readonly effect: 'rollout' | 'nextPod' | 'nextJob' | 'immutable' | 'operator'
}

function at(path: string, form: TemplateForm = 'template'): TemplatePlace {
  return { path: path.split('.'), form }
}

/** The built-in kinds, as (group, kind, resource, places, effect). */
const builtIn: readonly WorkloadKind[] = [
  { group: 'apps', kind: 'Deployment', resource: 'deployments', places: [at('spec.template')], effect: 'rollout' },
  { group: 'apps', kind: 'ReplicaSet', resource: 'replicasets', places: [at('spec.template')], effect: 'nextPod' },
  { group: 'apps', kind: 'StatefulSet', resource: 'statefulsets', places: [at('spec.template')], effect: 'rollout' },
  { group: 'apps', kind: 'DaemonSet', resource: 'daemonsets', places: [at('spec.template')], effect: 'rollout' },
  {
    group: '',
    kind: 'ReplicationController',
    resource: 'replicationcontrollers',
    places: [at('spec.template')],
    effect: 'nextPod',
  },
  { group: 'batch', kind: 'Job', resource: 'jobs', places: [at('spec.template')], effect: 'immutable' },
  { group: 'batch', kind: 'CronJob', resource: 'cronjobs', places: [at('spec.jobTemplate.spec.template')], effect: 'nextJob' },
]

/** Well-known custom resources whose specifications carry pod templates; read in the projects' own API types. */
const custom: readonly WorkloadKind[] = [
  {
    group: 'apps.openshift.io',
    kind: 'DeploymentConfig',
    resource: 'deploymentconfigs',
    places: [at('spec.template')],
    effect: 'rollout',
  },
  { group: 'argoproj.io', kind: 'Rollout', resource: 'rollouts', places: [at('spec.template')], effect: 'rollout' },
  { group: 'argoproj.io', kind: 'Workflow', resource: 'workflows', places: [at('spec', 'account')], effect: 'operator' },
  {
    group: 'argoproj.io',
    kind: 'WorkflowTemplate',
    resource: 'workflowtemplates',
    places: [at('spec', 'account')],
    effect: 'operator',
  },
  {
    group: 'argoproj.io',
    kind: 'CronWorkflow',
    resource: 'cronworkflows',
    places: [at('spec.workflowSpec', 'account')],
    effect: 'operator',
  },
  { group: 'serving.knative.dev', kind: 'Service', resource: 'services', places: [at('spec.template')], effect: 'operator' },
  {
    group: 'serving.knative.dev',
    kind: 'Configuration',
    resource: 'configurations',
    places: [at('spec.template')],
    effect: 'operator',
  },
  { group: 'serving.knative.dev', kind: 'Revision', resource: 'revisions', places: [at('spec', 'podSpec')], effect: 'immutable' },
  { group: 'apps.kruise.io', kind: 'CloneSet', resource: 'clonesets', places: [at('spec.template')], effect: 'rollout' },
  { group: 'apps.kruise.io', kind: 'StatefulSet', resource: 'statefulsets', places: [at('spec.template')], effect: 'rollout' },
  { group: 'apps.kruise.io', kind: 'DaemonSet', resource: 'daemonsets', places: [at('spec.template')], effect: 'rollout' },
  {
    group: 'apps.kruise.io',
    kind: 'BroadcastJob',
    resource: 'broadcastjobs',
    places: [at('spec.template')],
    effect: 'immutable',
  },
  {
    group: 'apps.kruise.io',
    kind: 'AdvancedCronJob',
    resource: 'advancedcronjobs',
    places: [at('spec.template.jobTemplate.spec.template'), at('spec.template.broadcastJobTemplate.spec.template')],
    effect: 'nextJob',
  },
  { group: 'tekton.dev', kind: 'TaskRun', resource: 'taskruns', places: [at('spec', 'account')], effect: 'immutable' },
  {
    group: 'tekton.dev',
    kind: 'PipelineRun',
    resource: 'pipelineruns',
    places: [at('spec.taskRunTemplate', 'account')],
    effect: 'immutable',
  },
  {
    group: 'sparkoperator.k8s.io',
    kind: 'SparkApplication',
    resource: 'sparkapplications',
    places: [at('spec.driver', 'account'), at('spec.executor', 'account')],
    effect: 'operator',
  },
  {
    group: 'sparkoperator.k8s.io',
    kind: 'ScheduledSparkApplication',
    resource: 'scheduledsparkapplications',
    places: [at('spec.template.driver', 'account'), at('spec.template.executor', 'account')],
    effect: 'operator',
  },
  {
    group: 'ray.io',
    kind: 'RayCluster',
    resource: 'rayclusters',
    places: [at('spec.headGroupSpec.template'), at('spec.workerGroupSpecs.[].template')],
    effect: 'operator',
  },
  {
    group: 'ray.io',
    kind: 'RayJob',
    resource: 'rayjobs',
    places: [
      at('spec.submitterPodTemplate'),
      at('spec.rayClusterSpec.headGroupSpec.template'),
      at('spec.rayClusterSpec.workerGroupSpecs.[].template'),
    ],
    effect: 'operator',
  },
  {
    group: 'ray.io',
    kind: 'RayService',
    resource: 'rayservices',
    places: [at('spec.rayClusterConfig.headGroupSpec.template'), at('spec.rayClusterConfig.workerGroupSpecs.[].template')],
    effect: 'operator',
  },
  {
    group: 'jobset.x-k8s.io',
    kind: 'JobSet',
    resource: 'jobsets',
    places: [at('spec.replicatedJobs.[].template.spec.template')],
    effect: 'immutable',
  },
  {
    group: 'leaderworkerset.x-k8s.io',
    kind: 'LeaderWorkerSet',
    resource: 'leaderworkersets',
    places: [at('spec.leaderWorkerTemplate.leaderTemplate'), at('spec.leaderWorkerTemplate.workerTemplate')],
    effect: 'rollout',
  },
  {
    group: 'kubevirt.io',
    kind: 'VirtualMachine',
    resource: 'virtualmachines',
    places: [at('spec.template.spec', 'virtualMachine')],
    effect: 'operator',
  },
  {
    group: 'kubevirt.io',
    kind: 'VirtualMachineInstance',
    resource: 'virtualmachineinstances',
    places: [at('spec', 'virtualMachine')],
    effect: 'immutable',
  },
  { group: 'batch.volcano.sh', kind: 'Job', resource: 'jobs', places: [at('spec.tasks.[].template')], effect: 'immutable' },
  {
    group: 'kubeflow.org',
    kind: 'PyTorchJob',
    resource: 'pytorchjobs',
    places: [at('spec.pytorchReplicaSpecs.*.template')],
    effect: 'operator',
  },
  {
    group: 'kubeflow.org',
    kind: 'TFJob',
    resource: 'tfjobs',
    places: [at('spec.tfReplicaSpecs.*.template')],
    effect: 'operator',
  },
  {
    group: 'kubeflow.org',
    kind: 'MPIJob',
    resource: 'mpijobs',
    places: [at('spec.mpiReplicaSpecs.*.template')],
    effect: 'operator',
  },
  { group: 'keda.sh', kind: 'ScaledJob', resource: 'scaledjobs', places: [at('spec.jobTargetRef.template')], effect: 'nextJob' },
  { group: 'agones.dev', kind: 'Fleet', resource: 'fleets', places: [at('spec.template.spec.template')], effect: 'operator' },
  { group: 'agones.dev', kind: 'GameServer', resource: 'gameservers', places: [at('spec.template')], effect: 'immutable' },
]

/** All kinds of workload, the built-in ones first. */
export const workloadKinds: readonly WorkloadKind[] = [...builtIn, ...custom]

/** The kinds that only exist where their CustomResourceDefinition does. */
export const customWorkloadKinds: readonly WorkloadKind[] = custom

const byKind: ReadonlyMap<string, WorkloadKind> = new Map(workloadKinds.map((row) => [`${row.group}/${row.kind}`, row]))

/** @returns the row of a kind in any version of its group; `undefined` for kinds that make no pods or are not known */
export function findWorkloadKind(group: string, kind: string): WorkloadKind | undefined {
  return byKind.get(`${group}/${kind}`)
}
