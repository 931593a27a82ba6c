// Divides logs among threads: a plain log of lines by its blocks, since a line tells where it begins; every other one as a whole.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { usualBlock } from './read-log.ts'
import { formOf } from './scan-reader.ts'
import type { ScanTask } from './scan-task.ts'
import { isPacked } from './unpack.ts'

/** How much of a log is read to see of what form it is; of one whose first line is longer no block is read alone. */
const head = 1 << 20

/** About how much longer a log is than it is packed. */
const packing = 8

/**
 * The tasks of a log, in its order.
 *
 * @param byBlocks - whether blocks may be read alone
 */
export function planLog(file: string, byBlocks: boolean, blockSize: number = usualBlock): readonly ScanTask[] {
  const fd = openSync(file, 'r')
  try {
    const stat = fstatSync(fd)
    const whole = (size: number): readonly ScanTask[] => [{ kind: 'whole', file, size }]
    if (!stat.isFile()) return whole(0)
    const start = Buffer.alloc(Math.min(stat.size <= blockSize ? 4 : head, stat.size))
    const count = readSync(fd, start, 0, start.length, 0)
    const read = start.subarray(0, count)
    if (isPacked(read)) return whole(stat.size * packing)
    if (!byBlocks || stat.size <= blockSize || formOf(read, count === stat.size) !== 'lines') return whole(stat.size)
    return Array.from({ length: Math.ceil(stat.size / blockSize) }, (_, block) => ({
      kind: 'block',
      file,
      block,
      size: stat.size,
    }))
  } finally {
    closeSync(fd)
  }
}

/** Less than this is read before a second thread has begun. */
const worthAThread = 16 << 20

/** How many threads tasks are worth. */
export function threadsWorth(tasks: readonly ScanTask[], blockSize: number = usualBlock): number {
  const bytes = tasks.reduce((sum, task) => sum + (task.kind === 'block' ? blockSize : task.size), 0)
  return Math.max(1, Math.ceil(bytes / worthAThread))
}
