// The block that a scanner is reading: takes what the scanner hands over into the scanner's own tables, so that stages of one request are
// joined wherever they were read; at the end, gives what the block says, to the byte as the path without a scanner gives it.
import { createHash } from 'node:crypto'
import { sortedBy } from '../../base/index.ts'
import {
  noTime,
  observe,
  problemsKept,
  shortcomings,
  stages,
  timeOf,
  type AuditEvent,
  type Category,
  type EventSink,
  type Given,
  type LineProblem,
  type Place,
  type Shortcoming,
} from '../../evidence/index.ts'
import { packSections, type PackedBlock } from '../ledger/index.ts'
import type { GrowingIdentity } from './block-identity.ts'
import { categoryMarks, type Scanner } from './scanner-module.ts'
import { decodeText } from './scanner-text.ts'

/** What the module says of a section. */
interface SectionCounts extends Place {
  readonly index: number
  readonly events: number
  readonly joined: number
  readonly duplicated: number
  readonly truncated: number
  readonly refreshed: number
}

/** Takes what is handed over, and ends the block. */
export class ScanFold implements EventSink {
  readonly #scanner: Scanner
  readonly #problems: LineProblem[] = []
  readonly #shortcomings: Set<Shortcoming> = new Set<Shortcoming>()
  #notUnderstood = 0
  #others = 0

  constructor(scanner: Scanner) {
    this.#scanner = scanner
    scanner.begin()
  }

  event(event: AuditEvent, { category, cluster }: Place): string | undefined {
    const at = timeOf(event.requestReceivedTimestamp)
    if (at === undefined) return noTime
    const { exports } = this.#scanner
    const { observations, refresh } = observe(event)
    const keys = observations.map(({ table, key }) => this.#scanner.keyId(table, key))
    exports.beginKeys()
    for (const key of keys) exports.addKey(key)
    const counted = exports.keys()
    exports.remember(counted)
    const section = exports.section(this.#scanner.put(`${categoryMarks[category]}${cluster}`))
    const user = this.#scanner.textId(event.user.username)
    const { lengths } = this.#scanner.putAll([event.auditID, event.requestURI])
    const [id = 0, path = 0] = lengths
    const truncated = event.annotations['audit.k8s.io/truncated'] === 'true'
    exports.take(section, at, stages.indexOf(event.stage), counted, refresh ? 1 : 0, truncated ? 1 : 0, user, id, path)
    return undefined
  }

  other(): void {
    this.#others++
  }

  problem(problem: LineProblem): void {
    this.#notUnderstood++
    if (this.#problems.length < problemsKept) this.#problems.push(problem)
  }

  shortcoming(kind: Shortcoming): void {
    this.#shortcomings.add(kind)
  }

  /** Ends the block: `undefined` where it holds no event at all. */
  finish(identity: GrowingIdentity, given: Given): PackedBlock | undefined {
    const { exports } = this.#scanner
    exports.finish()
    const counts = Array.from({ length: exports.sectionsOfBlock() }, (_, i) => this.#counts(i))
    // One that was only looked at, for a line that was handed over, is none.
    const seen = counts.filter(({ events }) => events > 0)
    const sections = sortedBy(seen, ({ cluster, category }) => [cluster, category])
    const [main] = [...sections].sort((a, b) => b.events - a.events)
    if (main === undefined) return undefined
    const at = this.#texts()
    const line = this.#line(sections, main)
    const packed = packSections(line)
    const texts = createHash('sha256').update(JSON.stringify(Array.from(at, (id) => this.#scanner.texts[id])))
    const short = shortcomings.filter((kind) => this.#shortcomings.has(kind))
    return {
      identity: identity.finish(given, { texts: texts.digest('hex'), sections: packed.sha256 }),
      shortcomings: sections.map((section) => (section === main ? short : [])),
      texts: { of: this.#scanner.texts, at },
      sections: packed,
    }
  }

  #counts(index: number): SectionCounts {
    const { exports } = this.#scanner
    exports.countsOf(index)
    const { bytes } = this.#scanner
    const at = exports.output()
    const [place = 0, length = 0, events = 0, joined = 0, duplicated = 0, truncated = 0, refreshed = 0] = numbersAt(bytes, at, 7)
    const name = decodeText(bytes, place, length)
    const category: Category = name.startsWith(categoryMarks['kube-audit']) ? 'kube-audit' : 'kube-audit-admin'
    return { index, cluster: name.slice(1), category, events, joined, duplicated, truncated, refreshed }
  }

  /** The numbers of the block's texts, in their order; makes them texts where they are new. */
  #texts(): Uint32Array {
    const { exports, bytes, texts } = this.#scanner
    const ids = numbersAt(bytes, exports.textList(), exports.textsOfBlock()).slice()
    ids.forEach((id) => (texts[id] ??= decodeText(bytes, exports.textPlace(id), exports.textSize(id))))
    return ids
  }

  // As `blockText` of the evidence room writes it, with the break behind it; not to be kept.
  #line(sections: readonly SectionCounts[], main: SectionCounts): Buffer {
    const { exports, line } = this.#scanner
    line.empty()
    for (const section of sections) {
      const { index, cluster, category, events, joined, duplicated, truncated, refreshed } = section
      const isMain = section === main
      const others = isMain ? this.#others + exports.otherCount() : 0
      const lines = [events, joined, duplicated, truncated, refreshed, others, isMain ? this.#notUnderstood : 0]
      const problems = isMain ? this.#problems.map(({ offset, reason }) => [offset, reason]) : []
      const hourCount = exports.hoursOf(index)
      const pairs = numbersAt(this.#scanner.bytes, exports.output(), hourCount * 2)
      const hours = Array.from({ length: hourCount }, (_, i) => [pairs[i * 2] ?? 0, pairs[i * 2 + 1] ?? 0] as const)
      const head = JSON.stringify([cluster, category, lines, problems, hours.sort(([a], [b]) => a - b).flat()])
      line.putText(`${section === sections[0] ? '[' : ','}${head.slice(0, -1)},`)
      exports.tablesOf(index)
      const from = exports.output()
      line.put(this.#scanner.bytes.subarray(from, from + exports.outputLength()))
      line.putText(']')
    }
    line.putText(']\n')
    return line.all
  }
}

function numbersAt(bytes: Buffer, at: number, count: number): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset + at, count)
}
