// Who may talk to a control plane, and the files that say so: static tokens for the API server, kubeconfigs for clients.
import { randomBytes } from 'node:crypto'

/** Somebody with a static token, which is random in every control plane. */
export interface TestUser {
  readonly name: string
  readonly groups: readonly string[]
  readonly token: string
}

/** How to reach a control plane. */
export interface Endpoint {
  readonly server: string
  readonly caPath: string
}

/** A user with a new token. */
export function newUser(name: string, groups: readonly string[]): TestUser {
  return { name, groups, token: randomBytes(24).toString('base64url') }
}

/** The API server's `--token-auth-file`. */
export function tokenFile(users: readonly TestUser[]): string {
  const rows = users.map(({ token, name, groups }, index) => [token, name, `uid-${index + 1}`, groups.join(',')])
  return rows.map((row) => `${row.map(csvField).join(',')}\n`).join('')
}

/** A kubeconfig with one context for each user, named for the user; the first is the current one. */
export function kubeconfig(endpoint: Endpoint, users: readonly TestUser[]): string {
  const lines = [
    'apiVersion: v1',
    'kind: Config',
    'clusters:',
    '- name: testbed',
    '  cluster:',
    `    server: ${quote(endpoint.server)}`,
    `    certificate-authority: ${quote(endpoint.caPath)}`,
    'users:',
    ...users.flatMap(({ name, token }) => [`- name: ${quote(name)}`, '  user:', `    token: ${quote(token)}`]),
    'contexts:',
    ...users.flatMap(({ name }) => [`- name: ${quote(name)}`, '  context:', '    cluster: testbed', `    user: ${quote(name)}`]),
    ...users.slice(0, 1).map(({ name }) => `current-context: ${quote(name)}`),
  ]
  return `${lines.join('\n')}\n`
}

// A JSON string is a YAML string that means the same.
function quote(value: string): string {
  return JSON.stringify(value)
}

function csvField(value: string): string {
  return `"${value.replaceAll('"', '""')}"`
}
