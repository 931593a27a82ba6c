// The options under which a guard was installed, kept in an annotation of one of its policies, so that `guard status` compares with what was
// meant. Whoever can change a policy can change this too: it is printed with the status, and options on the command line outweigh it.
import { SparekeyError } from '../../base/index.ts'
import type { Cluster } from '../../change/index.ts'
import { guardReport, isInstalled, isStage, renderGuard, type GuardOptions, type RenderedGuard } from '../../guard/index.ts'
import type { Inventory } from '../../inventory/index.ts'
import { flag, integer, isRecord, keys, list, optional, record, text, type DecodeProblem, type Shape } from '../../kube/index.ts'
import { admissionKnown, minorOf, type GuardReport } from '../../verdict/index.ts'
import { guardAsAsked, type GuardCommandOptions } from './guard-options.ts'

const key = keys.guardOptions
const keeper = 'exceptions.sparekey.dev'

type Kept = Omit<GuardCommandOptions, 'kubernetesVersion'>

const kept: Shape<{ readonly [K in keyof Kept]: Exclude<Kept[K], undefined> extends string ? string : Kept[K] }> = record<{
  readonly [K in keyof Kept]: Exclude<Kept[K], undefined> extends string ? string : Kept[K]
}>({
  defaultStage: optional(text),
  exclude: optional(list(text)),
  include: optional(list(text)),
  apiAudience: optional(list(text)),
  tokenAudience: optional(list(text)),
  maxTokenLifetime: optional(integer),
  boundTokensOnly: optional(flag),
  exceptionsOn: optional(text),
})

/** What a person said of the guard on this command line; `undefined`: nothing. */
export function optionsIn(options: GuardCommandOptions): Kept | undefined {
  const { defaultStage, exclude, include, apiAudience, tokenAudience, maxTokenLifetime, boundTokensOnly, exceptionsOn } = options
  const all = { defaultStage, exclude, include, apiAudience, tokenAudience, maxTokenLifetime, boundTokensOnly, exceptionsOn }
  const said = Object.entries(all).filter(([, value]) => value !== undefined)
  return said.length === 0 ? undefined : Object.fromEntries(said)
}

/** The guard with its options written into it. */
export function withOptions(guard: RenderedGuard, options: GuardCommandOptions): RenderedGuard {
  return {
    ...guard,
    policies: guard.policies.map(({ policy, objects }) => ({
      policy,
      objects: objects.map((object) =>
        object.kind === 'ValidatingAdmissionPolicy' && object.metadata.name === keeper
          ? {
              ...object,
              metadata: {
                ...object.metadata,
                annotations: {
                  ...(isRecord(object.metadata['annotations']) ? (object.metadata['annotations'] as Record<string, string>) : {}),
                  [key]: JSON.stringify(optionsIn(options) ?? {}),
                },
              },
            }
          : object,
      ),
    })),
  }
}

/** The options that a cluster remembers, none where they cannot be read; `undefined` where no guard is installed. */
export async function rememberedIn(cluster: Cluster): Promise<Kept | undefined> {
  const live = await cluster.read({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    name: keeper,
  })
  const metadata = live?.object['metadata']
  const annotations = isRecord(metadata) ? metadata['annotations'] : undefined
  const written = isRecord(annotations) ? annotations[key] : undefined
  return live === undefined ? undefined : (optionsWritten(written) ?? {})
}

/** The options as they were written down; `undefined` where they cannot be read. */
function optionsWritten(written: unknown): Kept | undefined {
  if (typeof written !== 'string') return undefined
  const problems: DecodeProblem[] = []
  const value = parsed(written)
  const read = kept.decode(value, problems)
  if (!isRecord(value) || problems.length > 0) return undefined
  const { defaultStage, exceptionsOn, ...rest } = read
  const where: Pick<Kept, 'exceptionsOn'> = exceptionsOn === 'accounts' || exceptionsOn === 'default' ? { exceptionsOn } : {}
  return { ...rest, ...where, ...(defaultStage !== undefined && isStage(defaultStage) ? { defaultStage } : {}) }
}

function parsed(written: string): unknown {
  try {
    return JSON.parse(written)
  } catch {
    return undefined
  }
}

/** The options in sentences, with where they are known from. */
export function settingsOf({ defaultStage, excluded, caps, exceptions }: GuardOptions, from: string): readonly string[] {
  return [
    `${from}: namespaces without a label are at the stage ${defaultStage}, and ${excluded.length} are left out (${excluded.join(', ')})`,
    exceptions === 'index'
      ? 'exceptions are written on the account `default` of each namespace'
      : 'exceptions are written on the accounts themselves',
    ...(caps.audiences === undefined
      ? []
      : [`people may ask tokens only for ${caps.audiences.map((one) => one || 'the API server').join(', ')}`]),
    ...(caps.maxSeconds === undefined ? [] : [`people may ask for tokens of ${caps.maxSeconds} seconds at most`]),
    ...(caps.boundOnly === undefined ? [] : ['people may ask only for tokens that end with an object']),
  ]
}

/**
 * How the guard stands in what was read, compared with the options that it says it was installed with.
 *
 * @param audiences - that the API server accepts
 * @returns `undefined` where none is installed, or where that is not known
 */
export function guardSeen(
  inventory: Inventory,
  serverVersion: string | undefined,
  audiences: readonly string[],
): GuardReport | undefined {
  const { admission } = inventory
  const minor = minorOf(serverVersion)
  if (minor === undefined || !admissionKnown(inventory) || admission.length === 0) return undefined
  const asKept = (options: Kept, from: string): GuardSeen => {
    const guard = guardAsAsked(options, serverVersion, audiences)
    return { rendered: withOptions(renderGuard(guard), options), settings: settingsOf(guard, from) }
  }
  const usual = unlessUnusable(() => asKept({}, 'its options are not written down; by default'))
  if (usual === undefined || !isInstalled(admission, usual.rendered)) return undefined
  const written = admission.find(({ ref }) => ref.kind === 'ValidatingAdmissionPolicy' && ref.name === keeper)?.meta.annotations[
    key
  ]
  const options = optionsWritten(written)
  const kept = options === undefined ? undefined : unlessUnusable(() => asKept(options, 'as its own annotation says'))
  const unread = (): GuardSeen => asKept({}, 'its annotation says no options that can be read; by default')
  const { rendered, settings } = kept ?? (written === undefined ? usual : unread())
  return guardReport(admission, rendered, settings)
}

interface GuardSeen {
  readonly rendered: RenderedGuard
  readonly settings: readonly string[]
}

/** What somebody wrote into the annotation may be no options of a guard, and an old API server serves no policies. */
function unlessUnusable<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch (error) {
    if (error instanceof SparekeyError && error.code === 'USAGE') return undefined
    throw error
  }
}
