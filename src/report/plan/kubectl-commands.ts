// The commands of one step, there and back: each one tests what it is about to change, and asks the cluster only for what a plan
// can't know: whether the list or the object above a field is there.
import type { ExpectedField, FieldEdit, PatchOperation, Step } from '../../change/index.ts'
import { groupOf } from '../../kube/index.ts'
import { shellWord } from '../../verdict/index.ts'
import { jsonLine } from '../json-text.ts'
import { yamlText } from '../yaml.ts'
import { hasWords, jsonPathWord, objectWords } from './kubectl-words.ts'
import { heldFields, isInList } from './held-fields.ts'
import { inverseField, isFieldEdit, patchParts, uncertainParents, type PatchParts } from './json-patch.ts'
import type { NumberedStep } from './plan-parts.ts'

/** What a step is in a shell. */
export type StepCommands =
  | { readonly kind: 'commands'; readonly forward: readonly string[]; readonly back: readonly string[] }
  /** No command is written, and why. */
  | { readonly kind: 'byHand'; readonly reason: string }

/** The commands of a step. */
export function stepCommands({ number, step }: NumberedStep): StepCommands {
  if (!hasWords(step.object)) return { kind: 'byHand', reason: 'its name is not written into a shell' }
  const words = objectWords(step.object)
  switch (step.change.kind) {
    case 'edit':
      return editCommands(number, step, words, step.change)
    case 'create':
      return {
        kind: 'commands',
        forward: [
          `kubectl create -f - -o jsonpath='{.metadata.uid}' > "$record/${number}.uid" << 'END_OF_OBJECT'`,
          `${yamlText(step.change.object)}END_OF_OBJECT`,
        ],
        back: [
          `kubectl patch ${words} --type json -p '[{"op":"test","path":"/metadata/uid","value":"'"$(cat "$record/${number}.uid")"'"}]'`,
          `kubectl delete ${words}`,
        ],
      }
    case 'delete':
      return deleteCommands(number, step, words, step.change.expect)
  }
}

function editCommands(
  number: number,
  step: Step,
  words: string,
  { edits }: Extract<Step['change'], { readonly kind: 'edit' }>,
): StepCommands {
  const held = testable(step)
  const forward = patchParts([...held, ...edits])
  const back = patchParts([
    ...edits.filter(isFieldEdit).map(inverseField).reverse(),
    ...held.filter(({ path }) => isInList(path)),
  ])
  const looked = [...forward.parents, ...forward.lists, ...back.parents]
  if (looked.some((path) => jsonPathWord(path) === undefined))
    return { kind: 'byHand', reason: 'the name of a field is not written into a shell' }
  if (forward.lists.some((path) => path.endsWith('/env')))
    return { kind: 'byHand', reason: 'values of environment variables are not written into files' }
  const lists = forward.lists.map((path, i) => ({ path, file: `${number}.${i + 1}`, field: jsonPathWord(path) ?? '' }))
  return {
    kind: 'commands',
    forward: [
      ...patchCommand(
        step,
        words,
        forward,
        lists.map(({ path, file, field }) => `as_found ${file} ${field} ${shellWord(path)} ${words}`),
      ),
      ...lists.map(({ file, field }) => `field ${field} ${words} > "$record/${file}.after"`),
    ],
    back: patchCommand(
      step,
      words,
      back,
      lists.map(({ path, file }) => `as_it_was ${file} ${shellWord(path)}`),
    ),
  }
}

/** What is looked up goes before the operations that are known, all in one patch, which is made whole or not at all. */
function patchCommand(step: Step, words: string, parts: PatchParts, lists: readonly string[]): readonly string[] {
  const lookups = [
    ...parts.parents.map((path) => `unless_there ${jsonPathWord(path) ?? ''} ${shellWord(path)} ${words}`),
    ...lists,
  ]
  const operations = [...identity(step), ...parts.operations]
  if (lookups.length === 0) return [`kubectl patch ${words} --type json -p ${shellWord(jsonLine(operations))}`]
  // Every lookup ends in a comma, so something has to come behind.
  const known: readonly PatchOperation[] =
    operations.length > 0 ? operations : [{ op: 'test', path: '/metadata/name', value: step.object.name }]
  return [
    ...lookups.map((lookup, i) => `first=${i === 0 ? '' : '$first'}$(${lookup})`),
    `kubectl patch ${words} --type json -p "[$first"${shellWord(jsonLine(known).slice(1))}`,
  ]
}

function deleteCommands(number: number, step: Step, words: string, expect: readonly ExpectedField[]): StepCommands {
  const tests: readonly PatchOperation[] = [
    ...identity(step),
    ...testable(step).map(({ path, from }): PatchOperation => ({ op: 'test', path, value: from ?? null })),
    ...expect.map(({ path, value }): PatchOperation => ({ op: 'test', path, value: value ?? null })),
  ]
  const isSecret = step.object.kind === 'Secret' && groupOf(step.object.apiVersion) === ''
  return {
    kind: 'commands',
    forward: [
      ...(tests.length === 0 ? [] : [`kubectl patch ${words} --type json -p ${shellWord(jsonLine(tests))}`]),
      ...(isSecret ? [] : [`kubectl get ${words} -o json > "$record/${number}.json"`]),
      `kubectl delete ${words}`,
    ],
    back: isSecret
      ? [`say ${shellWord(`step ${number} can't be taken back: what the Secret held was never read`)}`]
      : [
          `kubectl patch --local -f "$record/${number}.json" --type json -p '[{"op":"remove","path":"/metadata/resourceVersion"}]' -o json |`,
          '  kubectl create -f -',
        ],
  }
}

/** What is held and can be tested: a test for the absence of a field needs what is above it. */
function testable(step: Step): readonly FieldEdit[] {
  return heldFields(step).filter(({ path, from }) => from !== undefined || uncertainParents(path).length === 0)
}

function identity({ uid }: Step): readonly PatchOperation[] {
  return uid === undefined ? [] : [{ op: 'test', path: '/metadata/uid', value: uid }]
}
