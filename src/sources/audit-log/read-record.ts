// Takes one line, document or row into the block that is being read: its form is looked up, what is in it opened, each event checked.
import { SparekeyError } from '../../base/index.ts'
import { decodeEvent, type EventSink, type Given, type Place } from '../../evidence/index.ts'
import { isRecord, type Wanted } from '../../kube/index.ts'
import { JsonSyntaxError, projectJson } from '../json/index.ts'
import { anyRecord, envelopes, type Label, type Opened } from './envelopes.ts'

/** How deep a record may stand in a record: a message of a hub holds records that hold events. */
const deepest = 4

const anyRecords: Wanted = { kind: 'list', of: anyRecord }

/** Where a record stands, for messages. */
export interface RecordPlace {
  readonly fold: EventSink
  readonly given: Given
  /** Says that something was not understood. */
  readonly problem: (reason: string) => void
}

/**
 * Takes a line or a document of JSON.
 *
 * @throws SparekeyError USAGE where nothing says which category the log is
 */
export function takeJson(bytes: Uint8Array, place: RecordPlace): void {
  const value = parsed(() => projectJson(bytes, firstByte(bytes) === 0x5b ? anyRecords : anyRecord), place)
  if (value === undefined) return
  if (Array.isArray(value.is)) for (const item of value.is as readonly unknown[]) takeRecord(item, {}, place, 0)
  else takeRecord(value.is, {}, place, 0)
}

/** Takes a record that is a value already. */
export function takeRecord(value: unknown, label: Label, place: RecordPlace, depth: number): void {
  const form = isRecord(value) ? envelopes.find((one) => one.recognises(value)) : undefined
  if (!isRecord(value) || form === undefined || depth > deepest) {
    place.problem('no audit event, and no form of one that is known')
    return
  }
  const opened = parsed(() => form.open(value, label), place)
  for (const one of opened?.is ?? []) takeOpened(one, place, depth)
}

function takeOpened(opened: Opened, place: RecordPlace, depth: number): void {
  switch (opened.kind) {
    case 'other':
      place.fold.other()
      return
    case 'record':
      takeRecord(opened.value, opened.label, place, depth + 1)
      return
    case 'text': {
      const value = parsed(() => projectJson(Buffer.from(opened.text.trimEnd()), anyRecord), place)
      if (value !== undefined) takeRecord(value.is, opened.label, place, depth + 1)
      return
    }
    case 'event': {
      const event = decodeEvent(opened.value)
      if ('problem' in event) {
        place.problem(event.problem)
        return
      }
      if (opened.impersonationHidden === true) place.fold.shortcoming('impersonationHidden')
      const wrong = place.fold.event(event, placeOf(opened.label, place.given))
      if (wrong !== undefined) place.problem(wrong)
    }
  }
}

/** What a log says of itself goes before what a person says of it. */
function placeOf(label: Label, given: Given): Place {
  const category = label.category ?? given.category
  if (category === '')
    throw new SparekeyError('USAGE', 'the log does not say which category it is, and that decides what its silence means', {
      hint: 'say `--category kube-audit` where get and list are in it, or `--category kube-audit-admin` where they are not',
    })
  return { cluster: label.cluster ?? given.cluster, category }
}

// A value may be anything, `undefined` among it: so it comes in a box.
function parsed<T>(read: () => T, place: RecordPlace): { readonly is: T } | undefined {
  try {
    return { is: read() }
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    place.problem(error.truncated ? 'not JSON: it ends too early' : 'not JSON')
    return undefined
  }
}

/** The first byte that is no white space. */
function firstByte(bytes: Uint8Array): number | undefined {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  while (bytes[at] === 0x20 || bytes[at] === 0x09 || bytes[at] === 0x0a || bytes[at] === 0x0d) at++
  return bytes[at]
}
