// Reads a label query as kubectl's `-l` takes it: `a=b`, `a!=b`, `a in (b,c)`, `a notin (b)`, `a`, `!a`, joined by commas.
import { SparekeyError } from '../../base/index.ts'

type Labels = ReadonlyMap<string, string>

const name = '[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?'
const key = `(?:[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?/)?${name}`
const value = `(?:${name})?`
const values = `\\s*${value}\\s*(?:,\\s*${value}\\s*)*`

const forms: readonly {
  readonly form: RegExp
  readonly test: (labels: Labels, key: string, wanted: readonly string[]) => boolean
}[] = [
  { form: new RegExp(`^(${key})\\s*==?\\s*(${value})$`), test: (labels, k, [v]) => labels.get(k) === v },
  // As in kubectl, a label that is not there is unequal and not in any set.
  { form: new RegExp(`^(${key})\\s*!=\\s*(${value})$`), test: (labels, k, [v]) => labels.get(k) !== v },
  {
    form: new RegExp(`^(${key})\\s+in\\s*\\((${values})\\)$`),
    test: (labels, k, wanted) => wanted.includes(labels.get(k) ?? '\u0000'),
  },
  {
    form: new RegExp(`^(${key})\\s+notin\\s*\\((${values})\\)$`),
    test: (labels, k, wanted) => !wanted.includes(labels.get(k) ?? '\u0000'),
  },
  { form: new RegExp(`^(${key})$`), test: (labels, k) => labels.has(k) },
  { form: new RegExp(`^!\\s*(${key})$`), test: (labels, k) => !labels.has(k) },
]

/** @throws SparekeyError USAGE for a query that kubectl would refuse too; `>` and `<` are not read */
export function parseLabelSelector(query: string): (labels: Labels) => boolean {
  if (query.trim() === '') return () => true
  const tests = query.split(/,(?![^(]*\))/).map((part) => {
    for (const { form, test } of forms) {
      const match = form.exec(part.trim())
      if (match === null) continue
      const wanted = (match[2] ?? '').split(',').map((item) => item.trim())
      return (labels: Labels) => test(labels, match[1] ?? '', wanted)
    }
    throw new SparekeyError('USAGE', `cannot read the label query \`${query}\` at \`${part.trim()}\``, {
      hint: 'write it as for `kubectl get -l`: `app=web,tier!=db`',
    })
  })
  return (labels) => tests.every((test) => test(labels))
}
