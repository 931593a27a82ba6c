// Who is bound by which binding to which role, in numbers: each is told by its place among the subjects, the bindings or the roles.
import { rowsOf, type Rows } from '../base/index.ts'
import type { BindingObject } from '../kube/index.ts'
import { subjectOf, type GrantSubject } from './identity.ts'
import type { RoleIndex } from './role-index.ts'
import { SubjectMap } from './subject-map.ts'

/** Bindings in numbers. */
export interface BindingIndex {
  /** Everyone who is bound, once, in the order of the bindings. */
  readonly subjects: readonly GrantSubject[]
  numberOf(subject: GrantSubject): number | undefined
  /** For each subject the bindings that name it, in their order, each once. */
  readonly bindingsOf: Rows
  /** For each binding the role that it hands out; -1 where the role is missing. */
  readonly roleOf: Int32Array
  /** For each binding 1 where its role holds everywhere, 0 where it holds in one namespace. */
  readonly clusterWide: Uint8Array
}

/** Reads all bindings, in one go: in a big cluster most of what it takes is to get at them. */
export function indexBindings(bindings: readonly BindingObject[], roles: RoleIndex): BindingIndex {
  const subjects: GrantSubject[] = []
  const numbers = new SubjectMap<number>()
  const numberNamed = (named: BindingObject['subjects'][number], binding: BindingObject): number | undefined => {
    const subject = subjectOf(named, binding)
    if (subject === undefined) return undefined
    const known = numbers.get(subject)
    if (known !== undefined) return known
    numbers.set(subject, subjects.length)
    return subjects.push(subject) - 1
  }
  const roleOf = new Int32Array(bindings.length)
  const clusterWide = new Uint8Array(bindings.length)
  const named: number[] = []
  const namedBy: number[] = []
  /** For each subject the last binding that named it. */
  const last: number[] = []
  // Each of these loops ends long before it would be compiled: `for…of` would leave its steps behind for every binding.
  bindings.forEach((binding, i) => {
    roleOf[i] = roles.boundBy(binding) ?? -1
    clusterWide[i] = binding.ref.namespace === undefined ? 1 : 0
    binding.subjects.forEach((subject) => {
      const number = numberNamed(subject, binding)
      // A subject that one binding names twice is bound once.
      if (number === undefined || last[number] === i) return
      last[number] = i
      named.push(number)
      namedBy.push(i)
    })
  })
  const bindingsOf = rowsOf(subjects.length, named, namedBy)
  return { subjects, numberOf: (subject) => numbers.get(subject), bindingsOf, roleOf, clusterWide }
}
