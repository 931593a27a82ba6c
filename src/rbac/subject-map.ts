// A map by subject that spells no keys: subjects are looked up hundreds of thousands of times, by the names that they have anyway.
import { PairMap } from '../base/index.ts'
import type { GrantSubject } from './identity.ts'

/** A map by subject. */
export class SubjectMap<T> {
  readonly #accounts = new PairMap<string, string, T>()
  readonly #users = new Map<string, T>()
  readonly #groups = new Map<string, T>()

  get(subject: GrantSubject): T | undefined {
    if (subject.kind === 'ServiceAccount') return this.#accounts.get(subject.namespace, subject.name)
    return (subject.kind === 'User' ? this.#users : this.#groups).get(subject.name)
  }

  set(subject: GrantSubject, value: T): void {
    if (subject.kind === 'ServiceAccount') this.#accounts.set(subject.namespace, subject.name, value)
    else (subject.kind === 'User' ? this.#users : this.#groups).set(subject.name, value)
  }
}
