// The files of a Go module, which carry what a project publishes beside its code: its CRDs.
import { tmpdir } from 'node:os'
import { runGo } from './go-tool.ts'

/** The directory of a module at a version (`module@version`), read only. */
export async function goSources(module: string): Promise<string> {
  const said = await runGo({ arguments: ['mod', 'download', '-json', module], directory: tmpdir() })
  return (JSON.parse(said) as { readonly Dir: string }).Dir
}
