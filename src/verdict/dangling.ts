// What bindings name that does not exist: accounts that somebody may create, and have what the binding gives.
import type { Inventory } from '../inventory/index.ts'
import { formatName, keys, type BindingObject, type Subject } from '../kube/index.ts'

/** The subjects of a binding that are accounts which do not exist; none where not all accounts are known. */
export function danglingSubjects(binding: BindingObject, inventory: Inventory): readonly Subject[] {
  // The control plane binds accounts that its controllers create when they first run.
  if (!inventory.complete.has('serviceaccounts') || binding.meta.labels.get(keys.bootstrapping) === 'rbac-defaults') return []
  return binding.subjects.filter((subject) => {
    const { namespace, name } = subjectAccount(subject, binding)
    if (subject.kind !== 'ServiceAccount' || !plainNamespace.test(namespace) || !plainName.test(name)) return false
    return inventory.account({ namespace, name }).kind !== 'known'
  })
}

/** `namespace/name` of the account that a subject names. */
export function subjectName(subject: Subject, binding: BindingObject): string {
  return formatName(subjectAccount(subject, binding))
}

function subjectAccount(subject: Subject, binding: BindingObject): { readonly namespace: string; readonly name: string } {
  const given = subject.namespace ?? ''
  return { namespace: given === '' ? (binding.ref.namespace ?? '') : given, name: subject.name }
}

// Others can never be created: the API takes any text in a binding, and no such name of an account.
const plainNamespace = /^[a-z0-9-]+$/
const plainName = /^[a-z0-9.-]+$/
