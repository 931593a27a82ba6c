// Everything a pod's containers hold: admission's work (foreseen for a template, found in a Pod), mounts, environment, gaps.
import {
  accountObject,
  defaultTokenMountPath,
  injectedExpirationSeconds,
  injectedVolumePrefix,
  type Answer,
  type Container,
  type Gap,
} from '../kube/index.ts'
import { injectionOf, isInjected, type Injection } from './admission.ts'
import { decideAutomount, type AutomountDecision } from './automount.ts'
import { tokensByEnvironment, tokensByMounts, type ReadyToken, type SeenMount } from './container-tokens.ts'
import { exposuresOf, type Exposure } from './exposures.ts'
import { accountOf, type PodSubject } from './subject.ts'
import type { ContainerTokens, ContainerType, DecidedBy, Removal } from './token.ts'
import { tokensInVolume, type TokenFacts, type VolumeToken } from './volume-tokens.ts'

/** What one pod (or the next pod of a template) holds. */
export interface Holding {
  readonly automount: AutomountDecision
  readonly containers: readonly ContainerTokens[]
  readonly exposures: readonly Exposure[]
}

/**
 * @param subject - a template or a Pod
 * @param facts - what is known beside it
 * @returns each container with its tokens; gaps where a referred object is not in the input
 */
export function holdingOf(subject: PodSubject, facts: TokenFacts): Answer<Holding> {
  const automount = decideAutomount(subject, facts.account(accountOf(subject)))
  if (subject.mirror) return { value: { automount, containers: containersOf(subject).map(bare), exposures: [] }, gaps: [] }

  const gaps: Gap[] = []
  const volumes = volumesOf(subject, automount, facts, gaps)
  const injection = subject.stage === 'template' ? foreseenMount(subject, automount, volumes, facts, gaps) : undefined
  const containers = containersOf(subject).map((entry): ContainerTokens => {
    const mounts: SeenMount[] = entry.container.volumeMounts.map((mount) => {
      const volume = volumes.get(mount.name)
      return {
        ...mount,
        tokens: volume?.tokens ?? [],
        ...(volume?.automount === undefined ? {} : { automount: volume.automount }),
      }
    })
    if (injection?.into.has(entry.container) === true) mounts.push(injection.mount)
    const mounted = tokensByMounts(entry.container, mounts, subject.object)
    const taken = tokensByEnvironment(
      entry.container,
      `${subject.specPath}.${entry.field}`,
      subject.object,
      accountOf(subject),
      facts,
    )
    gaps.push(...mounted.gaps, ...taken.gaps)
    return { name: entry.container.name, type: entry.type, tokens: [...mounted.tokens, ...taken.tokens] }
  })
  const volumeTokens = new Map([...volumes].map(([name, volume]) => [name, volume.tokens]))
  return { value: { automount, containers, exposures: exposuresOf(subject, containers, volumeTokens) }, gaps }
}

interface Entry {
  readonly container: Container
  readonly type: ContainerType
  readonly field: string
}

function containersOf(subject: PodSubject): readonly Entry[] {
  const { initContainers, containers, ephemeralContainers } = subject.spec
  return [
    ...initContainers.map((container, i): Entry => ({
      container,
      type: container.restartPolicy === 'Always' ? 'sidecar' : 'init',
      field: `initContainers[${i}]`,
    })),
    ...containers.map((container, i): Entry => ({ container, type: 'container', field: `containers[${i}]` })),
    ...ephemeralContainers.map((container, i): Entry => ({ container, type: 'ephemeral', field: `ephemeralContainers[${i}]` })),
  ]
}

function bare(entry: Entry): ContainerTokens {
  return { name: entry.container.name, type: entry.type, tokens: [] }
}

interface SeenVolume {
  readonly tokens: readonly ReadyToken[]
  /** Set for the volume that admission put into an existing Pod. */
  readonly automount?: { readonly decidedBy: DecidedBy; readonly removal: Removal }
}

function volumesOf(
  subject: PodSubject,
  automount: AutomountDecision,
  facts: TokenFacts,
  gaps: Gap[],
): ReadonlyMap<string, SeenVolume> {
  const volumes = new Map<string, SeenVolume>()
  subject.spec.volumes.forEach((volume, i) => {
    const found = tokensInVolume(volume, accountOf(subject), facts)
    gaps.push(...found.gaps)
    const root = `${subject.specPath}.volumes[${i}]`
    const tokens = found.tokens.map((token) => ready(token, volume.name, root, subject))
    if (subject.stage === 'pod' && isInjected(volume, subject.managedVolumes)) {
      volumes.set(volume.name, { tokens, automount: injectedBy(subject, automount, root, volume.name) })
    } else volumes.set(volume.name, { tokens })
  })
  return volumes
}

function ready(token: VolumeToken, volume: string, root: string, subject: PodSubject): ReadyToken {
  const field = `${root}${token.field}`
  return {
    ...token,
    volume,
    decidedBy: { object: subject.object, field, value: token.value },
    removal: { kind: 'edit', object: subject.object, field, value: null, instruction: token.instruction },
  }
}

/** Who decided a volume that is already in a Pod: today's fields where they agree with it, else the volume speaks for itself. */
function injectedBy(
  subject: PodSubject,
  automount: AutomountDecision,
  root: string,
  name: string,
): { decidedBy: DecidedBy; removal: Removal } {
  if (automount.kind === 'mounts') return { decidedBy: automount.by, removal: removalOf(subject, automount) }
  return {
    decidedBy: { object: subject.object, field: root, value: name },
    removal: { kind: 'none', reason: 'mounted when the pod was made; the pod keeps it until it is replaced' },
  }
}

function removalOf(subject: PodSubject, automount: AutomountDecision & { readonly kind: 'mounts' }): Removal {
  const field = `${subject.specPath}.automountServiceAccountToken`
  const shared =
    automount.rule === 'pod'
      ? ''
      : `, which leaves other users of ${accountObject(accountOf(subject)).kind} \`${accountOf(subject).name}\` as they are`
  const when = subject.object.kind === 'Pod' ? ' in the manifest and create the pod anew (a running pod cannot be changed)' : ''
  return { kind: 'edit', object: subject.object, field, value: false, instruction: `set it to false${when}${shared}` }
}

interface Foreseen {
  readonly into: ReadonlySet<Container>
  readonly mount: SeenMount
}

/** The mount that admission will add to the containers of a template, if it adds any. */
function foreseenMount(
  subject: PodSubject,
  automount: AutomountDecision,
  volumes: ReadonlyMap<string, SeenVolume>,
  facts: TokenFacts,
  gaps: Gap[],
): Foreseen | undefined {
  if (automount.kind === 'doesNotMount') return undefined
  const injection = injectionOf(subject.spec)
  if (automount.kind === 'undecided') {
    // The account matters only where the mount would carry a token into some container.
    if (injection.into.size > 0 && mountedTokens(injection, subject, volumes, facts).length > 0) {
      gaps.push({ kind: 'accountMissing', account: automount.account })
    }
    return undefined
  }
  const removal = removalOf(subject, automount)
  const tokens = mountedTokens(injection, subject, volumes, facts)
  return {
    into: injection.into,
    mount: { mountPath: defaultTokenMountPath, tokens, automount: { decidedBy: automount.by, removal } },
  }
}

function mountedTokens(
  injection: Injection,
  subject: PodSubject,
  volumes: ReadonlyMap<string, SeenVolume>,
  facts: TokenFacts,
): readonly ReadyToken[] {
  if (injection.volume.kind === 'existing') return volumes.get(injection.volume.volume.name)?.tokens ?? []
  const own = {
    name: `${injectedVolumePrefix}*`,
    projected: { sources: [{ serviceAccountToken: { path: 'token', expirationSeconds: injectedExpirationSeconds } }] },
  }
  return tokensInVolume(own, accountOf(subject), facts).tokens.map((token) => ready(token, own.name, subject.specPath, subject))
}
