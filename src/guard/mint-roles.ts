// Roles with the verb `mint` for those who are stated to make tokens: without one they are refused, once their namespace is at deny.
import { groupBy, type JsonObject } from '../base/index.ts'
import { readDeclaration, type Minter } from '../verdict/index.ts'
import { mintVerb, partOf } from './names.ts'

const rbac = 'rbac.authorization.k8s.io'

/**
 * A Role and a RoleBinding in each namespace for each statement of `sparekey.yaml` that holds.
 *
 * @param today - `YYYY-MM-DD`
 */
export function mintRoles(minters: readonly Minter[], today: string): readonly JsonObject[] {
  return minters.flatMap((minter, i) => {
    const { reason, owner, until } = minter
    if (readDeclaration({ reason, owner, until, from: 'sparekey.yaml' }, today).kind !== 'valid') return []
    const byNamespace = groupBy(minter.accounts, (account) => account.split('/')[0] ?? '')
    return [...byNamespace].flatMap(([namespace, accounts]) => {
      const metadata = {
        name: `sparekey-mint-${i + 1}`,
        namespace,
        labels: { ...partOf },
        annotations: {
          'sparekey.dev/reason': reason ?? '',
          'sparekey.dev/owner': owner ?? '',
          'sparekey.dev/until': until ?? '',
        },
      }
      const { kind, name, namespace: home } = minter.subject
      const subject = kind === 'ServiceAccount' ? { kind, name, namespace: home ?? namespace } : { kind, name, apiGroup: rbac }
      return [
        {
          apiVersion: `${rbac}/v1`,
          kind: 'Role',
          metadata,
          rules: [
            {
              apiGroups: [''],
              resources: ['serviceaccounts/token'],
              resourceNames: accounts.map((account) => account.slice(namespace.length + 1)),
              verbs: [mintVerb],
            },
          ],
        },
        {
          apiVersion: `${rbac}/v1`,
          kind: 'RoleBinding',
          metadata,
          roleRef: { apiGroup: rbac, kind: 'Role', name: metadata.name },
          subjects: [subject],
        },
      ]
    })
  })
}
