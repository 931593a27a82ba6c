// The options under which a guard was installed, kept in an annotation of one of its policies, so that `guard status` compares with what was
// meant. Whoever can change a policy can change this too: it is printed with the status, and options on the command line outweigh it.
import type { Cluster } from '../../change/index.ts'
import { isStage, type RenderedGuard } from '../../guard/index.ts'
import type { Inventory } from '../../inventory/index.ts'
import { flag, integer, isRecord, keys, list, optional, record, text, type DecodeProblem, type Shape } from '../../kube/index.ts'
import type { GuardCommandOptions } from './guard-options.ts'

const key = keys.guardOptions
const keeper = 'exceptions.sparekey.dev'

/** The options that are kept. */
export type Kept = Omit<GuardCommandOptions, 'kubernetesVersion'>

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

/** What the annotation says: nothing where it is not there, and nothing that can be read where somebody wrote something else into it. */
export type Remembered =
  { readonly kind: 'options'; readonly options: Kept } | { readonly kind: 'unreadable' } | { readonly kind: 'nothing' }

/** The options that a cluster remembers, none where they cannot be read; `undefined` where no guard is installed. */
export async function rememberedIn(cluster: Cluster): Promise<Kept | undefined> {
  const live = await cluster.read({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    name: keeper,
  })
  if (live === undefined) return undefined
  const metadata = live.object['metadata']
  const annotations = isRecord(metadata) ? metadata['annotations'] : undefined
  const remembered = rememberedBy(isRecord(annotations) ? annotations[key] : undefined)
  return remembered.kind === 'options' ? remembered.options : {}
}

/** What the objects of an inventory remember. */
export function rememberedAmong(admission: Inventory['admission']): Remembered {
  const found = admission.find(({ ref }) => ref.kind === 'ValidatingAdmissionPolicy' && ref.name === keeper)
  return rememberedBy(found?.meta.annotations[key])
}

function rememberedBy(written: unknown): Remembered {
  if (written === undefined) return { kind: 'nothing' }
  const problems: DecodeProblem[] = []
  const value = typeof written === 'string' ? parsed(written) : undefined
  const read = kept.decode(value, problems)
  if (!isRecord(value) || problems.length > 0) return { kind: 'unreadable' }
  const { defaultStage, exceptionsOn, ...rest } = read
  const where: Pick<Kept, 'exceptionsOn'> = exceptionsOn === 'accounts' || exceptionsOn === 'default' ? { exceptionsOn } : {}
  const stage: Pick<Kept, 'defaultStage'> = defaultStage !== undefined && isStage(defaultStage) ? { defaultStage } : {}
  return { kind: 'options', options: { ...rest, ...where, ...stage } }
}

function parsed(written: string): unknown {
  try {
    return JSON.parse(written)
  } catch {
    return undefined
  }
}
