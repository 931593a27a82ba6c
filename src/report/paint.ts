// Decides the few colours of a terminal report; without colour every word stays, so that nothing is said by colour alone.
import type { Severity, VerdictKind } from '../verdict/index.ts'

/** Wraps texts in ANSI styles, or leaves them as they are. */
export interface Paint {
  readonly strong: (text: string) => string
  readonly faint: (text: string) => string
  readonly severity: (severity: Severity | undefined, text: string) => string
  readonly verdict: (verdict: VerdictKind, text: string) => string
}

const severityCodes: Readonly<Record<Severity, string>> = { critical: '1;31', high: '31', medium: '33', low: '36' }

const verdictCodes: Readonly<Record<VerdictKind, string>> = {
  notProvenRequired: '31',
  couldNotTell: '33',
  powerless: '36',
  requiredByEvidence: '32',
  requiredByDeclaration: '32',
  platformOwned: '32',
  noApiToken: '32',
}

/** The colours of a report, or none. */
export function paintFor(color: boolean): Paint {
  const style = (code: string, text: string) => (color && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text)
  return {
    strong: (text) => style('1', text),
    faint: (text) => style('2', text),
    severity: (severity, text) => (severity === undefined ? text : style(severityCodes[severity], text)),
    verdict: (verdict, text) => style(verdictCodes[verdict], text),
  }
}
