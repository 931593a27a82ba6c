// Secrets with tokens, and who takes them: which workloads, how, and whether a volume of a template can be made to carry a projected
// token in their place.
import { append, type Json, type JsonObject } from '../base/index.ts'
import {
  accountNameOf,
  keys,
  type KeyToPath,
  type ObjectRef,
  type PlacedTemplate,
  type SecretObject,
  type Volume,
} from '../kube/index.ts'
import type { DeclarationReport } from '../verdict/index.ts'
import type { Entry, PlanBench } from './plan-bench.ts'
import { pointer, pointerOfField } from './pointer.ts'
import type { PlannedEdit } from './resolve.ts'
import type { Condition } from './step.ts'
import { projectedMode } from './template-edits.ts'

/** A workload that takes a token of a Secret. */
export interface SecretUse {
  readonly entry: Entry
  /** Every place where it does, as fields. */
  readonly fields: readonly string[]
  /** Whether all of them are volumes whose source can be replaced. */
  readonly replaceable: boolean
}

/** A volume of a template that takes a Secret, and what it becomes. */
export interface SecretVolume {
  readonly secret: string
  /** Of the volume, from the object's root. */
  readonly field: string
  readonly edits: readonly PlannedEdit[]
  readonly before: readonly Condition[]
}

/** `namespace/name` of the account of a token Secret. */
export function accountOfSecret({ ref, meta }: SecretObject): string {
  return `${ref.namespace ?? 'default'}/${meta.annotations[keys.secretAccountName] ?? ''}`
}

const known = new WeakMap<PlanBench, ReadonlyMap<string, readonly SecretUse[]>>()

/** Who takes tokens of Secrets, by `namespace/name` of the Secret; worked out once for a plan. */
export function secretUses(bench: PlanBench): ReadonlyMap<string, readonly SecretUse[]> {
  const uses = known.get(bench) ?? findUses(bench)
  known.set(bench, uses)
  return uses
}

function findUses(bench: PlanBench): ReadonlyMap<string, readonly SecretUse[]> {
  const uses = new Map<string, SecretUse[]>()
  for (const entry of bench.entries) {
    if (!entry.report.containers.some(({ tokens }) => tokens.some(({ source }) => source === 'secret'))) continue
    const bySecret = new Map<string, string[]>()
    for (const { tokens } of entry.report.containers)
      for (const { source, decidedBy } of tokens)
        if (source === 'secret' && typeof decidedBy.value === 'string') append(bySecret, decidedBy.value, decidedBy.field)
    const volumes = bench.abilityOf(entry) === 'now' ? secretVolumes(entry, bench) : []
    for (const [secret, all] of bySecret) {
      const fields = [...new Set(all)]
      const replaced = new Set(volumes.filter((volume) => volume.secret === secret).map(({ field }) => `${field}.secret`))
      append(uses, `${entry.report.namespace}/${secret}`, {
        entry,
        fields,
        replaceable: fields.every((field) => replaced.has(field)),
      })
    }
  }
  return uses
}

/** The volumes of a workload whose token Secret, of its own account, can be replaced by a projection. */
export function secretVolumes({ ref, report, workload }: Entry, { inventory }: PlanBench): readonly SecretVolume[] {
  return workload.templates.flatMap((placed) =>
    placed.template.spec.volumes.flatMap((volume, i): readonly SecretVolume[] => {
      const secret = volume.secret?.secretName
      const takesToken = volume.secret?.items?.some(({ key }) => key === 'token') !== false
      if (secret === undefined || !takesToken) return []
      const fact = inventory.secret(ref.namespace ?? 'default', secret)
      if (fact.kind !== 'token' || fact.account.name !== accountNameOf(placed.template.spec)) return []
      const projected = projectionOf(volume, report.declaration)
      if (projected === undefined) return []
      const root = pointerOfField(placed.specPath)
      const before: Json = withoutAbsent(volume)
      return [
        {
          secret,
          field: `${placed.specPath}.volumes[${i}]`,
          edits: [
            { path: `${root}${pointer('volumes')}`, remove: before, at: i },
            { path: `${root}${pointer('volumes')}`, append: { name: volume.name, projected } },
          ],
          before: [{ kind: 'field', path: `${root}${pointer('volumes', i)}`, value: before }],
        },
      ]
    }),
  )
}

/** The same files, with a token that ends; `undefined` where a projection can't give them. */
function projectionOf({ secret }: Volume, declaration: DeclarationReport | undefined): JsonObject | undefined {
  const items = secret?.items ?? standard
  const sources = items.flatMap((item): readonly (Json | undefined)[] =>
    item.key === 'token' && declaration?.needs === 'files' ? [] : [sourceOf(item)],
  )
  if (sources.length === 0 || sources.includes(undefined)) return undefined
  return { defaultMode: secret?.defaultMode ?? projectedMode, sources: sources.flatMap((source) => source ?? []) }
}

/** What the token controller writes into a Secret (pkg/controller/serviceaccount/tokens_controller.go). */
const standard: readonly KeyToPath[] = [
  { key: 'token', path: 'token' },
  { key: 'ca.crt', path: 'ca.crt' },
  { key: 'namespace', path: 'namespace' },
]

function sourceOf({ key, path, mode }: KeyToPath): Json | undefined {
  const withMode = mode === undefined ? {} : { mode }
  switch (key) {
    case 'token':
      // A projected token takes the mode of its volume: another can't be given to it alone.
      return mode === undefined ? { serviceAccountToken: { expirationSeconds: 3600, path } } : undefined
    case 'ca.crt':
      return { configMap: { name: 'kube-root-ca.crt', items: [{ key, path, ...withMode }] } }
    case 'namespace':
      return {
        downwardAPI: { items: [{ path, fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' }, ...withMode }] },
      }
    default:
      return undefined
  }
}

function withoutAbsent(volume: Volume): Json {
  const { name, secret } = volume
  return {
    name,
    secret: {
      ...(secret?.secretName === undefined ? {} : { secretName: secret.secretName }),
      ...(secret?.items === undefined
        ? {}
        : {
            items: secret.items.map(({ key, path, mode }) => ({ key, path, ...(mode === undefined ? {} : { mode }) })),
          }),
      ...(secret?.defaultMode === undefined ? {} : { defaultMode: secret.defaultMode }),
      ...(secret?.optional === undefined ? {} : { optional: secret.optional }),
    },
  }
}

/** Whether a template or a pod that runs refers to a Secret at all, whatever it takes of it. */
export function refersTo(bench: PlanBench, { namespace, name }: ObjectRef): ObjectRef | undefined {
  const found = bench.inventory.workloads.find(
    ({ ref, templates, pods }) =>
      ref.namespace === namespace &&
      [...templates.map((placed: PlacedTemplate) => placed.template.spec), ...pods.map(({ spec }) => spec)].some(
        ({ volumes, initContainers, containers, ephemeralContainers }) =>
          volumes.some(
            ({ secret, projected }) =>
              secret?.secretName === name || projected?.sources.some((source) => source.secret?.name === name) === true,
          ) ||
          [...initContainers, ...containers, ...ephemeralContainers].some(
            ({ env, envFrom }) =>
              env.some(({ valueFrom }) => valueFrom?.secretKeyRef?.name === name) ||
              envFrom.some(({ secretRef }) => secretRef?.name === name),
          ),
      ),
  )
  return found?.ref
}
