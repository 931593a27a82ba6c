// Refuses pods that would hold a token for the API server, unless their ServiceAccount carries an approved exception. It looks at the
// volumes that a pod ends up with, after the ServiceAccount plugin has put its own in, and never at the switch: the switch is wrong
// both ways (an account may say `false` for its pods, and a pod may bring a volume of its own).
import { defaultServiceAccountName, exceptionInfix, keys, statementPrefix } from '../../kube/index.ts'
import { apiAudiencePatterns } from '../../tokens/index.ts'
import { annotation, annotationsOf, celList, celText } from '../cel.ts'
import { isComplete, isCurrent, keyOf } from '../exception.ts'
import type { GuardOptions } from '../options.ts'
import type { NamedExpression, PolicyMaker, ValidatingRules } from '../policy.ts'

export const podsPolicy: PolicyMaker = ({ apiAudiences, exceptions }) => ({
  kind: 'validating',
  name: names[exceptions],
  title: 'pods hold no token for the API server, unless their ServiceAccount carries an approved exception',
  header: [
    'A pod is judged by the volumes that it ends up with: a projected token of any path, mounted or not, and any container.',
    'Tokens for other audiences pass; that a Secret holds a token is not to be seen from a pod.',
    ...headers[exceptions],
    'failurePolicy Fail: what cannot be judged is refused, in the namespaces at the stage deny alone. Static pods of nodes have no',
    'token volumes and pass. Pods that run are never touched; a Deployment is accepted, and its ReplicaSet reports the refusal.',
  ],
  since: 30,
  failurePolicy: 'Fail',
  bound: 'staged',
  rules: {
    rule: { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] },
    paramKind: { apiVersion: 'v1', kind: 'ServiceAccount' },
    ...params[exceptions],
    variables: [
      { name: 'name', expression: accountName },
      ...places[exceptions],
      ...tokens(apiAudiences.values),
      ...exception,
      { name: 'refusal', expression: refusal },
    ],
    validations: [
      {
        expression: 'variables.refusal == ""',
        message: 'the pod would hold a token for the API server, and its ServiceAccount carries no approved exception',
        messageExpression: 'variables.refusal',
      },
    ],
  },
})

type ByPlace<T> = Readonly<Record<GuardOptions['exceptions'], T>>

/** Two names: a policy of one form with a binding of the other would let pods pass, in the moment in which one is exchanged for the other. */
const names: ByPlace<string> = { account: 'pods.sparekey.dev', index: 'pods-by-index.sparekey.dev' }

const accountName = `object.spec.?serviceAccountName.orValue("${defaultServiceAccountName}")`

const headers: ByPlace<readonly string[]> = {
  account: [
    'Of token Secrets those that older control planes made for the account are seen (NAME-token-xxxxx, in its `secrets`).',
    'Each account of the namespace is looked at for every pod, and an account that was made a moment ago may not be known yet, so that',
    'its first pods pass: see docs/guard.md. Exceptions on `default` have neither fault.',
  ],
  index: [
    'Exceptions are read from the account `default` of the namespace, which is always there: a namespace without it makes no pods.',
    'Token Secrets that older control planes made for an account are not seen.',
  ],
}

const params: ByPlace<Pick<ValidatingRules, 'paramName' | 'matchConditions'>> = {
  account: { matchConditions: [{ name: 'its-own-account', expression: `params.metadata.name == ${accountName}` }] },
  index: { paramName: defaultServiceAccountName, matchConditions: [] },
}

/** With what the keys begin that are about the pod's account, and the Secrets that are known to hold tokens of it. */
const places: ByPlace<readonly NamedExpression[]> = {
  account: [
    { name: 'prefix', expression: celText(statementPrefix) },
    { name: 'where', expression: '""' },
    {
      name: 'generated',
      expression:
        'params.?secrets.orValue([]).map(s, s.?name.orValue("")).filter(n, n.startsWith(variables.name + "-token-") && n.size() == variables.name.size() + 12)',
    },
  ],
  index: [
    { name: 'prefix', expression: `variables.name + "${exceptionInfix}"` },
    { name: 'where', expression: '" on ServiceAccount default"' },
    { name: 'generated', expression: '[""].filter(n, n != "")' },
  ],
}

/** A projected volume without sources says `sources: null` (core/v1: the field is not `omitempty`). */
function tokens(audiences: readonly string[]): readonly NamedExpression[] {
  const audience = 's.serviceAccountToken.?audience.orValue("")'
  const accepted = [
    `${audience} in ${celList(['', ...audiences])}`,
    ...apiAudiencePatterns.map(({ source }) => `${audience}.matches(${JSON.stringify(source)})`),
  ].join(' || ')
  const withToken = (items: string): string => `(!has(${items}.items) || ${items}.items.exists(i, i.key == "token"))`
  return [
    {
      name: 'containers',
      expression: 'object.spec.containers + object.spec.?initContainers.orValue([])',
    },
    {
      name: 'tokenVolumes',
      expression: `object.spec.?volumes.orValue([]).filter(v, (v.?projected.?sources.orValue(null) != null && v.projected.sources.exists(s, (has(s.serviceAccountToken) && (${accepted})) || (has(s.secret) && s.secret.?name.orValue("") in variables.generated && ${withToken('s.secret')}))) || (has(v.secret) && v.secret.?secretName.orValue("") in variables.generated && ${withToken('v.secret')})).map(v, v.name)`,
    },
    {
      name: 'byVariable',
      expression:
        'variables.containers.filter(c, c.?env.orValue([]).exists(e, e.?valueFrom.?secretKeyRef.?key.orValue("") == "token" && e.?valueFrom.?secretKeyRef.?name.orValue("") in variables.generated) || c.?envFrom.orValue([]).exists(e, e.?secretRef.?name.orValue("") in variables.generated)).map(c, c.name)',
    },
  ]
}

const key = (word: string): string => keyOf('variables.prefix', word)
const said = (word: string): string => annotation('variables.said', key(word))

const exception: readonly NamedExpression[] = [
  { name: 'said', expression: annotationsOf('params') },
  { name: 'account', expression: 'object.metadata.namespace + "/" + variables.name' },
  // The API server sets it before it asks; `timestamp()` of now is nothing that CEL has.
  { name: 'today', expression: 'string(object.metadata.creationTimestamp).substring(0, 10)' },
  {
    name: 'stated',
    expression: `(${key(keys.requiredReason)}) in variables.said && ${isComplete('variables.said', 'variables.prefix')}`,
  },
  { name: 'current', expression: isCurrent('variables.said', 'variables.prefix', 'variables.today') },
  { name: 'owners', expression: 'object.metadata.?ownerReferences.orValue([]).filter(o, o.?controller.orValue(false))' },
  { name: 'hash', expression: 'object.metadata.?labels.orValue({})[?"pod-template-hash"].orValue("")' },
  {
    // As controllers name what they make: a ReplicaSet after its Deployment and the hash of its template, a Job after its CronJob and minute.
    name: 'workloads',
    expression: [
      '(variables.owners.size() == 0 ? ["Pod/" + object.metadata.?name.orValue("")] : variables.owners.map(o, o.kind + "/" + o.name))',
      'variables.owners.filter(o, o.kind == "ReplicaSet" && variables.hash != "" && o.name.endsWith("-" + variables.hash)).map(o, "Deployment/" + o.name.substring(0, o.name.size() - variables.hash.size() - 1))',
      'variables.owners.filter(o, o.kind == "Job" && o.name.matches("^.+-[0-9]{8,}$")).map(o, "CronJob/" + o.name.substring(0, o.name.size() - o.name.split("-")[o.name.split("-").size() - 1].size() - 1))',
    ].join(' + '),
  },
  {
    name: 'forIt',
    expression: `!((${key(keys.tokenWorkloads)}) in variables.said) || ${said(keys.tokenWorkloads)}.split(",").exists(w, w.trim() in variables.workloads)`,
  },
  {
    name: 'others',
    expression: `(${key(keys.tokenContainers)}) in variables.said ? variables.containers.filter(c, !${said(keys.tokenContainers)}.split(",").exists(n, n.trim() == c.name) && (c.name in variables.byVariable || c.?volumeMounts.orValue([]).exists(m, m.name in variables.tokenVolumes))).map(c, c.name) : []`,
  },
]

const stating = [keys.requiredReason, keys.requiredOwner, keys.requiredUntil].map((one) => one.slice(statementPrefix.length))

/** The first thing that stands against the pod; `""`: nothing. */
const refusal = [
  'variables.tokenVolumes.size() == 0 && variables.byVariable.size() == 0 ? ""',
  `!variables.stated ? "the pod would hold a token for the API server (" + (variables.tokenVolumes.map(v, "volume " + v) + variables.byVariable.map(c, "environment of container " + c)).join(", ") + "), and ServiceAccount " + variables.account + (${celList(stating)}.exists(w, (variables.prefix + w) in variables.said) ? " carries no complete exception" : " carries no exception") + ": set automountServiceAccountToken: false on the account or the pod, or have an exception approved (" + ${celList(stating)}.map(w, variables.prefix + w).join(", ") + variables.where + ")"`,
  '!variables.current ? "the exception of ServiceAccount " + variables.account + " ended on " + ' + said(keys.requiredUntil),
  `(${key(keys.tokenNeeds)}) in variables.said ? "ServiceAccount " + variables.account + " is approved for the files beside the token only, and the pod would hold a token"`,
  '!variables.forIt ? "the exception of ServiceAccount " + variables.account + " is not for " + variables.workloads.join(" or ")',
  'variables.others.size() > 0 ? "the exception of ServiceAccount " + variables.account + " is not for container " + variables.others.join(", ")',
  '""',
].join('\n: ')
