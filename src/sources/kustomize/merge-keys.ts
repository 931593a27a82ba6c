// By which member the items of a list are told apart when a patch is merged into it: the `patchMergeKey` tags of the API types. Custom
// resources have none.
import { groupOf } from '../../kube/index.ts'

const keys: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  volumes: 'name',
  volumeMounts: 'mountPath',
  volumeDevices: 'devicePath',
  env: 'name',
  imagePullSecrets: 'name',
  secrets: 'name',
}

const builtIn: ReadonlySet<string> = new Set(['', 'apps', 'batch', 'rbac.authorization.k8s.io', 'storage.k8s.io'])

/** The merge keys of one kind of object. */
export type MergeKeys = (field: string) => string | undefined

/** @returns what gives `undefined` for a list that a patch replaces */
export function mergeKeysOf(apiVersion: unknown): MergeKeys {
  if (typeof apiVersion !== 'string' || !builtIn.has(groupOf(apiVersion))) return () => undefined
  return (field) => (Object.hasOwn(keys, field) ? keys[field] : undefined)
}
