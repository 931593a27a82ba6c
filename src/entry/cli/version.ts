// The version of this program, out of its package.
import { readFileSync } from 'node:fs'

/** As in package.json, which lies beside `src` and `dist` alike. */
export function version(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { readonly version: string }).version
}
