// The plan as a unified diff of the objects, for a review: as much of each as the plan knows, with what is done and why above it.
import type { Plan } from '../../change/index.ts'
import { formatRef, groupOf, type ObjectRef } from '../../kube/index.ts'
import { sourcePhrase, timePhrase } from '../phrases.ts'
import { plainText } from '../plain-text.ts'
import { planPhrase, planTitle } from './answer.ts'
import { editSides, sidesOf } from './partial-document.ts'
import { remedyTitles } from './phrases.ts'
import { numberedSteps } from './plan-parts.ts'
import type { PlanRenderer } from './renderer.ts'
import { diffLines } from './unified-diff.ts'

/** Renders `diff`. */
export const renderPlanDiff: PlanRenderer = (plan) =>
  `${[headComments(plan), ...stepDiffs(plan), ...sourceDiffs(plan)].flat().join('\n')}\n`

function headComments(plan: Plan): readonly string[] {
  return [
    planTitle,
    `${sourcePhrase(plan.source)}, ${timePhrase(plan.generatedAt)}`,
    planPhrase(plan),
    'Of each object only what the plan knows is shown; the steps are in their order.',
  ].map(comment)
}

function stepDiffs(plan: Plan): readonly (readonly string[])[] {
  return numberedSteps(plan).map(({ number, step }) => [
    '',
    comment(`step ${number}, ${formatRef(step.object)}, ${step.remedy}: ${remedyTitles[step.remedy]}: ${step.reason}`),
    ...diffLines({ path: diffPath(step.object), ...sidesOf(step) }),
  ])
}

function sourceDiffs({ sourcePatches }: Plan): readonly (readonly string[])[] {
  return sourcePatches.map(({ object, by, where, edits, reason }) => [
    '',
    comment(`in the source, ${formatRef(object)}, made by ${by}: ${reason}`),
    comment(`where: ${where}`),
    ...diffLines({ path: diffPath(object), ...editSides(object, edits) }),
  ])
}

// Programs that read diffs skip lines that begin so.
function comment(text: string): string {
  return `# ${plainText(text)}`
}

/** Groups whose kinds are known by their bare names. */
const plainGroups: ReadonlySet<string> = new Set(['', 'apps', 'batch', 'rbac.authorization.k8s.io'])

/** `Deployment/shop/web`, `Rollout.argoproj.io/shop/canary`; whatever the names, a path below the folder it is taken in. */
export function diffPath({ apiVersion, kind, namespace, name }: ObjectRef): string {
  const group = groupOf(apiVersion)
  const parts = [plainGroups.has(group) ? kind : `${kind}.${group}`, ...(namespace === undefined ? [] : [namespace]), name]
  return parts.map(pathPart).join('/')
}

// As in a URL, so that neither git nor a file system sees more in a name than a name.
function pathPart(text: string): string {
  if (/^\.*$/.test(text)) return text.replaceAll('.', '%2E') || '%'
  return encodeURIComponent(plainText(text)).replaceAll('%3A', ':').replaceAll('%40', '@')
}
