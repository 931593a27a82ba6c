// The frame of every page: one file that needs nothing else, and a policy under which nothing but its own script runs or loads.
import { markup, nothing, trusted, type Markup } from './html-markup.ts'
import { pageStyle } from './html-style.ts'

/** What a page puts into the frame. */
export interface Page {
  readonly title: string
  /** Behind the style that all pages share. */
  readonly style: string
  readonly head: Markup
  /** Ends in a line break. */
  readonly main: Markup
  readonly footer: Markup
  /** The page's only script with its digest; absent: none may run. */
  readonly script?: { readonly text: string; readonly hash: string }
}

/** The page as a whole file. Whatever a name might smuggle in, the browser runs the page's own script and loads nothing. */
export function pageText({ title, style, head, main, footer, script }: Page): string {
  const scripts = script === undefined ? '' : `script-src '${script.hash}'; `
  const policy = `default-src 'none'; style-src 'unsafe-inline'; ${scripts}base-uri 'none'; form-action 'none'`
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Sparekey: ${title}</title>
<style>${trusted(pageStyle + style)}</style>
</head>
<body>
${head}
<main>
${main}</main>
<footer><p>${footer}</p></footer>
${script === undefined ? nothing : markup`<script>${trusted(script.text)}</script>\n`}</body>
</html>
`.html
}
