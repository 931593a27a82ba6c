// The script on a real control plane: every step goes, the way back brings the former state, and an object that changed is left alone.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { clusterSuite } from '../../../testbed/suite.ts'
import { waitUntil } from '../../../testbed/wait-until.ts'
import type { Step } from '../../change/index.ts'
import { renderPlanKubectl } from './kubectl.ts'
import { objectWords } from './kubectl-words.ts'
import { account, plan, step } from './sample.cases.ts'
import { wholeCluster } from './sample-cluster.cases.ts'
import { wholePlan } from './sample-whole.cases.ts'

const skip = spawnSync('sh', ['-c', 'command -v kubectl']).status === 0 ? false : 'NOT PROVED: this machine has no kubectl'
const options = { color: false, width: 100 }

clusterSuite('a plan as a script of kubectl', { kwok: true, nodes: 1 }, (cluster) => {
  let folder: string
  const shell = (command: string, input = '') =>
    spawnSync('sh', ['-c', command], {
      cwd: folder,
      encoding: 'utf8',
      input,
      env: { ...process.env, KUBECONFIG: cluster.plane.kubeconfigPath },
    })
  const shown = (command: string, input?: string): string => {
    const { status, stdout, stderr } = shell(command, input)
    assert.equal(status, 0, `${command}\n${stdout}${stderr}`)
    return stdout
  }
  const script = (name: string, steps: readonly Step[]): string => {
    writeFileSync(join(folder, name), renderPlanKubectl(plan({ ...wholePlan, steps }), options))
    return `SPAREKEY_RECORD=${name}.record sh ${name}`
  }
  const read = (object: Step['object']): Readonly<Record<string, unknown>> | undefined => {
    const { status, stdout } = shell(`kubectl get ${objectWords(object)} -o json`)
    return status === 0 ? (JSON.parse(stdout) as Record<string, unknown>) : undefined
  }
  /** What of an object has to come back. */
  const said = (object: Step['object']): unknown => {
    const { metadata, status: _, ...rest } = read(object) ?? {}
    const { labels, annotations } = (metadata ?? {}) as Record<string, Record<string, string>>
    const { 'deployment.kubernetes.io/revision': __, 'deprecated.daemonset.template.generation': ___, ...own } = annotations ?? {}
    return { labels, annotations: own, ...(read(object)?.['kind'] === 'Secret' ? {} : rest) }
  }
  const withUids = (steps: readonly Step[]): readonly Step[] =>
    steps.map((one) =>
      one.uid === undefined ? one : { ...one, uid: (read(one.object)?.['metadata'] as { readonly uid: string }).uid },
    )

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sparekey-kubectl-'))
    process.on('exit', () => {
      rmSync(folder, { recursive: true, force: true })
    })
    if (skip !== false) return
    for (const [crds, objects] of [wholeCluster.slice(0, 1), wholeCluster.slice(1)].entries()) {
      shown('kubectl create -f -', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }))
      if (crds === 0) shown('kubectl wait --for condition=Established crd/rollouts.argoproj.io --timeout=60s')
    }
    await waitUntil('the default account', () =>
      Promise.resolve(shell('kubectl get serviceaccount default -n shop').status === 0),
    )
  })

  test('every step goes, in its order, and the way back brings the former state back, absent as absent', { skip }, () => {
    const steps = withUids(wholePlan.steps)
    const formerly = steps.map(({ object }) => said(object))
    const command = script('whole.sh', steps)
    shown(command, 'y\n'.repeat(20))
    for (const { object, change } of steps) {
      const now = read(object)
      assert.equal(now === undefined, change.kind === 'delete', objectWords(object))
    }
    const web = JSON.stringify(read(steps.find(({ remedy }) => remedy === 'opt-in')?.object ?? assert.fail()))
    assert.match(web, /"automountServiceAccountToken":true/)
    const api = JSON.stringify(read(steps.find(({ remedy }) => remedy === 'one-container')?.object ?? assert.fail()))
    assert.match(api, /"name":"proxy".*"volumeMounts":\[\{"mountPath":"\/var\/run\/secrets\/kubernetes\.io\/serviceaccount"/)
    assert.match(shown(command, 'y\n'.repeat(20)), /^$|successfully rolled out/, 'a second run does nothing')

    shown(`${command} backout`)
    steps.forEach(({ object, remedy }, i) => {
      if (remedy === 'legacy-deleted') assert.equal(read(object), undefined)
      else assert.deepEqual(said(object), formerly[i], objectWords(object))
    })
    assert.deepEqual(
      readdirSync(join(folder, 'whole.sh.record')).filter((name) => /made|begun/.test(name)),
      [],
    )
  })

  test(
    'an object that changed since, or another of its name, is left as it is, and the way back needs no look at it',
    { skip },
    () => {
      const web = account('shop', 'web')
      const off = step({ remedy: 'account-off', object: web })
      const uid = (read(web)?.['metadata'] as { readonly uid: string }).uid
      const refused = (name: string, one: Step): void => {
        const formerly = said(web)
        const { status, stderr } = shell(script(name, [one]))
        assert.notEqual(status, 0)
        assert.match(
          stderr,
          /stopped in step 1: where the server calls the request invalid, the object is not as the plan has it/,
        )
        assert.deepEqual(said(web), formerly)
      }
      refused('uid.sh', { ...off, uid: 'another' })
      refused('from.sh', {
        ...off,
        change: { kind: 'edit', edits: [{ path: '/automountServiceAccountToken', from: true, to: false }] },
      })
      shown('kubectl patch serviceaccount web -n shop --type merge -p \'{"automountServiceAccountToken":true}\'')
      refused('absent.sh', { ...off, uid })
      shown('kubectl patch serviceaccount web -n shop --type merge -p \'{"automountServiceAccountToken":null}\'')
      const again = shell('SPAREKEY_RECORD=absent.sh.record sh absent.sh')
      assert.equal(again.status, 1)
      assert.match(again.stderr, /step 1 was begun and not finished: look at its object/)
      shown('rm absent.sh.record/1.begun && SPAREKEY_RECORD=absent.sh.record sh absent.sh')
      assert.equal(read(web)?.['automountServiceAccountToken'], false)
      shown('SPAREKEY_RECORD=absent.sh.record sh absent.sh backout')
      assert.ok(!Object.hasOwn(read(web) ?? {}, 'automountServiceAccountToken'))
    },
  )

  test('a list that somebody changed after the step is not put back over what they did', { skip }, () => {
    const binding = wholePlan.steps.find(({ remedy }) => remedy === 'dangling-removed') ?? assert.fail()
    const command = script('list.sh', [binding])
    shown(command)
    shown(
      `kubectl patch ${objectWords(binding.object)} --type json -p '[{"op":"add","path":"/subjects/-","value":{"kind":"ServiceAccount","name":"new","namespace":"ci"}}]'`,
    )
    const formerly = said(binding.object)
    assert.notEqual(shell(`${command} backout`).status, 0)
    assert.deepEqual(said(binding.object), formerly)
  })
})
