// Changes that belong into the sources of objects, on a page.
import type { Plan } from '../../change/index.ts'
import { formatRef } from '../../kube/index.ts'
import { markup, name, prose, type Markup } from '../html-markup.ts'
import { diffBlock } from './html-diff.ts'
import { editSides } from './partial-document.ts'

/** Each source with what changes in it. */
export function sourcesPart({ sourcePatches }: Plan): Markup {
  const articles = sourcePatches.map(
    ({ object, by, where, edits, reason }) => markup`<article class="step">
<h3>${name(formatRef(object))} <small>made by ${by}</small></h3>
<p>${prose(reason)}</p>
${diffBlock(editSides(object, edits))}
<dl class="facts"><dt>Where</dt><dd>${prose(where)}</dd></dl></article>\n`,
  )
  return markup`<p class="way">What made these objects would take a change in the cluster back: change the source.</p>\n${articles}`
}
