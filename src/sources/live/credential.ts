// What proves who asks, read from where the kubeconfig says: files are read and plugins run here, and again when it expires.
import { readFile } from 'node:fs/promises'
import { SparekeyError } from '../../base/index.ts'
import { runExecPlugin, type ExecContext } from './exec-plugin.ts'
import { quotable } from './quotable.ts'
import type { Material, Target } from './target.ts'

/** Credentials that are ready to be used. They live in a session only: no error, log or result ever holds one. */
export interface Credential {
  readonly token?: string
  /** In PEM. */
  readonly certificate?: string
  readonly key?: string
  readonly basic?: { readonly username: string; readonly password: string }
  /** Milliseconds since 1970. */
  readonly validUntil: number
}

/** How long a token read from a file is used, as in client-go: the kubelet renews these files. */
const tokenFileMilliseconds = 60_000
/** How long before its end a credential is no longer used for new requests. */
const marginMilliseconds = 10_000

/**
 * Obtains the credential of a target's user. A token counts before a password, and both before a plugin.
 *
 * @throws SparekeyError `KUBECONFIG_INVALID` when a file can't be read or a plugin fails; `INTERRUPTED` on the signal
 */
export async function obtainCredential({ user }: Pick<Target, 'user'>, context: ExecContext): Promise<Credential> {
  const certificate = await readMaterial(user.certificate, `client certificate of user \`${quotable(user.name)}\``)
  const key = await readMaterial(user.key, `client key of user \`${quotable(user.name)}\``)
  const pair = { ...(certificate === undefined ? {} : { certificate }), ...(key === undefined ? {} : { key }) }
  const always = Number.POSITIVE_INFINITY
  if (user.tokenFile !== undefined) {
    const token = await readMaterial({ kind: 'file', path: user.tokenFile }, `token of user \`${quotable(user.name)}\``)
    return { ...pair, token: headerToken(token ?? '', user.name), validUntil: Date.now() + tokenFileMilliseconds }
  }
  if (user.token !== undefined) return { ...pair, token: headerToken(user.token, user.name), validUntil: always }
  if (user.basic !== undefined) return { ...pair, basic: user.basic, validUntil: always }
  if (user.exec === undefined)
    return { ...pair, validUntil: user.authProvider === undefined ? always : Date.now() + tokenFileMilliseconds }
  const { expires, token, ...given } = await runExecPlugin(user.exec, context)
  return {
    ...pair,
    ...given,
    ...(token === undefined ? {} : { token: headerToken(token, user.name) }),
    // A credential that is about to expire, or whose clock runs ahead of ours, is used once and then asked for again.
    validUntil: expires === undefined ? always : Math.max(expires - marginMilliseconds, Date.now() + 1000),
  }
}

/**
 * Reads what the kubeconfig holds itself or refers to.
 *
 * @param what - told when the file can't be read
 * @throws SparekeyError `KUBECONFIG_INVALID`
 */
export async function readMaterial(material: Material | undefined, what: string): Promise<string | undefined> {
  if (material === undefined) return undefined
  if (material.kind === 'data') return Buffer.from(material.base64, 'base64').toString('utf8')
  try {
    return await readFile(material.path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'no such file' : (code ?? 'not readable')
    throw new SparekeyError('KUBECONFIG_INVALID', `cannot read the ${what}: \`${material.path}\`: ${why}`, { cause: error })
  }
}

function headerToken(text: string, user: string): string {
  const token = text.trim()
  if (/^[\x21-\x7e]+$/.test(token)) return token
  throw new SparekeyError(
    'KUBECONFIG_INVALID',
    `the token of user \`${quotable(user)}\` is ${token === '' ? 'empty' : 'not one word of ASCII'}`,
  )
}
