// What an audit says of use, as it leaves the house: how far the evidence reaches, and for each workload what was seen.
import type { Coverage, Purpose, Result } from '../../evidence/index.ts'

/**
 * - `inUse`: a token that it holds was used for work;
 * - `onlyRefused`: all work that it tried was refused;
 * - `onlyDiscovery`: only what every client does and no token is needed for;
 * - `otherCredential`: its account was in use, and never by a token that it holds;
 * - `notSeen`: no use was seen, by evidence that reaches far enough to say so;
 * - `cannotTell`: no use was seen, and the evidence does not reach far enough.
 */
export type EvidenceKind = 'inUse' | 'onlyRefused' | 'onlyDiscovery' | 'otherCredential' | 'notSeen' | 'cannotTell'

/** All kinds, with their names for people. None of them is "unused": a log can't show that. */
export const evidenceTitles: Readonly<Record<EvidenceKind, string>> = {
  inUse: 'seen in use',
  onlyRefused: 'only refused',
  onlyDiscovery: 'only discovery seen',
  otherCredential: 'used, but not the mounted token',
  notSeen: 'not seen in use',
  cannotTell: "the evidence can't say",
}

/** One thing that it did, with all verbs. */
export interface UseSummary {
  readonly verbs: readonly string[]
  readonly group: string
  readonly resource: string
  readonly subresource: string
  readonly namespace: string
  readonly result: Result
  readonly purpose: Purpose
  readonly count: number
  readonly last: string
}

/** One pod whose token was used. */
export interface UsingPod {
  readonly name: string
  /** Whether it is there now. One that is gone is put down to the workload by its name and account. */
  readonly present: boolean
  readonly count: number
  readonly last: string
}

/** What a catalogue of well-known programs expects; it decides nothing. */
export interface HintReport {
  readonly program: string
  readonly expects: string
  readonly source: string
  /** `YYYY-MM-DD`. */
  readonly read: string
}

/** What was seen of one workload. */
export interface WorkloadEvidenceReport {
  readonly kind: EvidenceKind
  /** In a sentence without a full stop. */
  readonly statement: string
  /** What it did by tokens that it holds, work first. */
  readonly uses: readonly UseSummary[]
  readonly pods: readonly UsingPod[]
  /** Requests by tokens that it holds, by day: `YYYY-MM-DD`. */
  readonly days: readonly { readonly day: string; readonly count: number }[]
  /** What else was seen of its account. */
  readonly notes: readonly string[]
  readonly hint?: HintReport
}

/** What the whole evidence is. */
export interface EvidenceSummary {
  /** For people: the ledger's file. */
  readonly description: string
  readonly cluster: string
  readonly coverage: readonly Coverage[]
  /** The least that it has to reach over, in days. */
  readonly minWindowDays: number
  /** Whether it reaches far enough to say that something was not seen, of workloads that are there so long. */
  readonly sufficient: boolean
  /** How far it reaches, or why that is not enough; a sentence without a full stop. */
  readonly statement: string
  /** What no audit log shows, each in a sentence without a full stop. */
  readonly blindSpots: readonly string[]
}
