// Takes the names of objects out of paths before requests are counted by them, so that a query does not give a row for each object.
// The patterns are read alike by JavaScript and by RE2, which ClickHouse and Kusto have; a property test holds what `targetOf` says of
// a path before and after to one another.
import { keptForm, knownPaths } from '../request-target.ts'

/** Paths that may be those of resources; all others become one of a few known ones. */
export const resourcePath = '^/*apis?(/|$)'

const version = '/*(?:api/+[^/]+|apis/+[^/]+/+[^/]+)/+'
const oldPrefix = '(?:watch|proxy)/+'
// Behind the name only what follows at once is read: the subresource.
const nameAndRest = '[^/]+(/+[^/]+)?(?:.|\\n)*'

/** A rule: paths that have the form `when` lose the name at its place. */
export interface PathForm {
  readonly when: string
  /** Its first group goes before the name, its second one behind it. */
  readonly name: string
}

/** The first whose `when` a path has is the one for it. */
export const pathForms: readonly PathForm[] = [
  { when: `^${version}${oldPrefix}namespaces(/|$)`, name: `^(${version}${oldPrefix}namespaces/+[^/]+/+[^/]+/+)${nameAndRest}` },
  { when: `^${version}${oldPrefix}`, name: `^(${version}${oldPrefix}[^/]+/+)${nameAndRest}` },
  { when: `^${version}namespaces(/|$)`, name: `^(${version}namespaces/+[^/]+/+[^/]+/+)${nameAndRest}` },
  { when: '', name: `^(${version}[^/]+/+)${nameAndRest}` },
]

/** What stands in the place of a name. */
export const namePlace = '-'

/** What a path becomes that is none of a resource and not known; `targetOf` takes it for such a one. */
export const unknownPath = '/-'

/** What no name has in it; a percent sign in its place makes it one that is not kept, as it was. */
export const foreignCharacters: string = keptForm.source.replace(/^\^\[/, '[^').replace(/\{.*$/, '+')

/** Known paths: as they are, or what those below them become. */
export const pathClasses: readonly { readonly path: string; readonly below: string | undefined }[] = knownPaths.map((path) => ({
  path,
  below: path === '/' ? undefined : `${path}/`,
}))

/** What queries do, as JavaScript does it. */
export function reducedPath(path: string): string {
  if (!new RegExp(resourcePath).test(path)) {
    const known = pathClasses.find((one) => path === one.path || (one.below !== undefined && path.startsWith(one.below)))
    if (known === undefined) return unknownPath
    return path === known.path ? path : `${known.path}/*`
  }
  const form = pathForms.find(({ when }) => new RegExp(when).test(path))
  const nameless = form === undefined ? path : path.replace(new RegExp(form.name), `$1${namePlace}$2`)
  return nameless.replace(new RegExp(foreignCharacters, 'g'), '%')
}
