// Row 8: making a Secret of type kubernetes.io/service-account-token that names the account; the token controller fills it, and
// whoever can read it, by any request that returns it or by a pod that mounts it, has a token without end.
import { creates, need, type Route } from './route.ts'
import { secretReads } from './read-token-secret.ts'

const secrets = need('create', '', 'secrets')
const pods = need('create', '', 'pods')
const reach = { kind: 'anyAccount' } as const
const [readByName, readAll] = secretReads
if (readByName === undefined || readAll === undefined) throw new Error('no right reads Secrets')

export const createTokenSecret: Route = {
  id: 'create-token-secret',
  row: 8,
  title: 'makes a Secret that the token controller fills with a token of the account, and reads it',
  direct: false,
  ways: [
    { needs: [secrets, readByName], reach },
    { needs: [secrets, readAll], reach },
    { needs: [secrets, pods], reach },
    // By server-side apply the patch that creates it is also the patch that reads it.
    creates(secrets, [], reach)[1],
  ],
  remedy: 'take away `create` on `secrets`, or let admission refuse Secrets of type `kubernetes.io/service-account-token`',
}
