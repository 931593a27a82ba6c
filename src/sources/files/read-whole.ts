// Reads a file whole; why that failed is told in words, and not in the operating system's.
import { readFileSync } from 'node:fs'
import { SparekeyError } from '../../base/index.ts'
import { whyFailed } from './why-failed.ts'

/**
 * @param hint - what a person can do where it cannot be read
 * @throws SparekeyError INPUT_NOT_FOUND
 */
export function readWhole(path: string, hint?: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new SparekeyError('INPUT_NOT_FOUND', `cannot read \`${path}\`: ${whyFailed(error)}`, {
      cause: error,
      ...(hint === undefined ? {} : { hint }),
    })
  }
}
