// Edits of pod templates: the switch, a volume of its own at the place of the mounted one, and the mounts of it. What the API server
// would fill in is written out, so that the object afterwards says what the plan says.
import type { Json } from '../base/index.ts'
import type { Workload } from '../inventory/index.ts'
import {
  defaultTokenMountPath,
  injectedVolumePrefix,
  type Container,
  type ObjectRef,
  type PlacedTemplate,
  type PodSpec,
} from '../kube/index.ts'
import { decideAutomount, injectionOf, templateSubject, accountOf, type TokenFacts } from '../tokens/index.ts'
import type { WorkloadReport } from '../verdict/index.ts'
import { pointer, pointerOfField } from './pointer.ts'
import type { FieldEdit, PlannedEdit } from './resolve.ts'
import type { Condition } from './step.ts'

/** A template to which admission adds its mount, and the containers that get it. */
export interface MountedTemplate {
  readonly placed: PlacedTemplate
  readonly into: readonly Container[]
  /** Whether the template says `true` itself. */
  readonly ownSwitch: boolean
}

/**
 * Templates of a workload whose containers are given a mount by admission; `orSilent`: also those that leave it to an account which
 * is switched off, and whose pods hold what they got before that.
 */
export function mountedTemplates(
  ref: ObjectRef,
  workload: Workload,
  facts: Pick<TokenFacts, 'account'>,
  orSilent?: 'orSilent',
): readonly MountedTemplate[] {
  return workload.templates.flatMap((placed): readonly MountedTemplate[] => {
    const subject = templateSubject(ref, placed)
    const decision = decideAutomount(subject, facts.account(accountOf(subject)))
    const into = [...injectionOf(placed.template.spec).into]
    const isSilent = orSilent !== undefined && decision.kind === 'doesNotMount' && decision.rule === 'serviceAccount'
    if ((decision.kind !== 'mounts' && !isSilent) || into.length === 0) return []
    return [{ placed, into, ownSwitch: decision.rule === 'pod' }]
  })
}

/**
 * Whether the templates of a workload can be edited: they were seen, are whole, and belong to the object that a person writes.
 * Containers that are declared to need something have to be in them, since nothing can be mounted into others.
 */
export function canTakeEdits({ meta, row, templates, ownedBy }: Workload, { declaration, containers }: WorkloadReport): boolean {
  if (meta === undefined || meta.name === '' || ownedBy !== undefined) return false
  if (row === undefined || row.effect === 'immutable' || templates.length === 0) return false
  if (!templates.every(({ form }) => form === 'template' || form === 'podSpec')) return false
  const limited = declaration?.needs !== undefined || declaration?.containers !== undefined
  if (!limited) return true
  const written = new Set(
    templates.flatMap(({ template: { spec } }) => [...spec.initContainers, ...spec.containers].map(({ name }) => name)),
  )
  return containers
    .filter(({ tokens }) => tokens.some(({ source, apiServer }) => source === 'automount' && apiServer))
    .filter(({ name }) => declaration.containers?.includes(name) !== false)
    .every(({ name }) => written.has(name))
}

/** The edit that sets a template's switch. */
export function switchEdit({ specPath, template }: PlacedTemplate, to: boolean): FieldEdit {
  const from = template.spec.automountServiceAccountToken
  const path = pointerOfField(`${specPath}.automountServiceAccountToken`)
  return from === undefined ? { path, to } : { path, from, to }
}

/** What stands at the token's usual place instead of the mounted volume. */
export interface OwnVolume {
  /** How the volume is called, where nothing in the template is called so. */
  readonly name: string
  readonly sources: readonly Json[]
}

/** The files beside a token. */
export const fileSources: readonly Json[] = [
  { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
  { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
]

/** A token that lives an hour and is renewed by the kubelet, and the files beside it. */
export const tokenSources: readonly Json[] = [{ serviceAccountToken: { expirationSeconds: 3600, path: 'token' } }, ...fileSources]

/** The mode that the API server gives projected files where nothing is said. */
export const projectedMode = 0o644

/** The switch off, and a volume of the template's own at the usual place of some containers. */
export function ownVolumeEdits(placed: PlacedTemplate, containers: readonly Container[], own: OwnVolume): readonly PlannedEdit[] {
  const spec = pointerOfField(placed.specPath)
  const name = freeName(placed.template.spec, own.name)
  const mount: Json = { name, readOnly: true, mountPath: defaultTokenMountPath }
  if (containers.length === 0) return [switchEdit(placed, false)]
  return [
    switchEdit(placed, false),
    {
      path: `${spec}${pointer('volumes')}`,
      append: { name, projected: { defaultMode: projectedMode, sources: own.sources } },
    },
    ...places(placed.template.spec)
      .filter(({ container }) => containers.includes(container))
      .map(({ list, index }): PlannedEdit => ({ path: `${spec}${pointer(list, index, 'volumeMounts')}`, append: mount })),
  ]
}

/** That the containers whose mounts are edited are where they were. */
export function containerConditions(placed: PlacedTemplate, containers: readonly Container[]): readonly Condition[] {
  const spec = pointerOfField(placed.specPath)
  return places(placed.template.spec)
    .filter(({ container }) => containers.includes(container))
    .map(({ list, index, container }) => ({
      kind: 'field',
      path: `${spec}${pointer(list, index, 'name')}`,
      value: container.name,
    }))
}

interface PlacedContainer {
  readonly list: 'initContainers' | 'containers'
  readonly index: number
  readonly container: Container
}

function places(spec: PodSpec): readonly PlacedContainer[] {
  return (['initContainers', 'containers'] as const).flatMap((list) =>
    spec[list].map((container, index) => ({ list, index, container })),
  )
}

/** A name that no volume of the template has; admission takes volumes whose names begin like its own for its own. */
function freeName({ volumes }: PodSpec, wanted: string): string {
  const taken = new Set(volumes.map(({ name }) => name))
  let name = wanted
  for (let i = 2; taken.has(name) || name.startsWith(injectedVolumePrefix); i++) name = `${wanted}-${i}`
  return name
}
