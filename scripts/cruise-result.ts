// What a run of dependency-cruiser says, as lines for people.

/** The part of dependency-cruiser's JSON that is read here. */
export interface Cruise {
  readonly modules: readonly { readonly source: string }[]
  readonly summary: {
    readonly totalCruised: number
    readonly totalDependenciesCruised: number
    readonly violations: readonly Violation[]
    readonly ruleSetUsed: { readonly forbidden?: readonly { readonly name?: string; readonly comment?: string }[] }
  }
}

interface Violation {
  readonly from: string
  readonly to: string
  readonly rule: { readonly name: string; readonly severity: string }
  readonly cycle?: readonly { readonly name: string }[]
}

/** @returns a line for each breach: the files, the rule, and what to do */
export function breachesOf(cruise: Cruise): string[] {
  const comments = new Map(cruise.summary.ruleSetUsed.forbidden?.map((rule) => [rule.name, rule.comment]))
  return cruise.summary.violations.map((breach) => {
    const path = breach.cycle === undefined ? [breach.to] : breach.cycle.map((step) => step.name)
    const files = [breach.from, ...path.filter((file, at) => at > 0 || file !== breach.from)].join(' → ')
    return `${files}: ${breach.rule.name}: ${comments.get(breach.rule.name) ?? ''}`
  })
}

/**
 * Files that should have been read and were not.
 *
 * @param files - every TypeScript file of the repository
 */
export function unseenFiles(cruise: Cruise, files: readonly string[]): string[] {
  const seen = new Set(cruise.modules.map((module) => module.source))
  if (!files.some((file) => seen.has(file)))
    return ['no module was read: is the version of TypeScript one that dependency-cruiser can use?']
  return files.filter((file) => !seen.has(file)).map((file) => `${file}: not read: does an \`exclude\` hide it?`)
}
