// Puts built objects into a namespace and renames them, and whoever names them with them: accounts in templates and bindings, and roles.
import type { Json, JsonObject } from '../../base/index.ts'
import { decodeObject } from '../../kube/index.ts'
import type { BuiltObject } from './built-object.ts'
import type { Kustomization } from './kustomization.ts'
import { isObject, metaOf, textOf } from './plain-values.ts'

/** As kustomize's namespace transformer: bindings name the accounts that moved along, and `default`, in the new namespace. */
export function putInto(objects: readonly BuiltObject[], namespace: string): readonly BuiltObject[] {
  const accounts = new Set(
    objects.filter(({ value }) => value['kind'] === 'ServiceAccount').map(({ value }) => metaOf(value)['name']),
  )
  return objects.map((object) => {
    const moved = isNamespaced(object.value) ? withMeta(object.value, { namespace }) : object.value
    const subjects = moved['subjects']
    if (!Array.isArray(subjects)) return { ...object, value: moved }
    return {
      ...object,
      value: {
        ...moved,
        subjects: (subjects as readonly Json[]).map((subject) =>
          isObject(subject) &&
          subject['kind'] === 'ServiceAccount' &&
          (subject['name'] === 'default' || accounts.has(subject['name']))
            ? { ...subject, namespace }
            : subject,
        ),
      },
    }
  })
}

/** As kustomize's name transformers. */
export function renamed(
  objects: readonly BuiltObject[],
  { namePrefix, nameSuffix }: Pick<Kustomization, 'namePrefix' | 'nameSuffix'>,
): readonly BuiltObject[] {
  if (namePrefix === '' && nameSuffix === '') return objects
  const known = new Map<string, Set<unknown>>()
  for (const { value } of objects)
    known.set(textOf(value['kind']), (known.get(textOf(value['kind'])) ?? new Set()).add(metaOf(value)['name']))
  const rename = (kind: string, name: Json | undefined): Json =>
    typeof name === 'string' && known.get(kind)?.has(name) === true ? namePrefix + name + nameSuffix : (name ?? null)
  const within = (value: Json | undefined): Json | undefined => {
    if (Array.isArray(value)) return (value as readonly Json[]).map((item) => within(item) ?? null)
    if (!isObject(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => {
        if (key === 'serviceAccountName' || key === 'serviceAccount') return [key, rename('ServiceAccount', member)]
        if (key === 'subjects' && Array.isArray(member))
          return [
            key,
            (member as readonly Json[]).map((one) =>
              isObject(one) && one['kind'] === 'ServiceAccount' ? { ...one, name: rename('ServiceAccount', one['name']) } : one,
            ),
          ]
        if (key === 'roleRef' && isObject(member))
          return [key, { ...member, name: rename(textOf(member['kind']), member['name']) }]
        return [key, within(member)]
      }),
    )
  }
  return objects.map((object) => {
    const value = within(object.value) as JsonObject
    return { ...object, value: withMeta(value, { name: namePrefix + textOf(metaOf(value)['name']) + nameSuffix }) }
  })
}

function isNamespaced(value: JsonObject): boolean {
  const decoded = decodeObject(value)
  return decoded.kind === 'object' && decoded.object.ref.namespace !== undefined
}

function withMeta(value: JsonObject, meta: JsonObject): JsonObject {
  return { ...value, metadata: { ...metaOf(value), ...meta } }
}
