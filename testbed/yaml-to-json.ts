// Asks Kubernetes' own code what a file of YAML documents means: the oracle for our reader of manifests.
import { spawn } from 'node:child_process'
import { ensureControlPlane } from './build.ts'

/** What one document means, or why it means nothing. */
export type YamlMeaning =
  /** `json` is the text as Kubernetes wrote it: its numbers may be too long for a JavaScript number. */
  | { readonly kind: 'value'; readonly json: string; readonly value: unknown }
  | { readonly kind: 'error'; readonly message: string }

/** What each document of a file means, in order. An error of the splitting, rather than of a document, is the last. */
export async function yamlToJson(file: string | Uint8Array): Promise<readonly YamlMeaning[]> {
  const child = spawn(await ensureControlPlane(), ['yaml-to-json'], { stdio: ['pipe', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  // Where it ended before it had read everything, its status says more than the broken pipe.
  child.stdin.on('error', () => undefined).end(file)
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  if (status !== 0) throw new Error(`\`yaml-to-json\` ended with ${status ?? 'a signal'}`)
  return output.split('\n').slice(0, -1).map(meaningOf)
}

function meaningOf(line: string): YamlMeaning {
  const answer = JSON.parse(line) as { readonly json?: unknown; readonly error?: string }
  if (answer.error !== undefined) return { kind: 'error', message: answer.error }
  return { kind: 'value', json: line.slice('{"json":'.length, -1), value: answer.json }
}
