// Names the few fields that are read of an answer, as paths.
import { mergeWanted, wantedAt, type Wanted } from '../../kube/index.ts'

/**
 * A wanted tree of single values.
 *
 * @param paths - member names joined by dots; `[]` enters a list
 */
export function wantedFields(...paths: readonly string[]): Wanted {
  return paths.map((path) => wantedAt(path.split('.'), { kind: 'scalar' })).reduce(mergeWanted)
}
