// The names of all formats, apart from what prints them: the command line takes names, and loads no printer to list them.

/** The formats of an audit, in the order in which help prints them. */
export const formatNames = ['table', 'wide', 'json', 'yaml', 'sarif', 'html', 'junit', 'markdown', 'csv'] as const

/** One of {@link formatNames}. */
export type Format = (typeof formatNames)[number]

/** The formats of a plan, in the order in which help prints them. */
export const planFormatNames = ['table', 'yaml', 'json', 'diff', 'kubectl', 'kustomize', 'markdown', 'html'] as const

/** One of {@link planFormatNames}. */
export type PlanFormat = (typeof planFormatNames)[number]

/** The formats of an answer to `who-can`, in the order in which help prints them. */
export const whoCanFormatNames = ['table', 'tree', 'json', 'yaml', 'sarif', 'html', 'dot', 'mermaid', 'markdown', 'csv'] as const

/** One of {@link whoCanFormatNames}. */
export type WhoCanFormat = (typeof whoCanFormatNames)[number]

/** The formats of the control as a procedure, in the order in which help prints them. */
export const procedureFormatNames = ['text', 'markdown', 'html', 'json', 'yaml'] as const

/** One of {@link procedureFormatNames}. */
export type ProcedureFormat = (typeof procedureFormatNames)[number]

/** The formats of a ledger, in the order in which help prints them. */
export const evidenceFormatNames = ['table', 'json', 'yaml'] as const

/** One of {@link evidenceFormatNames}. */
export type EvidenceFormat = (typeof evidenceFormatNames)[number]
