// How the guard stands among what an audit has read: compared with what it says itself that it was installed as.
import { SparekeyError } from '../../base/index.ts'
import { guardReport, isInstalled, renderGuard, type RenderedGuard } from '../../guard/index.ts'
import type { Inventory } from '../../inventory/index.ts'
import { admissionKnown, minorOf, type GuardReport } from '../../verdict/index.ts'
import { guardAsAsked } from './guard-options.ts'
import { rememberedAmong, withOptions, type Kept } from './guard-settings.ts'
import { settingsOf } from './guard-words.ts'

interface Expected {
  readonly rendered: RenderedGuard
  readonly settings: readonly string[]
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
  if (minorOf(serverVersion) === undefined || !admissionKnown(inventory) || admission.length === 0) return undefined
  const expected = (options: Kept, from: string): Expected => {
    const guard = guardAsAsked(options, serverVersion, audiences)
    return { rendered: withOptions(renderGuard(guard), options), settings: settingsOf(guard, from) }
  }
  const usual = unlessUnusable(() => expected({}, 'its options are not written down; by default'))
  if (usual === undefined || !isInstalled(admission, usual.rendered)) return undefined
  const remembered = rememberedAmong(admission)
  if (remembered.kind === 'nothing') return guardReport(admission, usual.rendered, usual.settings)
  const said =
    remembered.kind === 'options' ? unlessUnusable(() => expected(remembered.options, 'as its own annotation says')) : undefined
  const { rendered, settings } = said ?? expected({}, 'its annotation says no options that can be read; by default')
  return guardReport(admission, rendered, settings)
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
