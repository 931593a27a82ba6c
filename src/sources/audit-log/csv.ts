// Reads rows of comma-separated values (RFC 4180) as Log Analytics exports them: fields in quotes may hold commas, quotes and lines.

/** How many quotes a piece of text has: a row goes on over a line's end while they are odd. */
export function quotesIn(line: Uint8Array): number {
  let count = 0
  for (let at = line.indexOf(0x22); at !== -1; at = line.indexOf(0x22, at + 1)) count++
  return count
}

/** The fields of one row, without its line's end. */
export function fieldsOf(row: string): readonly string[] {
  const fields: string[] = []
  let at = 0
  for (;;) {
    if (row[at] === '"') {
      let text = ''
      let from = at + 1
      for (;;) {
        const quote = row.indexOf('"', from)
        if (quote < 0) {
          fields.push(text + row.slice(from))
          return fields
        }
        text += row.slice(from, quote)
        if (row[quote + 1] !== '"') {
          at = quote + 1
          break
        }
        text += '"'
        from = quote + 2
      }
      const comma = row.indexOf(',', at)
      fields.push(text)
      if (comma < 0) return fields
      at = comma + 1
    } else {
      const comma = row.indexOf(',', at)
      fields.push(comma < 0 ? row.slice(at) : row.slice(at, comma))
      if (comma < 0) return fields
      at = comma + 1
    }
  }
}

/**
 * The columns of a header row, as Log Analytics has them: the portal writes the zone behind times, as `TimeGenerated [UTC]`.
 *
 * @returns `undefined` where the row is no such header
 */
export function headerOf(line: Buffer, known: ReadonlySet<string>): readonly string[] | undefined {
  const first = line[0]
  const isText = first === 0xef || first === 0x22 || (first !== undefined && first >= 0x41 && first <= 0x7a)
  if (!isText || line.length > 65_536) return undefined
  const columns = fieldsOf(
    line
      .toString('utf8')
      .replace(/^\ufeff/, '')
      .trimEnd(),
  ).map((name) => name.replace(/ \[UTC\]$/, ''))
  return columns.some((name) => known.has(name)) ? columns : undefined
}
