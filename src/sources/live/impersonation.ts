// On whose behalf requests are made: the headers of impersonation, as client-go sends them (transport/round_trippers.go).
import { SparekeyError } from '../../base/index.ts'

/** Request headers; a list is sent as several lines. */
export type Impersonation = Readonly<Record<string, string | readonly string[]>>

/** Who is impersonated. */
export interface ImpersonatedUser {
  readonly as?: string | undefined
  readonly uid?: string | undefined
  readonly groups: readonly string[]
  readonly extra?: ReadonlyMap<string, readonly string[]>
}

/**
 * @returns no header when nobody is impersonated
 * @throws SparekeyError `USAGE` when only groups, a uid or extras are named: the API server refuses these without a user
 */
export function impersonationOf(user: ImpersonatedUser): Impersonation {
  const named = user.as !== undefined && user.as !== ''
  if (!named) {
    const others = user.groups.length > 0 || (user.uid ?? '') !== '' || (user.extra?.size ?? 0) > 0
    if (!others) return {}
    throw new SparekeyError('USAGE', 'groups can be impersonated only together with a user', {
      hint: 'say which user with `--as`',
    })
  }
  return {
    'Impersonate-User': headerText(user.as ?? ''),
    ...((user.uid ?? '') === '' ? {} : { 'Impersonate-Uid': headerText(user.uid ?? '') }),
    ...(user.groups.length === 0 ? {} : { 'Impersonate-Group': user.groups.map(headerText) }),
    ...Object.fromEntries(
      [...(user.extra ?? [])].map(([key, values]) => [`Impersonate-Extra-${encodeKey(key)}`, values.map(headerText)]),
    ),
  }
}

// Node writes headers in Latin-1 and Go reads their bytes as they are: so UTF-8 is passed off as Latin-1.
function headerText(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(text))
    throw new SparekeyError('USAGE', 'a user or group to impersonate has a control character in its name')
  return Buffer.from(text, 'utf8').toString('latin1')
}

// What may not stand in a header's name is percent-encoded, and so is the percent sign.
function encodeKey(key: string): string {
  return [...Buffer.from(key, 'utf8')]
    .map((unit) =>
      /[!#$&'*+.^_`|~0-9A-Za-z-]/.test(String.fromCharCode(unit))
        ? String.fromCharCode(unit)
        : `%${unit.toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('')
}
