// The frame around every page: where one is, what was read, and the way to the other pages.
import { effect } from '@preact/signals'
import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { LocationProvider, Route, Router, useLocation } from 'preact-iso'
import { plainText, timePhrase } from '../console/index.ts'
import { AccountPage } from './pages/account.tsx'
import { BindingPage } from './pages/binding.tsx'
import { ChangesPage } from './pages/changes.tsx'
import { ControlPage } from './pages/control.tsx'
import { GuardPage } from './pages/guard.tsx'
import { JournalPage } from './pages/journal.tsx'
import { MintersPage } from './pages/minters.tsx'
import { NotFoundPage } from './pages/not-found.tsx'
import { OverviewPage } from './pages/overview.tsx'
import { WorkloadPage } from './pages/workload.tsx'
import { WorkloadsPage } from './pages/workloads.tsx'
import { Problem } from './parts/problem.tsx'
import { RunStrip } from './parts/run-strip.tsx'
import { refresh, refreshing, session, sessionProblem } from './session.ts'
import { chooseTheme, theme, themes, type Theme } from './theme.ts'

/** The pages that the navigation names, each with the addresses below it. */
const places: readonly { readonly title: string; readonly path: string; readonly also: readonly string[] }[] = [
  { title: 'Overview', path: '/', also: [] },
  { title: 'Workloads', path: '/workloads', also: ['/workload'] },
  { title: 'Minters', path: '/minters', also: ['/account', '/binding'] },
  { title: 'Changes', path: '/changes', also: ['/journal'] },
  { title: 'Guard', path: '/guard', also: [] },
  { title: 'Control', path: '/control', also: [] },
]

/** The whole page. */
export function Shell(): VNode {
  return (
    <LocationProvider>
      <Frame />
    </LocationProvider>
  )
}

function Frame(): VNode {
  const { path } = useLocation()
  const main = useRef<HTMLElement>(null)
  const first = useRef(true)
  useEffect(() => {
    // A reader that follows a link goes on where the new page begins.
    if (first.current) first.current = false
    else {
      main.current?.focus()
      window.scrollTo(0, 0)
    }
  }, [path])
  return (
    <>
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <header class="bar">
        <a class="brand" href="/">
          Sparekey <span>console</span>
        </a>
        <p class="source">{session.value === undefined ? 'reading…' : session.value.source}</p>
        <Tools />
      </header>
      <nav class="places" aria-label="Pages">
        <ul>
          {places.map((place) => (
            <li key={place.path}>
              <a href={place.path} aria-current={isHere(place, path) ? 'page' : undefined}>
                {place.title}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <main id="main" tabIndex={-1} ref={main}>
        <RunStrip />
        {sessionProblem.value === undefined ? null : <Problem problem={sessionProblem.value} />}
        <Router>
          <Route path="/" component={OverviewPage} />
          <Route path="/workloads" component={WorkloadsPage} />
          <Route path="/workload" component={WorkloadPage} />
          <Route path="/minters" component={MintersPage} />
          <Route path="/account" component={AccountPage} />
          <Route path="/binding" component={BindingPage} />
          <Route path="/changes" component={ChangesPage} />
          <Route path="/journal" component={JournalPage} />
          <Route path="/guard" component={GuardPage} />
          <Route path="/control" component={ControlPage} />
          <Route default component={NotFoundPage} />
        </Router>
      </main>
    </>
  )
}

function isHere({ path, also }: (typeof places)[number], here: string): boolean {
  return path === here || also.includes(here)
}

function Tools(): VNode {
  const read = session.value
  return (
    <div class="tools">
      {read === undefined ? null : (
        <span class="soft">
          read <time dateTime={read.generatedAt}>{timePhrase(read.generatedAt.replace(/\.\d+Z$/, 'Z'))}</time>
        </span>
      )}
      <button type="button" disabled={refreshing.value} onClick={() => void refresh()}>
        {refreshing.value ? 'Reading…' : 'Refresh'}
      </button>
      <label>
        <span class="hidden">Theme</span>
        <select value={theme.value} onChange={(event) => chooseTheme(event.currentTarget.value as Theme)}>
          {themes.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      </label>
    </div>
  )
}

// The title of the window says what was read.
effect(() => {
  const source = session.value?.source
  if (source !== undefined) document.title = `Sparekey: ${plainText(source)}`
})
