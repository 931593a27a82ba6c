// Which tokens a volume carries, in which of its files: projected tokens, token Secrets, and drivers that are handed tokens.
import {
  formatName,
  projectedExpirationSeconds,
  type AccountRef,
  type Gap,
  type KeyToPath,
  type Volume,
  type VolumeProjection,
} from '../kube/index.ts'
import type { Inventory } from '../inventory/index.ts'
import { isApiAudience, type ApiAudiences } from './audiences.ts'
import type { Token } from './token.ts'

/** What this room asks of the world beside the pod itself. */
export type TokenFacts = Pick<Inventory, 'account' | 'secret' | 'driver' | 'claimDriver' | 'classDriver'> & {
  readonly apiAudiences: ApiAudiences
}

/** A token in a volume, before it is known which containers see it. */
export interface VolumeToken extends Pick<Token, 'account' | 'audience' | 'apiServer' | 'expirationSeconds'> {
  readonly source: 'projected' | 'secret' | 'csi'
  /** The file in the volume; `''` for the driver's whole directory. */
  readonly file: string
  /** The field that asks for it, from the volume's own root: `.projected.sources[0].serviceAccountToken`. */
  readonly field: string
  readonly value: string | null
  /** What removes it, in a few words. */
  readonly instruction: string
}

interface Found {
  readonly tokens: readonly VolumeToken[]
  readonly gaps: readonly Gap[]
}

const nothing: Found = { tokens: [], gaps: [] }

/**
 * @param account - the account that the pod runs as: projected tokens and drivers' tokens are always its own
 * @returns the volume's tokens, and what could not be known about it
 */
export function tokensInVolume(volume: Volume, account: AccountRef, facts: TokenFacts): Found {
  const found: Found[] = []
  volume.projected?.sources.forEach((source, i) => {
    found.push(inProjection(source, `.projected.sources[${i}]`, account, facts))
  })
  if (volume.secret?.secretName !== undefined) {
    found.push(inSecret(account.namespace, volume.secret.secretName, volume.secret.items, '.secret', facts))
  }
  if (volume.csi !== undefined) found.push(inDriver(volume.csi.driver, '.csi.driver', account, facts))
  if (volume.persistentVolumeClaim !== undefined) found.push(inClaim(volume.persistentVolumeClaim.claimName, account, facts))
  if (volume.ephemeral !== undefined) found.push(inEphemeral(volume, account, facts))
  return { tokens: found.flatMap((f) => f.tokens), gaps: found.flatMap((f) => f.gaps) }
}

function inProjection(source: VolumeProjection, field: string, account: AccountRef, facts: TokenFacts): Found {
  const found: Found[] = []
  const asked = source.serviceAccountToken
  if (asked !== undefined) {
    const audience = asked.audience === undefined || asked.audience === '' ? null : asked.audience
    found.push({
      tokens: [
        {
          source: 'projected',
          account,
          audience,
          apiServer: isApiAudience(asked.audience, facts.apiAudiences),
          expirationSeconds: asked.expirationSeconds ?? projectedExpirationSeconds,
          file: asked.path,
          field: `${field}.serviceAccountToken`,
          value: audience,
          instruction: 'remove this source from the volume; no edit of `automountServiceAccountToken` takes it away',
        },
      ],
      gaps: [],
    })
  }
  if (source.secret?.name !== undefined)
    found.push(inSecret(account.namespace, source.secret.name, source.secret.items, `${field}.secret`, facts))
  return { tokens: found.flatMap((f) => f.tokens), gaps: found.flatMap((f) => f.gaps) }
}

function inSecret(
  namespace: string,
  name: string,
  items: readonly KeyToPath[] | undefined,
  field: string,
  facts: TokenFacts,
): Found {
  const files = items === undefined ? ['token'] : items.filter((item) => item.key === 'token').map((item) => item.path)
  if (files.length === 0) return nothing
  const fact = facts.secret(namespace, name)
  if (fact.kind === 'unknown') return { tokens: [], gaps: [{ kind: 'secretUnknown', namespace, name }] }
  if (fact.kind === 'noToken') return nothing
  return {
    tokens: files.map((file) => ({
      ...legacyToken(fact.account),
      source: 'secret',
      file,
      field,
      value: name,
      instruction: `stop using Secret \`${formatName({ namespace, name })}\`; no edit of \`automountServiceAccountToken\` takes it away`,
    })),
    gaps: [],
  }
}

/** A token out of a Secret: the API server's, for ever (pkg/serviceaccount/legacy.go: no audience, no expiry). */
export function legacyToken(account: AccountRef): Pick<VolumeToken, 'account' | 'audience' | 'apiServer' | 'expirationSeconds'> {
  return { account, audience: null, apiServer: true, expirationSeconds: null }
}

function inDriver(driver: string, field: string, account: AccountRef, facts: TokenFacts): Found {
  const fact = facts.driver(driver)
  if (fact.kind === 'unknown') return { tokens: [], gaps: [{ kind: 'driverUnknown', driver }] }
  return {
    tokens: fact.audiences.map((audience) => ({
      source: 'csi',
      account,
      audience: audience === '' ? null : audience,
      apiServer: isApiAudience(audience, facts.apiAudiences),
      expirationSeconds: projectedExpirationSeconds,
      file: '',
      field,
      value: driver,
      instruction: `the kubelet hands this token to driver \`${driver}\`; remove the volume, or the driver's \`tokenRequests\``,
    })),
    gaps: [],
  }
}

function inClaim(name: string, account: AccountRef, facts: TokenFacts): Found {
  const driver = facts.claimDriver(account.namespace, name)
  if (driver === null) return nothing
  if (driver === undefined) return { tokens: [], gaps: [{ kind: 'claimUnknown', namespace: account.namespace, name }] }
  return inDriver(driver, '.persistentVolumeClaim.claimName', account, facts)
}

// A generic ephemeral volume: its claim is made with the pod, so only its class tells the driver.
function inEphemeral(volume: Volume, account: AccountRef, facts: TokenFacts): Found {
  const className = volume.ephemeral?.volumeClaimTemplate?.spec?.storageClassName
  const driver = className === undefined ? undefined : facts.classDriver(className)
  if (driver !== undefined) return inDriver(driver, '.ephemeral.volumeClaimTemplate.spec.storageClassName', account, facts)
  return inClaim(`(made with the pod)-${volume.name}`, account, facts)
}
