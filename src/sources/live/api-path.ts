// Where an object is in the API, made of its parts; and the one path that nobody may ask for, however it is written.
import { SparekeyError } from '../../base/index.ts'
import { quotable } from './quotable.ts'

/** An object of the API, or without a name all objects of its kind. There is no member for a subresource: none is ever asked for. */
export interface ApiPlace {
  /** `v1`, `apps/v1`. */
  readonly apiVersion: string
  /** The plural name. */
  readonly resource: string
  /** Absent for cluster-scoped objects. */
  readonly namespace?: string
  readonly name?: string
}

/**
 * The path of a place.
 *
 * @throws SparekeyError `USAGE` for a part that could lead elsewhere: the API server takes `%2F` for a slash too, so that an
 *   object named `web%2Ftoken` would be the subresource of another
 */
export function pathOf({ apiVersion, resource, namespace, name }: ApiPlace): string {
  const [group, version, ...more] = apiVersion.split('/')
  const root = version === undefined ? ['api', group ?? ''] : ['apis', group ?? '', version, ...more]
  const inside = namespace === undefined ? [resource] : ['namespaces', namespace, resource]
  const parts = [...root, ...inside, ...(name === undefined ? [] : [name])]
  const odd = parts.find((part) => part === '' || part === '.' || part === '..' || /[/%\\?#\p{Cc}]/u.test(part))
  if (odd !== undefined || more.length > 0)
    throw new SparekeyError('USAGE', `\`${quotable(odd ?? apiVersion, 'start', 100)}\` can't be part of a path of the API`, {
      hint: 'see the object in the plan: no object of a cluster has such a name',
    })
  return `/${parts.map(encodeURIComponent).join('/')}`
}

/**
 * INVARIANT: every request goes through here, so that no token is ever asked for, not by mistake and not by a name that was made
 * for it.
 *
 * @throws TypeError for the subresource `token` of ServiceAccounts
 */
export function refuseTokenRequest(path: string): void {
  // Of these characters nothing is decoded, and no step can come to be called what the path does not say.
  if (/^[\w.~:/-]*$/.test(path) && !/token/i.test(path)) return
  const steps = new URL(path.replaceAll(/%2f/gi, '/'), 'https://api').pathname.split('/').flatMap((step) => plain(step) || [])
  const at = steps.findIndex((step, i) => step === 'namespaces' && steps[i + 2] === 'serviceaccounts' && steps[i + 4] === 'token')
  if (at >= 0) throw new TypeError('the API by which tokens are minted is never called')
}

function plain(step: string): string {
  try {
    return decodeURIComponent(step).toLowerCase()
  } catch {
    return step.toLowerCase()
  }
}
