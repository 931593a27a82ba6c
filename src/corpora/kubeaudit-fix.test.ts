// kubeaudit's fixes for `asat`: what its `autofix` makes of its fixtures, against what a plan makes of them once its edits are made.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadAll } from 'js-yaml'
import type { Json, JsonObject } from '../base/index.ts'
import { resolve, valueAt, withEdits, type Plan } from '../change/index.ts'
import { decodeObject, refKey } from '../kube/index.ts'
import { planFor, worldOf } from './ask.cases.ts'
import { corporaFolder, runCorpus, type CorpusCase } from './corpus.cases.ts'

interface Case extends CorpusCase {
  readonly input: readonly string[]
  readonly expected: {
    readonly after_fix: {
      readonly podSpec: { readonly automountServiceAccountToken: boolean | null; readonly serviceAccountName: string }
      readonly serviceAccount_default?: { readonly automountServiceAccountToken: boolean | null }
    }
  }
}

/** The switch of the pod template, and that of the account where the input has one. */
function told(pod: Json | undefined, account: Json | undefined): string {
  return `template ${JSON.stringify(pod ?? null)}${account === undefined ? '' : `, account ${JSON.stringify(account)}`}`
}

function fixed(plan: Plan, objects: readonly JsonObject[]): readonly JsonObject[] {
  return objects.map((object) => {
    const decoded = decodeObject(object)
    assert.ok(decoded.kind === 'object')
    const step = plan.steps.find((one) => refKey(one.object) === refKey(decoded.object.ref))
    if (step === undefined) return object
    assert.ok(step.change.kind === 'edit', step.id)
    const resolution = resolve(object, step.change.edits)
    assert.ok(resolution.kind === 'pending', step.id)
    return withEdits(object, resolution.edits)
  })
}

const lives = 'the `default` account that says false lives in another namespace than the workload, and decides nothing there'

runCorpus<Case>('kubeaudit', {
  proves: "that a plan takes the token away where kubeaudit's fix does",
  ruleOf: () => 'asat',
  asked: {
    asat: {
      theirs: ({ expected: { after_fix: after } }) =>
        told(after.podSpec.automountServiceAccountToken, after.serviceAccount_default?.automountServiceAccountToken),
      ours({ input }) {
        const objects = input.flatMap((name) =>
          loadAll(readFileSync(join(corporaFolder, 'kubeaudit', name), 'utf8')).map((value) => value as JsonObject),
        )
        const after = fixed(planFor(worldOf(objects)), objects)
        const find = (kind: string) => after.find((object) => object['kind'] === kind)
        const account = find('ServiceAccount')
        return told(
          valueAt(find('ReplicationController') ?? {}, '/spec/template/spec/automountServiceAccountToken'),
          account === undefined ? undefined : (account['automountServiceAccountToken'] ?? null),
        )
      },
    },
  },
  leftOut: new Map(),
  disputes: new Map([
    [
      'deprecated',
      {
        ours: 'template false',
        reason: 'it renames the field and leaves the token mounted; that the account is not `default` makes it no less a token',
      },
    ],
    [
      'true-allowed',
      { ours: 'template false', reason: "the label that allows it is kubeaudit's own: a need has a reason, an owner and an end" },
    ],
    ['nil-and-no-name-and-default-sa', { ours: 'template false, account false', reason: lives }],
    [
      'true-and-default-sa',
      {
        ours: 'template false, account false',
        reason: `it clears the pod's field, and then the token is mounted again: ${lives}`,
      },
    ],
  ]),
})
