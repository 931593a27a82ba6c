// The page's first code: texts are made harmless, the theme is set, what was read is asked for, and the page is drawn.
import { render } from 'preact'
import { makeTextsPlain } from './plain-texts.ts'
import { loadSession } from './session.ts'
import { Shell } from './shell.tsx'
import { applyTheme } from './theme.ts'

makeTextsPlain()
applyTheme()
void loadSession()
const place = document.getElementById('page')
if (place !== null) render(<Shell />, place)
