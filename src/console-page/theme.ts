// Light or dark: as the system has it, unless somebody has chosen. The choice is the one thing that the page keeps in the browser.
import { signal, type Signal } from '@preact/signals'

/** What can be chosen. */
export const themes = ['system', 'light', 'dark'] as const

/** One of them. */
export type Theme = (typeof themes)[number]

const key = 'sparekey-theme'

/** What is chosen. */
export const theme: Signal<Theme> = signal(kept())

/** Chooses, and keeps the choice. */
export function chooseTheme(chosen: Theme): void {
  theme.value = chosen
  try {
    if (chosen === 'system') localStorage.removeItem(key)
    else localStorage.setItem(key, chosen)
  } catch {
    // A browser that keeps nothing forgets the choice.
  }
  applyTheme()
}

/** Shows what is chosen. */
export function applyTheme(): void {
  const root = document.documentElement
  if (theme.value === 'system') root.removeAttribute('data-theme')
  else root.setAttribute('data-theme', theme.value)
}

function kept(): Theme {
  try {
    const value = localStorage.getItem(key)
    return themes.find((one) => one === value) ?? 'system'
  } catch {
    return 'system'
  }
}
