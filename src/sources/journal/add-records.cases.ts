// A process of a test that opens a journal, or makes it, and adds records until it is killed or something fails; it tells each one that
// is on disk, and why it ends.
import { SparekeyError } from '../../base/index.ts'
import { createJournal, openJournal } from './journal-file.ts'
import { numbered, plainCodec } from './plain-codec.cases.ts'

const [how, path = '', filling = '0', count = 'Infinity', overlap = '1'] = process.argv.slice(2)

try {
  const journal = await (how === 'create' ? createJournal(path, plainCodec) : openJournal(path, plainCodec))
  process.stdout.write('open\n')
  let next = journal.records.length
  const writer = async (): Promise<void> => {
    while (next < Number(count)) {
      const n = next++
      await journal.append(numbered(n, 'x'.repeat(Number(filling))))
      process.stdout.write(`${n}\n`)
    }
  }
  await Promise.all(Array.from({ length: Number(overlap) }, writer))
  // Held until somebody kills it.
  setInterval(() => {}, 1000)
} catch (error) {
  process.stdout.write(`${error instanceof SparekeyError ? `${error.code}: ${error.message}` : String(error)}\n`)
}
