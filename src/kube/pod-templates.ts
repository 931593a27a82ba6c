// Finds and reads the pod templates in a workload of any kind, wherever the table says they stand.
import { emptyMeta } from './object-meta.ts'
import { podSpec, podTemplate, type PodSpec, type PodTemplate } from './pod-spec.ts'
import { defaulted, describe, flag, isRecord, list, optional, record, text, type DecodeProblem, type Shape } from './shape.ts'
import { mergeWanted, wantedAt, type Wanted } from './wanted.ts'
import { customWorkloadKinds, workloadKinds, type TemplateForm, type WorkloadKind } from './workload-kinds.ts'

/** A template, and where in its workload it was found. */
export interface PlacedTemplate {
  /** The path of the PodSpec from the object's root, as `spec.template.spec`. */
  readonly specPath: string
  /** `account`: only the account and the switch are given, an operator makes the containers. */
  readonly form: TemplateForm
  readonly template: PodTemplate
}

/** The account and switch of a custom resource whose operator makes the pods. `serviceAccount` is Spark's spelling, `podTemplate` Tekton's. */
interface AccountOnly {
  readonly serviceAccountName?: string
  readonly serviceAccount?: string
  readonly automountServiceAccountToken?: boolean
  readonly podTemplate?: { readonly automountServiceAccountToken?: boolean }
}

const accountOnly: Shape<AccountOnly> = record<AccountOnly>({
  serviceAccountName: optional(text),
  serviceAccount: optional(text),
  automountServiceAccountToken: optional(flag),
  podTemplate: optional(record<NonNullable<AccountOnly['podTemplate']>>({ automountServiceAccountToken: optional(flag) })),
})

/** The volumes of a virtual machine, as far as one names an account. */
interface MachineVolumes {
  readonly volumes: readonly { readonly serviceAccount?: { readonly serviceAccountName?: string } }[]
}

const machineVolumes: Shape<MachineVolumes> = record<MachineVolumes>({
  volumes: defaulted(
    list(
      record<MachineVolumes['volumes'][number]>({
        serviceAccount: optional(record<{ readonly serviceAccountName?: string }>({ serviceAccountName: optional(text) })),
      }),
    ),
    [],
  ),
})

/** The one container that stands for those that the operator will add. */
const operatorMade: PodSpec = {
  volumes: [],
  initContainers: [],
  containers: [{ name: '(made by the operator)', volumeMounts: [], env: [], envFrom: [] }],
  ephemeralContainers: [],
}

interface Reader {
  readonly wanted: Wanted
  /** What leads from the place to its PodSpec. */
  readonly suffix: string
  read(value: unknown, problems: DecodeProblem[]): PodTemplate
}

const readers: { readonly [F in TemplateForm]: Reader } = {
  template: { wanted: podTemplate.wanted, suffix: '.spec', read: (value, problems) => podTemplate.decode(value, problems) },
  podSpec: {
    wanted: podSpec.wanted,
    suffix: '',
    read: (value, problems) => ({ metadata: emptyMeta, spec: podSpec.decode(value, problems) }),
  },
  account: {
    wanted: accountOnly.wanted,
    suffix: '',
    read(value, problems) {
      const { podTemplate: inner, ...own } = accountOnly.decode(value, problems) ?? {}
      return { metadata: emptyMeta, spec: { ...operatorMade, ...inner, ...own } }
    },
  },
  virtualMachine: {
    wanted: machineVolumes.wanted,
    suffix: '',
    read(value, problems) {
      const named = (machineVolumes.decode(value, problems)?.volumes ?? [])
        .map((volume) => volume?.serviceAccount?.serviceAccountName)
        .find(Boolean)
      const account = named === undefined ? {} : { serviceAccountName: named }
      return { metadata: emptyMeta, spec: { ...operatorMade, ...account, automountServiceAccountToken: named !== undefined } }
    },
  },
}

/** Everything that any kind's templates want read. */
export const wantedOfTemplates: Wanted = workloadKinds
  .flatMap((row) => row.places.map((place) => wantedAt(place.path, readers[place.form].wanted)))
  .reduce(mergeWanted)

/**
 * Reads all templates of one workload.
 *
 * @param value - the whole object
 * @param problems - gets the wrong types found, with paths from the object's root
 */
export function templatesOf(row: WorkloadKind, value: unknown, problems: DecodeProblem[]): readonly PlacedTemplate[] {
  const sound = problems.length
  const templates = row.places.flatMap((place) =>
    walk(value, place.path, [], problems).map(({ node, path }) => {
      const before = problems.length
      const template = readers[place.form].read(node, problems)
      for (let i = before; i < problems.length; i++) {
        const problem = problems[i]
        if (problem !== undefined) problems[i] = { ...problem, path: [...path, ...problem.path] }
      }
      return { specPath: formatPath(path) + readers[place.form].suffix, form: place.form, template }
    }),
  )
  const [first] = row.places
  // A built-in kind cannot be without: this is a patch, or a part of an object, and says nothing of the pods.
  if (first !== undefined && templates.length === 0 && problems.length === sound && !customWorkloadKinds.includes(row))
    problems.push({ path: first.path, expected: 'a value', found: 'nothing' })
  return templates
}

interface Found {
  readonly node: unknown
  readonly path: readonly (string | number)[]
}

function walk(
  node: unknown,
  steps: readonly string[],
  path: readonly (string | number)[],
  problems: DecodeProblem[],
): readonly Found[] {
  const [step, ...rest] = steps
  const into = (inner: unknown, name: string | number) => walk(inner, rest, [...path, name], problems)
  const wrong = (expected: string): readonly Found[] => {
    problems.push({ path, expected, found: describe(node) })
    return []
  }
  if (node === undefined || node === null) return []
  if (step === undefined) return [{ node, path }]
  if (step === '[]') return Array.isArray(node) ? node.flatMap(into) : wrong('a list')
  if (!isRecord(node)) return wrong('an object')
  if (step === '*')
    return Object.keys(node)
      .sort()
      .flatMap((key) => into(node[key], key))
  return Object.hasOwn(node, step) ? into(node[step], step) : []
}

/** A field path as Kubernetes prints it: `spec.volumes[0].name`. */
export function formatPath(path: readonly (string | number)[]): string {
  return path.map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`)).join('')
}
