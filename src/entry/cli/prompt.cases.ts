// A process of a test that asks for a yes as the commands do, whatever standard input is.
import { SparekeyError } from '../../base/index.ts'
import { confirm } from './confirm.ts'
import { processIo } from './io.ts'

try {
  await confirm('go on?', {}, { ...processIo(), inIsTerminal: true })
} catch (error) {
  process.exitCode = error instanceof SparekeyError && error.code === 'INTERRUPTED' ? 130 : 3
}
