// A strict reader of XML and of the HTML that this room writes, for the tests: anything it does not expect is an error.

/** An element as it was read. */
export interface ReadElement {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: ReadElement[]
  /** The text directly in it, entities resolved. */
  text: string
}

/** How a kind of markup departs from plain XML. */
export interface Dialect {
  readonly prolog: RegExp
  readonly empty: ReadonlySet<string>
  readonly raw: ReadonlySet<string>
  readonly entities: Readonly<Record<string, string>>
}

const named = { amp: '&', lt: '<', gt: '>', quot: '"' }

/** XML 1.0 without doctype, comments and CDATA. */
export const xml: Dialect = {
  prolog: /^<\?xml version="1\.0" encoding="UTF-8"\?>\n/,
  empty: new Set(),
  raw: new Set(),
  entities: { ...named, apos: "'" },
}

/** HTML in which every element is closed, every attribute quoted or bare, and every special character an entity. */
export const html: Dialect = {
  prolog: /^<!doctype html>\n/,
  empty: new Set(['meta', 'input', 'br']),
  raw: new Set(['style', 'script']),
  entities: named,
}

/** Reads a document with one root, or throws saying what is wrong and where. */
export function readMarkup(text: string, dialect: Dialect): ReadElement {
  const prolog = dialect.prolog.exec(text)
  if (prolog === null) throw new Error('no prolog')
  const illegal = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(text)
  if (illegal !== null) throw new Error(`illegal character at ${illegal.index}`)
  const root: ReadElement = { name: '', attributes: new Map(), children: [], text: '' }
  const open: ReadElement[] = [root]
  const token = /<(\/?)([A-Za-z][A-Za-z0-9]*)((?: [A-Za-z][A-Za-z-]*(?:="[^"<]*")?)*) ?(\/?)>|([^<]+)/gy
  token.lastIndex = prolog[0].length
  while (token.lastIndex < text.length) {
    const at = token.lastIndex
    const match = token.exec(text)
    const here = open.at(-1)
    if (match === null || here === undefined) throw new Error(`not markup at ${at}: ${text.slice(at, at + 60)}`)
    const [, closing, name = '', attributes = '', selfClosing, words] = match
    if (words !== undefined) here.text += resolve(words, dialect)
    else if (closing === '/') close(open, name, at)
    else {
      const element: ReadElement = { name, attributes: readAttributes(attributes, dialect), children: [], text: '' }
      here.children.push(element)
      if (dialect.raw.has(name)) {
        const end = text.indexOf(`</${name}>`, token.lastIndex)
        element.text = text.slice(token.lastIndex, end)
        token.lastIndex = end + name.length + 3
      } else if (selfClosing !== '/' && !dialect.empty.has(name)) open.push(element)
    }
  }
  const [only] = root.children
  if (open.length !== 1 || root.children.length !== 1 || only === undefined || root.text.trim() !== '')
    throw new Error('not one closed root')
  return only
}

/** All elements of a name, in the order of the document. */
export function elementsOf(root: ReadElement, name: string): ReadElement[] {
  return [...(root.name === name ? [root] : []), ...root.children.flatMap((child) => elementsOf(child, name))]
}

/** Every element, in the order of the document. */
export function allElements(root: ReadElement): ReadElement[] {
  return [root, ...root.children.flatMap(allElements)]
}

function close(open: ReadElement[], name: string, at: number): void {
  const element = open.pop()
  if (element?.name !== name) throw new Error(`</${name}> closes <${element?.name ?? ''}> at ${at}`)
}

function readAttributes(text: string, dialect: Dialect): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [, name = '', value = ''] of text.matchAll(/ ([A-Za-z-]+)(?:="([^"]*)")?/g)) {
    if (found.has(name)) throw new Error(`attribute ${name} twice`)
    found.set(name, resolve(value, dialect))
  }
  return found
}

function resolve(text: string, dialect: Dialect): string {
  return text.replace(/&(?:#(\d+)|(\w+))?(;?)/g, (whole, number?: string, name?: string, end?: string) => {
    const character = number === undefined ? dialect.entities[name ?? ''] : String.fromCodePoint(Number(number))
    if (character === undefined || end !== ';') throw new Error(`no such entity: ${whole}`)
    return character
  })
}
