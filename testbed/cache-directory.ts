// Decides where the test bed keeps what outlives a run: built binaries, and what `testbed up` holds.
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** The directory, which need not exist. A relative `XDG_CACHE_HOME` is ignored, as the XDG specification asks. */
export function cacheDirectory(): string {
  const configured = process.env.XDG_CACHE_HOME
  const base = configured !== undefined && isAbsolute(configured) ? configured : join(homedir(), '.cache')
  return join(base, 'sparekey', 'testbed')
}
