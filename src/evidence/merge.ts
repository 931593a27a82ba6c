// Joins ledgers: the union of their blocks, without those that are the beginning of another one (a log that was read while it grew).
// "Is the beginning of" is a partial order, and a ledger the set of its greatest elements: so the join is commutative, associative
// and idempotent, whatever was read by whom and how often.
import { compareText } from '../base/index.ts'
import type { Block, BlockIdentity, Ledger, Shortcoming } from './ledger.ts'

/** The length of the first mark in bytes; each is twice as long as the one before. A shorter block has none. */
export const firstMark = 1024

/** The join of any number of ledgers. */
export function mergeLedgers(ledgers: Iterable<Ledger>): Ledger {
  const blocks: Block[] = []
  for (const ledger of ledgers) blocks.push(...ledger.blocks)
  return ledgerOf(blocks)
}

/** A ledger of blocks in any order. */
export function ledgerOf(blocks: Iterable<Block>): Ledger {
  return { blocks: keptBlocks(blocks, ({ sections }) => sections.map((section) => section.shortcomings)) }
}

/**
 * The blocks that a ledger keeps, sorted: each once, and none that is the beginning of another.
 *
 * @param shortcomingsOf - what each section of a block lacks: all in which two blocks of one identity can differ
 */
export function keptBlocks<T extends { readonly identity: BlockIdentity }>(
  blocks: Iterable<T>,
  shortcomingsOf: (block: T) => readonly (readonly Shortcoming[])[],
): readonly T[] {
  const distinct = new Map<string, T>()
  for (const block of blocks) {
    const key = blockKey(block.identity)
    const known = distinct.get(key)
    // A packed log that ends early may have the same bytes as a whole one.
    const isFirst = known === undefined || compareText(form(known), form(block)) > 0
    if (isFirst) distinct.set(key, block)
  }
  function form(block: T): string {
    return JSON.stringify(shortcomingsOf(block))
  }
  const beginnings = new Map<string, BlockIdentity[]>()
  for (const { identity } of distinct.values()) {
    identity.marks.forEach((mark, i) => {
      const key = `${givenKey(identity)} ${i} ${mark}`
      const known = beginnings.get(key)
      if (known === undefined) beginnings.set(key, [identity])
      else known.push(identity)
    })
  }
  const kept = [...distinct].filter(([, { identity }]) => {
    const last = identity.marks.length - 1
    const mark = identity.marks[last]
    if (mark === undefined) return true
    return !(beginnings.get(`${givenKey(identity)} ${last} ${mark}`) ?? []).some((other) => other.length > identity.length)
  })
  return kept.sort(([a], [b]) => compareText(a, b)).map(([, block]) => block)
}

/** A key that two blocks share only if they are the same bytes, read under the same names. */
export function blockKey(identity: BlockIdentity): string {
  return `${identity.digest} ${identity.length} ${givenKey(identity)}`
}

function givenKey({ given }: BlockIdentity): string {
  return JSON.stringify([given.cluster, given.category])
}
