// How a page is cut into parts: each with a title of its own, all in one list at the top.
import { markup, type Markup } from './html-markup.ts'

/** A part of the page, as the navigation names it. */
export interface PagePart {
  readonly id: string
  readonly title: string
  readonly body: Markup
}

/** One part. */
export function section({ id, title, body }: PagePart): Markup {
  return markup`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>\n${body}</section>\n`
}

/** Where to go on the page. */
export function navigation(parts: readonly PagePart[]): Markup {
  return markup`<nav aria-label="Parts of this report"><ul>${parts.map(partLink)}</ul></nav>`
}

function partLink(part: PagePart): Markup {
  return markup`<li><a href="#${part.id}">${part.title}</a></li>`
}
