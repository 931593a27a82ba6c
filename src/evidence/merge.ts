// Joins ledgers: the union of their blocks, without those that are the beginning of another one (a log that was read while it grew).
// "Is the beginning of" is a partial order, and a ledger the set of its greatest elements: so the join is commutative, associative
// and idempotent, whatever was read by whom and how often.
import { compareText } from '../base/index.ts'
import type { Block, BlockIdentity, Ledger } from './ledger.ts'

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
  const distinct = new Map<string, Block>()
  for (const block of blocks) {
    const key = blockKey(block.identity)
    distinct.set(key, oneOf(distinct.get(key), block))
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
  return { blocks: kept.sort(([a], [b]) => compareText(a, b)).map(([, block]) => block) }
}

// The same bytes tell the same, but for how they came: a packed log that ends early may have the same ones as a whole one.
function oneOf(known: Block | undefined, block: Block): Block {
  if (known === undefined || known === block) return block
  return compareText(JSON.stringify(known.sections), JSON.stringify(block.sections)) <= 0 ? known : block
}

/** A key that two blocks share only if they are the same bytes, read under the same names. */
export function blockKey(identity: BlockIdentity): string {
  return `${identity.digest} ${identity.length} ${givenKey(identity)}`
}

function givenKey({ given }: BlockIdentity): string {
  return JSON.stringify([given.cluster, given.category])
}
