// The plan as a POSIX script of kubectl commands, for those who carry it out without Sparekey: the steps in order with what has to be
// waited for, and the way back.
import { ranksBack, type Plan } from '../../change/index.ts'
import { formatRef } from '../../kube/index.ts'
import { shellWord } from '../../verdict/index.ts'
import { sourcePhrase, timePhrase } from '../phrases.ts'
import { plainText } from '../plain-text.ts'
import { planPhrase, planTitle } from './answer.ts'
import { changeWord } from './changes.ts'
import { stepCommands, type StepCommands } from './kubectl-commands.ts'
import { scriptHead, scriptTail } from './kubectl-script.ts'
import { canFollow, rolloutCommand, waitCommand } from './kubectl-waits.ts'
import { effectPhrase, remedyTitles } from './phrases.ts'
import { numberedSteps, type NumberedStep } from './plan-parts.ts'
import type { PlanRenderer } from './renderer.ts'

/** A step with its commands. */
interface ScriptedStep extends NumberedStep {
  readonly commands: StepCommands
}

/** Renders `kubectl`. */
export const renderPlanKubectl: PlanRenderer = (plan) => {
  const steps = scripted(plan)
  return [
    `#!/bin/sh\n${headComments(plan).map(comment).join('\n')}\n`,
    `record=\${SPAREKEY_RECORD:-sparekey-record-${plan.generatedAt.replaceAll(/[^\dTZ]/g, '')}}\n`,
    scriptHead,
    ...functionText('apply', '# The steps, in their order.', forwardLines(steps)),
    ...functionText('backout', '# The way back: what hands out or allows comes first, then what uses it.', backLines(steps)),
    scriptTail,
  ].join('')
}

function headComments(plan: Plan): readonly string[] {
  return [
    planTitle,
    `${sourcePhrase(plan.source)}, ${timePhrase(plan.generatedAt)}`,
    planPhrase(plan),
    '',
    'Needs kubectl and nothing else, and acts on its current context: see `kubectl config current-context`.',
    '  sh THIS-FILE           takes the steps in their order; run again, it goes on where it stopped',
    '  sh THIS-FILE backout   takes back what was taken',
    'What was done is written into the folder that $SPAREKEY_RECORD names: the way back needs it.',
    'Each patch tests what it is about to change: where an object is not as it was, nothing is changed and the script stops.',
    ...(plan.steps.some(({ object }) => object.kind === 'Secret')
      ? ['kubectl reads a Secret whole when it patches its labels; nothing that it holds is printed or written.']
      : []),
    ...(plan.sourcePatches.length === 0
      ? []
      : [
          'Not in this script, since they would be taken back in the cluster; they belong into the sources:',
          ...plan.sourcePatches.map(({ object, by, where }) => `  ${formatRef(object)}, made by ${by}: ${where}`),
        ]),
  ]
}

/** The steps with their commands; what requires a step without one has none either. */
function scripted(plan: Plan): readonly ScriptedStep[] {
  const byHand = new Set<number>()
  return numberedSteps(plan).map((numbered) => {
    const needed = numbered.requires.find((number) => byHand.has(number))
    const commands: StepCommands =
      needed === undefined
        ? stepCommands(numbered)
        : { kind: 'byHand', reason: `it requires step ${needed}, for which no command is written` }
    if (commands.kind === 'byHand') byHand.add(numbered.number)
    return { ...numbered, commands }
  })
}

function forwardLines(steps: readonly ScriptedStep[]): readonly string[] {
  const waited = new Set<number>()
  const waits = (numbers: readonly number[]): readonly string[] =>
    numbers.flatMap((number) => {
      const required = steps[number - 1]
      if (required === undefined || waited.has(number)) return []
      waited.add(number)
      return waitCommand(required) ?? []
    })
  const lines = steps.flatMap(({ number, step, requires, commands }) => [
    comment(`${number}. ${remedyTitles[step.remedy]}: ${step.reason}`),
    comment(`   takes effect ${effectPhrase(step.effect)}; ${step.risk.level} risk: ${step.risk.why}`),
    ...(commands.kind === 'byHand'
      ? [comment(`   no command: ${commands.reason}`)]
      : [
          ...condition('todo', number, step),
          ...inside([...waits(requires), `begin ${number}`, ...commands.forward, `made ${number}`]),
          '  fi',
        ]),
    '',
  ])
  const left = steps.filter(
    ({ number, step, commands }) => commands.kind === 'commands' && canFollow(step) && !waited.has(number),
  )
  return [...lines, ...left.map(({ step }) => rolloutCommand(step)), "say 'every step that has a command is taken'"]
}

function backLines(steps: readonly ScriptedStep[]): readonly string[] {
  const scripted = new Map(steps.map((one) => [one.step, one]))
  const inOrder = ranksBack([...scripted.keys()]).flatMap((rank) => rank.flatMap((step) => scripted.get(step) ?? []))
  const lines = inOrder.flatMap(({ number, step, commands }) =>
    commands.kind === 'byHand'
      ? []
      : [
          ...condition('undo', number, step),
          ...inside([`begin_undo ${number}`, ...commands.back, `undone ${number}`]),
          ...inside(canFollow(step) ? [rolloutCommand(step)] : []),
          '  fi',
        ],
  )
  return [...lines, "say 'everything that was taken is taken back'"]
}

function condition(test: string, number: number, { change, object }: NumberedStep['step']): readonly string[] {
  const words = `${changeWord(change)} ${formatRef(object)}`
  return [`  if ${test} ${number} ${shellWord(plainText(words))}; then`]
}

// A document within a command keeps its place at the beginning of the line.
function inside(lines: readonly string[]): readonly string[] {
  return lines.map((line) => (line.includes('\n') ? line : `    ${line}`))
}

function functionText(name: string, head: string, lines: readonly string[]): readonly string[] {
  const body = lines.map((line) => (line === '' || line.startsWith('  ') || line.includes('\n') ? line : `  ${line}`))
  return [`\n${head}\n${name}() {\n${body.join('\n')}\n}\n`]
}

function comment(text: string): string {
  return `# ${plainText(text)}`.trimEnd()
}
