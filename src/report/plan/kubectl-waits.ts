// What a script waits for before a step: that the steps it requires are effective, as far as kubectl can tell, else by asking somebody.
import type { Step } from '../../change/index.ts'
import { findWorkloadKind, formatRef, groupOf } from '../../kube/index.ts'
import { shellWord } from '../../verdict/index.ts'
import { plainText } from '../plain-text.ts'
import { slashedWords } from './kubectl-words.ts'
import { effectPhrase } from './phrases.ts'
import type { NumberedStep } from './plan-parts.ts'

const rollouts: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet'])

/** The command that waits until a step is effective; `undefined` where its write is all there is to it. */
export function waitCommand({ number, step }: NumberedStep): string | undefined {
  if (canFollow(step)) return rolloutCommand(step)
  // An account or a right counts as soon as it is written; only pods come late.
  if (step.effect.when === 'atOnce' || !isWorkload(step)) return undefined
  const what = `step ${number}, ${formatRef(step.object)}, takes effect ${effectPhrase(step.effect)}: see that it has`
  return `ask ${shellWord(plainText(what))}`
}

/** Whether kubectl can follow the rollout that a step starts. */
export function canFollow({ object, effect }: Step): boolean {
  return effect.when === 'rollout' && groupOf(object.apiVersion) === 'apps' && rollouts.has(object.kind)
}

/** Waits for a rollout. */
export function rolloutCommand({ object }: Step): string {
  return `kubectl rollout status ${slashedWords(object)} --timeout=10m`
}

function isWorkload({ object: { apiVersion, kind } }: Step): boolean {
  return findWorkloadKind(groupOf(apiVersion), kind) !== undefined
}
