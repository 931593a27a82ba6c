// The guard's rules in Rego, for Gatekeeper and for Azure Policy, which embeds it. Rego of version 0, which every release of both takes.
import { keys, tokenSecretType } from '../../kube/index.ts'
import { apiAudiencePatterns, type ApiAudiences } from '../../tokens/index.ts'
import { dayForm } from '../exception.ts'
import { controlPlane, nodes } from '../policies/minting.ts'

const text = (value: unknown): string => JSON.stringify(value)
const setOf = (values: readonly string[]): string => `{${values.map(text).join(', ')}}`

/** Which tokens a pod would hold; `generated` is left to what follows. Admission leaves the volumes of a pod alone after CREATE. */
function tokens(audiences: ApiAudiences): string {
  return `
pod := input.review.object

namespace := object.get(pod.metadata, "namespace", "default")

account_name := object.get(pod.spec, "serviceAccountName", "default")

account_key := sprintf("%s/%s", [namespace, account_name])

# What is updated was admitted before: its volumes cannot change.
updated {
  input.review.operation == "UPDATE"
}

accepted(audience) {
  ${setOf(['', ...audiences.values])}[audience]
}

${apiAudiencePatterns.map(({ source }) => `accepted(audience) {\n  regex.match(${text(source)}, audience)\n}`).join('\n\n')}

is_generated(secret) {
  startswith(secret, sprintf("%s-token-", [account_name]))
  count(secret) == count(account_name) + 12
}

gives_token(source) {
  not source.items
}

gives_token(source) {
  source.items[_].key == "token"
}

token_volumes[volume.name] {
  volume := pod.spec.volumes[_]
  token := volume.projected.sources[_].serviceAccountToken
  accepted(object.get(token, "audience", ""))
}

token_volumes[volume.name] {
  volume := pod.spec.volumes[_]
  secret := volume.projected.sources[_].secret
  generated[secret.name]
  gives_token(secret)
}

token_volumes[volume.name] {
  volume := pod.spec.volumes[_]
  generated[volume.secret.secretName]
  gives_token(volume.secret)
}

containers[container] {
  container := pod.spec.containers[_]
}

containers[container] {
  container := pod.spec.initContainers[_]
}

by_variable[container.name] {
  container := containers[_]
  key := container.env[_].valueFrom.secretKeyRef
  key.key == "token"
  generated[key.name]
}

by_variable[container.name] {
  container := containers[_]
  generated[container.envFrom[_].secretRef.name]
}

places[place] {
  place := sprintf("volume %s", [token_volumes[_]])
}

places[place] {
  place := sprintf("environment of container %s", [by_variable[_]])
}

holds_token {
  count(places) > 0
}
`
}

/** The policy on pods, with the account and its exception read from what Gatekeeper keeps in step with the cluster. */
export function podsByAccount(pack: string, audiences: ApiAudiences): string {
  const said = (key: string): string => `object.get(said, ${text(key)}, "")`
  const named = (key: string): string => `said[${text(key)}]`
  return `package ${pack}
${tokens(audiences)}
account := found {
  found := data.inventory.namespace[namespace].v1.ServiceAccount[account_name]
}

generated[secret] {
  secret := account.secrets[_].name
  is_generated(secret)
}

said := object.get(account.metadata, "annotations", {})

today := day {
  [year, month, date] := time.date(time.now_ns())
  day := sprintf("%04d-%02d-%02d", [year, month, date])
}

is_day(day) {
  regex.match(${text(dayForm)}, day)
  not endswith(day, "-02-29")
}

is_day(day) {
  regex.match(${text(dayForm)}, day)
  endswith(day, "-02-29")
  leap(to_number(substring(day, 0, 4)))
}

leap(year) {
  year % 4 == 0
  year % 100 != 0
}

leap(year) {
  year % 400 == 0
}

blank_name(key) {
  trim_space(split(said[key], ",")[_]) == ""
}

wrong_need {
  ${named(keys.tokenNeeds)} != "files"
}

stated {
  trim_space(${said(keys.requiredReason)}) != ""
  trim_space(${said(keys.requiredOwner)}) != ""
  is_day(${said(keys.requiredUntil)})
  not wrong_need
  not blank_name(${text(keys.tokenContainers)})
  not blank_name(${text(keys.tokenWorkloads)})
}

current {
  ${named(keys.requiredUntil)} >= today
}

owners[owner] {
  owner := pod.metadata.ownerReferences[_]
  owner.controller == true
}

hash := object.get(object.get(pod.metadata, "labels", {}), "pod-template-hash", "")

# As controllers name what they make: a ReplicaSet after its Deployment and the hash of its template, a Job after its CronJob and minute.
workloads[workload] {
  count(owners) == 0
  workload := sprintf("Pod/%s", [object.get(pod.metadata, "name", "")])
}

workloads[workload] {
  owner := owners[_]
  workload := sprintf("%s/%s", [owner.kind, owner.name])
}

workloads[workload] {
  owner := owners[_]
  owner.kind == "ReplicaSet"
  hash != ""
  endswith(owner.name, sprintf("-%s", [hash]))
  workload := sprintf("Deployment/%s", [trim_suffix(owner.name, sprintf("-%s", [hash]))])
}

workloads[workload] {
  owner := owners[_]
  owner.kind == "Job"
  regex.match("^.+-[0-9]{8,}$", owner.name)
  workload := sprintf("CronJob/%s", [regex.replace(owner.name, "-[0-9]{8,}$", "")])
}

for_it {
  not ${named(keys.tokenWorkloads)}
}

for_it {
  workloads[trim_space(split(${named(keys.tokenWorkloads)}, ",")[_])]
}

sees_token(container) {
  by_variable[container.name]
}

sees_token(container) {
  token_volumes[container.volumeMounts[_].name]
}

is_named(container) {
  trim_space(split(${named(keys.tokenContainers)}, ",")[_]) == container.name
}

others[container.name] {
  ${named(keys.tokenContainers)}
  container := containers[_]
  sees_token(container)
  not is_named(container)
}

refusal := sprintf("the pod would hold a token for the API server (%s), and ServiceAccount %s carries no complete exception: set automountServiceAccountToken: false on the account or the pod, or have an exception approved (%s, %s, %s)", [concat(", ", places), account_key, ${[keys.requiredReason, keys.requiredOwner, keys.requiredUntil].map(text).join(', ')}]) {
  not stated
} else := sprintf("the exception of ServiceAccount %s ended on %s", [account_key, ${named(keys.requiredUntil)}]) {
  not current
} else := sprintf("ServiceAccount %s is approved for the files beside the token only, and the pod would hold a token", [account_key]) {
  ${named(keys.tokenNeeds)}
} else := sprintf("the exception of ServiceAccount %s is not for %s", [account_key, concat(" or ", workloads)]) {
  not for_it
} else := sprintf("the exception of ServiceAccount %s is not for container %s", [account_key, concat(", ", others)]) {
  count(others) > 0
}

violation[{"msg": message}] {
  not updated
  holds_token
  message := refusal
}
`
}

/** The policy on pods, with exempt accounts as a parameter. */
export function podsByList(pack: string, audiences: ApiAudiences): string {
  return `package ${pack}
${tokens(audiences)}
# Whether the account lists it is not to be seen here: the name decides.
named_secrets[secret] {
  secret := pod.spec.volumes[_].secret.secretName
}

named_secrets[secret] {
  secret := pod.spec.volumes[_].projected.sources[_].secret.name
}

named_secrets[secret] {
  secret := containers[_].env[_].valueFrom.secretKeyRef.name
}

named_secrets[secret] {
  secret := containers[_].envFrom[_].secretRef.name
}

generated[secret] {
  secret := named_secrets[_]
  is_generated(secret)
}

exempt {
  account_key == input.parameters.exemptAccounts[_]
}

violation[{"msg": message}] {
  not updated
  holds_token
  not exempt
  message := sprintf("the pod would hold a token for the API server (%s), and ServiceAccount %s is not exempt: set automountServiceAccountToken: false on the account or the pod", [concat(", ", places), account_key])
}
`
}

/** Minting and token Secrets, by lists of users and groups in the place of the verb `mint`. */
export function mintingByList(pack: string): string {
  const annotation = text(keys.secretAccountName)
  const invalid = text(keys.legacyTokenInvalidSince)
  return `package ${pack}

asks := input.review.userInfo

trusted {
  asks.groups[_] == ${text(nodes)}
}

trusted {
  ${setOf(controlPlane)}[asks.username]
}

trusted {
  asks.username == input.parameters.users[_]
}

trusted {
  asks.groups[_] == input.parameters.groups[_]
}

account_of(secret) := object.get(object.get(secret.metadata, "annotations", {}), ${annotation}, "")

is_invalid(secret) {
  secret.metadata.labels[${invalid}]
}

makes_token["a token"] {
  input.review.kind.kind == "TokenRequest"
  input.review.operation == "CREATE"
}

makes_token["a Secret that holds a token"] {
  token_secret
  input.review.operation == "CREATE"
}

makes_token["a Secret that holds a token of another account"] {
  token_secret
  input.review.operation == "UPDATE"
  account_of(input.review.object) != account_of(input.review.oldObject)
}

makes_token["an invalid token good again"] {
  token_secret
  input.review.operation == "UPDATE"
  is_invalid(input.review.oldObject)
  not is_invalid(input.review.object)
}

token_secret {
  input.review.kind.kind == "Secret"
  input.review.object.type == ${text(tokenSecretType)}
}

# A scan of what is there knows no user, and sees nothing here.
violation[{"msg": message}] {
  what := makes_token[_]
  not trusted
  message := sprintf("%s may not make %s in namespace %s: ask to be listed as a minter", [asks.username, what, input.review.namespace])
}
`
}
