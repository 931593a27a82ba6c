// Refuses pods that would hold a token for the API server, unless their ServiceAccount carries an approved exception. It looks at the
// volumes that a pod ends up with, after the ServiceAccount plugin has put its own in, and never at the switch: the switch is wrong
// both ways (an account may say `false` for its pods, and a pod may bring a volume of its own).
import { keys } from '../../kube/index.ts'
import { apiAudiencePatterns } from '../../tokens/index.ts'
import { annotation, annotationsOf, celList } from '../cel.ts'
import { isComplete, isCurrent } from '../exception.ts'
import type { NamedExpression, PolicyMaker } from '../policy.ts'

export const podsPolicy: PolicyMaker = ({ apiAudiences }) => ({
  kind: 'validating',
  name: 'pods.sparekey.dev',
  title: 'pods hold no token for the API server, unless their ServiceAccount carries an approved exception',
  header: [
    'A pod is judged by the volumes that it ends up with: a projected token of any path, mounted or not, and any container.',
    'Tokens for other audiences pass. Of token Secrets only those that older control planes made for the account are seen',
    '(NAME-token-xxxxx, in its `secrets`); that a Secret of another name holds a token is not to be seen from a pod.',
    'failurePolicy Fail: what cannot be judged is refused, in the namespaces at the stage deny alone. Static pods of nodes have no',
    'token volumes and pass. Pods that run are never touched; a Deployment is accepted, and its ReplicaSet reports the refusal.',
    'An account that was made a moment ago may not be known to the policy yet: see docs/guard.md.',
  ],
  since: 30,
  failurePolicy: 'Fail',
  bound: 'staged',
  rules: {
    rule: { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] },
    paramKind: { apiVersion: 'v1', kind: 'ServiceAccount' },
    matchConditions: [
      { name: 'its-own-account', expression: 'params.metadata.name == object.spec.?serviceAccountName.orValue("default")' },
    ],
    variables: [...tokens(apiAudiences.values), ...exception, { name: 'refusal', expression: refusal }],
    validations: [
      {
        expression: 'variables.refusal == ""',
        message: 'the pod would hold a token for the API server, and its ServiceAccount carries no approved exception',
        messageExpression: 'variables.refusal',
      },
    ],
  },
})

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
      name: 'generated',
      expression:
        'params.?secrets.orValue([]).map(s, s.?name.orValue("")).filter(n, n.startsWith(params.metadata.name + "-token-") && n.size() == params.metadata.name.size() + 12)',
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

const said = (key: string): string => annotation('variables.said', key)

const exception: readonly NamedExpression[] = [
  { name: 'said', expression: annotationsOf('params') },
  { name: 'account', expression: 'object.metadata.namespace + "/" + params.metadata.name' },
  // The API server sets it before it asks; `timestamp()` of now is nothing that CEL has.
  { name: 'today', expression: 'string(object.metadata.creationTimestamp).substring(0, 10)' },
  { name: 'stated', expression: `${JSON.stringify(keys.requiredReason)} in variables.said && ${isComplete('variables.said')}` },
  { name: 'current', expression: isCurrent('variables.said', 'variables.today') },
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
    expression: `!("${keys.tokenWorkloads}" in variables.said) || ${said(keys.tokenWorkloads)}.split(",").exists(w, w.trim() in variables.workloads)`,
  },
  {
    name: 'others',
    expression: `"${keys.tokenContainers}" in variables.said ? variables.containers.filter(c, !${said(keys.tokenContainers)}.split(",").exists(n, n.trim() == c.name) && (c.name in variables.byVariable || c.?volumeMounts.orValue([]).exists(m, m.name in variables.tokenVolumes))).map(c, c.name) : []`,
  },
]

const stating = [keys.requiredReason, keys.requiredOwner, keys.requiredUntil]

/** The first thing that stands against the pod; `""`: nothing. */
const refusal = [
  'variables.tokenVolumes.size() == 0 && variables.byVariable.size() == 0 ? ""',
  `!variables.stated ? "the pod would hold a token for the API server (" + (variables.tokenVolumes.map(v, "volume " + v) + variables.byVariable.map(c, "environment of container " + c)).join(", ") + "), and ServiceAccount " + variables.account + (variables.said.exists(k, k in ${celList(stating)}) ? " carries no complete exception" : " carries no exception") + ": set automountServiceAccountToken: false on the account or the pod, or have an exception approved (${keys.requiredReason}, ${keys.requiredOwner}, ${keys.requiredUntil})"`,
  '!variables.current ? "the exception of ServiceAccount " + variables.account + " ended on " + ' + said(keys.requiredUntil),
  `"${keys.tokenNeeds}" in variables.said ? "ServiceAccount " + variables.account + " is approved for the files beside the token only, and the pod would hold a token"`,
  '!variables.forIt ? "the exception of ServiceAccount " + variables.account + " is not for " + variables.workloads.join(" or ")',
  'variables.others.size() > 0 ? "the exception of ServiceAccount " + variables.account + " is not for container " + variables.others.join(", ")',
  '""',
].join('\n: ')
