// Opens an address in the user's browser, as far as the system has a way to; whoever has none opens the printed link.
import { spawn } from 'node:child_process'

/** The program of each system that opens what it is given with whatever the user chose for it. */
const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
  linux: ['xdg-open'],
}

/** Whether it opens is not waited for: the link is printed as well. */
export function openBrowser(address: string): void {
  const opener = openers[process.platform]
  if (opener === undefined) return
  const [program, ...before] = opener
  const child = spawn(program, [...before, address], { stdio: 'ignore', detached: true })
  child.on('error', () => undefined)
  child.unref()
}
