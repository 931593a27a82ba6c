// The least that anybody would write: every line of a log through `JSON.parse`, counted by what it says.
// Usage: node bench/baseline-readline.ts FILE
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

interface Event {
  readonly stage?: string
  readonly verb?: string
  readonly user?: { readonly username?: string; readonly extra?: Readonly<Record<string, readonly string[]>> }
  readonly objectRef?: Readonly<Record<string, string>>
  readonly responseStatus?: { readonly code?: number }
  readonly requestReceivedTimestamp?: string
}

const rows = new Map<string, { count: number; first: string; last: string }>()
for await (const line of createInterface({ input: createReadStream(process.argv[2] ?? ''), crlfDelay: Infinity })) {
  const event = JSON.parse(line) as Event
  const user = event.user?.username
  if (event.stage !== 'ResponseComplete' || user?.startsWith('system:serviceaccount:') !== true) continue
  const { group, resource, subresource, namespace } = { group: event.objectRef?.['apiGroup'], ...event.objectRef } as Readonly<
    Record<string, string | undefined>
  >
  const pod = event.user?.extra?.['authentication.kubernetes.io/pod-name']?.[0]
  const code = Math.floor((event.responseStatus?.code ?? 0) / 100)
  const key = [user, pod, event.verb, group, resource, subresource, namespace, code].join('\u001f')
  const at = event.requestReceivedTimestamp ?? ''
  const row = rows.get(key)
  if (row === undefined) rows.set(key, { count: 1, first: at, last: at })
  else {
    row.count++
    if (at < row.first) row.first = at
    if (at > row.last) row.last = at
  }
}
for (const [key, { count, first, last }] of rows) process.stdout.write(`${key}\u001f${count}\u001f${first}\u001f${last}\n`)
