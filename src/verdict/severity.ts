// How bad something is, on one scale for everything that is reported.

/** How bad a finding is; the order is the order of this list. */
export type Severity = 'critical' | 'high' | 'medium' | 'low'

/** All severities, the worst first. */
export const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low']
