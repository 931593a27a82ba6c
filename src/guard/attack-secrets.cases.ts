// Attempts to get a token by Secrets that hold one.
import { apply, at, byServer, guard, needsMint, patch, pod, possible, post, reading, repoint, type Row } from './attack.cases.ts'
import { tokenSecretOf } from './tenants.cases.ts'

/** Of docs/guard.md, in its order. */
export const secrets: readonly Row[] = [
  ['edit', 'makes a token Secret', post(`${at}/secrets`, tokenSecretOf('s1', 'app')), guard, needsMint],
  ['writer', 'makes a token Secret', post(`${at}/secrets`, tokenSecretOf('s1', 'app')), guard, needsMint],
  ['edit', 'makes a token Secret by server-side apply', apply(`${at}/secrets/s2`, tokenSecretOf('s2', 'app')), guard, needsMint],
  [
    'edit',
    'makes a token Secret and leaves its name to the server',
    post(`${at}/secrets`, {
      ...tokenSecretOf('', 'app'),
      metadata: { generateName: 's-', annotations: { 'kubernetes.io/service-account.name': 'app' } },
    }),
    guard,
    needsMint,
  ],
  [
    'edit',
    'makes a token Secret without an account, to add it later',
    post(`${at}/secrets`, { metadata: { name: 's3' }, type: 'kubernetes.io/service-account-token' }),
    byServer,
    'such a Secret has to name an account',
  ],
  [
    'edit',
    'turns an ordinary Secret into a token Secret',
    [post(`${at}/secrets`, { metadata: { name: 's4' } }), patch(`${at}/secrets/s4`, { ...tokenSecretOf('s4', 'app') })],
    byServer,
    'the type of a Secret does not change',
  ],
  ['edit', 'points a token Secret at another account', patch(`${at}/secrets/old`, repoint), guard, needsMint],
  ['writer', 'points a token Secret at another account', patch(`${at}/secrets/old`, repoint), guard, needsMint],
  [
    'edit',
    'points a token Secret at another account by JSON patch',
    {
      ...patch(`${at}/secrets/old`, [
        { op: 'replace', path: '/metadata/annotations/kubernetes.io~1service-account.name', value: 'app' },
      ]),
      contentType: 'application/json-patch+json',
    },
    guard,
    needsMint,
  ],
  [
    'edit',
    'makes a token valid again that the cleaner has marked',
    patch(`${at}/secrets/dead`, { metadata: { labels: { 'kubernetes.io/legacy-token-invalid-since': null } } }),
    guard,
    needsMint,
  ],
  ['edit', 'reads a token Secret that is there', { method: 'GET', path: `${at}/secrets/old` }, possible, reading],
  ['edit', 'reads a token Secret by an empty patch', patch(`${at}/secrets/old`, {}), possible, reading],
  [
    'writer',
    'reads all token Secrets by a dry run of deleting them',
    { method: 'DELETE', path: `${at}/secrets?dryRun=All` },
    possible,
    reading,
  ],
  [
    'edit',
    'mounts a token Secret that is there',
    pod('p-secret', 'app', { automountServiceAccountToken: false, volumes: [{ name: 'v', secret: { secretName: 'old' } }] }),
    possible,
    `from a pod nobody sees what a Secret holds; ${reading}`,
  ],
]
