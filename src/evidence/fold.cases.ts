// A ledger of given events, for tests.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { decodeEvent } from './audit-event.ts'
import { BlockFold } from './block-fold.ts'
import type { EvidenceLedger } from './evidence-ledger.ts'
import type { Block, Category } from './ledger.ts'
import { ledgerOf } from './merge.ts'
import { summarise } from './summarise.ts'

/** A block of events. */
export function blockOf(events: readonly unknown[], category: Category = 'kube-audit', cluster = ''): Block {
  const fold = new BlockFold()
  for (const value of events) {
    const decoded = decodeEvent(value)
    if ('problem' in decoded) assert.fail(decoded.problem)
    assert.equal(fold.event(decoded, { cluster, category }), undefined)
  }
  const text = JSON.stringify(events)
  const digest = createHash('sha256').update(text).digest('base64url').slice(0, 22)
  const sections = fold.finish()
  if (sections === undefined) assert.fail('a block without events')
  return { identity: { length: text.length, digest, marks: [], given: { cluster, category } }, sections }
}

/** What blocks of events come to. */
export function seenIn(...blocks: readonly (readonly unknown[])[]): EvidenceLedger {
  return summarise(ledgerOf(blocks.map((events) => blockOf(events))), '')
}
