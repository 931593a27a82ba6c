// Bindings to roles or accounts that do not exist: they give nothing today, and something to whoever creates the name.
import { reads } from '../command.ts'
import { evidence, findingExample, findingsOf, gapsAbout } from '../material.ts'
import { settle, some } from '../settle.ts'
import type { Step } from './step.ts'

/** The step. */
export const danglingBindings: Step = {
  id: 'dangling-bindings',
  title: 'no binding waits for a name',
  asks:
    'Does a binding name a role or an account that does not exist? Whoever may create it then decides what the binding gives, or ' +
    'who has it, without touching a binding.',
  commands: [
    reads('kubectl get rolebindings,clusterrolebindings -A -o wide', 'Compare roles and accounts with those that there are.'),
    reads('sparekey audit -o table', 'The findings `dangling-binding` are this comparison.'),
  ],
  carryOut(material) {
    const findings = findingsOf(material, 'dangling-binding')
    return {
      evidence: evidence([{ count: findings.length, what: 'bindings that wait for a name' }], findings.map(findingExample)),
      result: settle({
        fail: some(findings.length, 'binding names what does not exist', 'bindings name what does not exist'),
        gaps: gapsAbout(material, 'rbac'),
        pass: 'there is none',
      }),
    }
  },
}
