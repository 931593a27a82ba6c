// Row 3: acting as another user or group. A group can only be named together with somebody to be; service accounts are another
// resource (row 2). Without `resourceNames` the group may be `system:masters`, before which no authorizer is asked.
import { clusterNeed, need, type Route } from './route.ts'

const group = clusterNeed('impersonate', '', 'groups')

export const impersonateUser: Route = {
  id: 'impersonate-user',
  row: 3,
  title: 'acts as another user by impersonation',
  direct: false,
  ways: [{ needs: [clusterNeed('impersonate', '', 'users')], reach: { kind: 'users', by: 0 } }],
  remedy: 'take away `impersonate` on `users`, or narrow it by `resourceNames`',
}

export const impersonateGroup: Route = {
  id: 'impersonate-group',
  row: 3,
  title: 'acts as a member of another group by impersonation',
  direct: false,
  ways: [
    { needs: [group, clusterNeed('impersonate', '', 'users')], reach: { kind: 'groups', by: 0 } },
    { needs: [group, need('impersonate', '', 'serviceaccounts')], reach: { kind: 'groups', by: 0 } },
  ],
  remedy: 'take away `impersonate` on `groups`, or narrow it by `resourceNames`',
}
