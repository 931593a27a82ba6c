// Writes HTML so that text cannot become markup: whatever is put into a template is escaped, unless it is markup itself.
import { plainText } from './plain-text.ts'
import { proseParts } from './prose.ts'

/** HTML that needs no escaping any more; only {@link markup} and {@link trusted} make it. */
export interface Markup {
  readonly html: string
}

/** What may stand in a template. */
export type Slot = Markup | string | number | readonly Markup[]

/**
 * A template whose slots are escaped; attributes must stand in double quotes. Not called `html`, because formatters would
 * lay such templates out anew, and here every space counts.
 */
export function markup(fixed: TemplateStringsArray, ...slots: readonly Slot[]): Markup {
  return { html: fixed.map((text, i) => text + slotText(slots[i] ?? '')).join('') }
}

/** Markup that is a constant of this room, as the style sheet. */
export function trusted(html: string): Markup {
  return { html }
}

/** Nothing. */
export const nothing: Markup = { html: '' }

/** A name of the cluster. */
export function name(text: string): Markup {
  return markup`<code>${text}</code>`
}

/** A message of the house, its backticked names as names. */
export function prose(message: string): Markup {
  return markup`${proseParts(message).map((part) => (part.code ? name(part.text) : markup`${part.text}`))}`
}

/** Markup with a separator between its items. */
export function joined(items: readonly Markup[], separator: string): Markup {
  return markup`${items.map((item, i) => (i === 0 ? item : markup`${separator}${item}`))}`
}

function slotText(slot: Slot): string {
  if (typeof slot === 'number') return String(slot)
  if (typeof slot === 'string') return htmlText(slot)
  return 'html' in slot ? slot.html : slot.map((item) => item.html).join('')
}

// Good for an element and for an attribute in quotes.
function htmlText(text: string): string {
  return plainText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
    .replaceAll('`', '&#96;')
}
