// The audit's own answer to the question that admission asks of a pod: by the rules of the tokens room and the declarations of the verdict
// room, without a word of CEL. What the policy says is held against this, on a real API server and here.
import { emptyMeta, type ObjectMeta, type ObjectRef, type ServiceAccountObject } from '../kube/index.ts'
import { decideAutomount, injectionOf, tokensInVolume, accountOf, type PodSubject, type TokenFacts } from '../tokens/index.ts'
import { annotatedStatement, indexedPrefix, isFor, readDeclaration } from '../verdict/index.ts'

/** Whether a pod may be made. */
export type Admission =
  | { readonly kind: 'admitted' }
  | { readonly kind: 'refused'; readonly why: 'noException' | 'ended' | 'filesOnly' | 'otherWorkload' | 'otherContainer' }

/** What is asked. */
export interface AdmissionQuestion {
  readonly subject: PodSubject
  readonly account: ServiceAccountObject
  /** Where exceptions stand in this cluster: on the account, or on the account `default` of its namespace, of which this is the metadata. */
  readonly exceptions: { readonly place: 'account' } | { readonly place: 'index'; readonly meta: ObjectMeta }
  /** The workload that the pod is of. */
  readonly workload: Pick<ObjectRef, 'kind' | 'name'>
  /** `YYYY-MM-DD`. */
  readonly today: string
}

/** @param facts - what is known beside the pod; which Secrets hold tokens is not asked, since admission cannot know */
export function admit({ subject, account, exceptions, workload, today }: AdmissionQuestion, facts: TokenFacts): Admission {
  // In the index the account itself is not looked at, and so neither are its Secrets.
  const holding = holdersOf(subject, account, exceptions.place === 'account' ? account.secrets : [], facts)
  if (!holding.any) return { kind: 'admitted' }
  const statement =
    exceptions.place === 'account'
      ? annotatedStatement(account.meta, 'the account')
      : annotatedStatement(exceptions.meta, 'the index', indexedPrefix(account.ref.name))
  const declaration = statement.reason === undefined ? { kind: 'none' as const } : readDeclaration(statement, today)
  switch (declaration.kind) {
    case 'none':
    case 'incomplete':
      return { kind: 'refused', why: 'noException' }
    case 'expired':
      return { kind: 'refused', why: 'ended' }
    case 'valid':
      if (declaration.needs === 'files') return { kind: 'refused', why: 'filesOnly' }
      if (!isFor(statement, workload)) return { kind: 'refused', why: 'otherWorkload' }
      return [...holding.containers].every((name) => declaration.containers?.includes(name) !== false)
        ? { kind: 'admitted' }
        : { kind: 'refused', why: 'otherContainer' }
  }
}

interface Holders {
  /** The pod has a token in a volume or a variable, whoever mounts it. */
  readonly any: boolean
  /** The containers that see one. */
  readonly containers: ReadonlySet<string>
}

function holdersOf(
  subject: PodSubject,
  account: ServiceAccountObject,
  secrets: ServiceAccountObject['secrets'],
  facts: TokenFacts,
): Holders {
  const { spec } = subject
  const made = new Set(secrets.flatMap(({ name }) => (name !== undefined && isGenerated(name, account.ref.name) ? [name] : [])))
  const seen: TokenFacts = {
    ...facts,
    // Admission sees the Secrets that older control planes made for the account, by their names.
    secret: (namespace, name) =>
      made.has(name)
        ? {
            kind: 'token',
            secret: { is: 'secret', type: '', ref: { apiVersion: 'v1', kind: 'Secret', namespace, name }, meta: emptyMeta },
            account: accountOf(subject),
          }
        : { kind: 'noToken' },
  }
  const withToken = new Set(
    spec.volumes
      .filter((volume) =>
        tokensInVolume(volume, accountOf(subject), seen).tokens.some(({ apiServer, source }) => apiServer && source !== 'csi'),
      )
      .map(({ name }) => name),
  )
  const mounts = subject.stage === 'template' && decideAutomount(subject, { kind: 'known', account }).kind === 'mounts'
  const injection = injectionOf(spec)
  const injected = mounts && injection.into.size > 0
  const carries = injection.volume.kind === 'own' || withToken.has(injection.volume.volume.name)
  const all = [...spec.initContainers, ...spec.containers]
  const byVariable = all.filter(
    ({ env, envFrom }) =>
      env.some(({ valueFrom }) => valueFrom?.secretKeyRef?.key === 'token' && made.has(valueFrom.secretKeyRef.name ?? '')) ||
      envFrom.some(({ secretRef }) => made.has(secretRef?.name ?? '')),
  )
  const byMount = all.filter(
    (container) =>
      container.volumeMounts.some(({ name }) => withToken.has(name)) || (injected && carries && injection.into.has(container)),
  )
  return {
    any: withToken.size > 0 || byVariable.length > 0 || (injected && carries),
    containers: new Set([...byVariable, ...byMount].map(({ name }) => name)),
  }
}

/** A Secret that the token controller made before 1.24, by its name (pkg/controller/serviceaccount/tokens_controller.go). */
function isGenerated(secret: string, account: string): boolean {
  return secret.startsWith(`${account}-token-`) && secret.length === account.length + '-token-'.length + 5
}
