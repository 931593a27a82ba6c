// Roles and subjects of upstream's bootstrap policy that allow a request, as the collector of the corpus worked them out.
import { formatName } from '../kube/index.ts'
import { ruleAllows, subjectKey, type Grants, type Request } from '../rbac/index.ts'
import { grantsOf, named, readWorld } from './ask.cases.ts'
import { runCorpus, type CorpusCase } from './corpus.cases.ts'

interface Case extends CorpusCase {
  readonly input: readonly string[]
  readonly query: { readonly verb: string; readonly apiGroup: string; readonly resource: string; readonly subresource: string }
  readonly expected: {
    readonly roles: readonly { readonly role: string; readonly onlyNames: readonly string[] | null }[]
    /** `scope` is a namespace, or `*`. */
    readonly subjects: readonly { readonly subject: string; readonly scope: string; readonly via: string }[]
  }
}

const answer = (roles: readonly string[], subjects: readonly string[]): string =>
  `roles: ${named(roles)}; subjects: ${named([...new Set(subjects)])}`

function whoCan(grants: Grants, query: Case['query']): string {
  const request: Request = { kind: 'resource', ...query, namespace: '', name: '' }
  const roles = grants.roles.filter((role) => grants.rulesOfRole(role).some((rule) => ruleAllows(rule, request)))
  const subjects = grants.subjects.flatMap((subject) =>
    grants
      .boundTo(subject)
      .filter(({ role }) => roles.includes(role))
      .map(({ namespace = '*', role }) => `${subjectKey(subject)} in ${namespace} via ${role.ref.name}`),
  )
  return answer(
    roles.map((role) => `${role.ref.kind}/${formatName(role.ref)}`),
    subjects,
  )
}

runCorpus<Case>('kubernetes-upstream/bootstrap-who-can.cases.json', {
  proves: "that RBAC is evaluated over upstream's bootstrap policy as an evaluator of others does",
  ruleOf: () => 'who can',
  asked: {
    'who can': {
      theirs: ({ expected }) =>
        answer(
          expected.roles.map(({ role, onlyNames }) => (onlyNames === null ? role : `${role} named ${named(onlyNames)}`)),
          expected.subjects.map(({ subject, scope, via }) => `${subject} in ${scope} via ${via}`),
        ),
      ours: async ({ input, query }) => {
        // The folder's patterns are all of one form: every file of it.
        const folders = input.map((pattern) => pattern.replace(/\/\*\.yaml$/, ''))
        return whoCan(grantsOf(await readWorld('kubernetes-upstream', folders)), query)
      },
    },
  },
  leftOut: new Map(),
  disputes: new Map(),
})
