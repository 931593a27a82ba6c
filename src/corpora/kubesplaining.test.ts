// Kubesplaining's labelled clusters: its findings that are routes to a token, by subject where its labels name one.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { holders } from './ask-rbac.cases.ts'
import { named, readWorld, worldOf, type World } from './ask.cases.ts'
import { corporaFolder, runCorpus, type CorpusCase } from './corpus.cases.ts'

interface Case extends CorpusCase {
  readonly input: readonly string[]
  /** A snapshot's findings are complete; those of a manifest are told without their subjects. */
  readonly expected: { readonly findings?: readonly string[]; readonly expect?: readonly string[] }
}

/** Its findings that ask for a route, as far as one right does. */
const routesOf: Readonly<Record<string, readonly string[]>> = {
  'KUBE-PRIVESC-001': ['create-pod'],
  'KUBE-PRIVESC-003': ['create-apps-workload', 'create-batch-workload'],
  'KUBE-PRIVESC-005': ['read-token-secret'],
  'KUBE-PRIVESC-008': ['impersonate-user', 'impersonate-group', 'impersonate-account'],
  'KUBE-PRIVESC-009': ['bind-role', 'escalate-role'],
  'KUBE-PRIVESC-011': ['approve-certificate'],
  'KUBE-PRIVESC-012': ['proxy-to-kubelet'],
  'KUBE-PRIVESC-014': ['mint-token'],
  'KUBE-PRIVESC-024': ['sign-certificate'],
}

const group = 'rbac.authorization.k8s.io/v1'
const kinds: Readonly<Record<string, readonly [apiVersion: string, kind: string]>> = {
  service_accounts: ['v1', 'ServiceAccount'],
  pods: ['v1', 'Pod'],
  cluster_roles: [group, 'ClusterRole'],
  cluster_role_bindings: [group, 'ClusterRoleBinding'],
}

/** A snapshot holds its objects by kind, without saying the kind of each. */
function readSnapshot(name: string): World {
  const { resources } = JSON.parse(readFileSync(join(corporaFolder, 'kubesplaining', name), 'utf8')) as {
    readonly resources: Readonly<Record<string, readonly object[]>>
  }
  return worldOf(
    Object.entries(kinds).flatMap(([list, [apiVersion, kind]]) =>
      (resources[list] ?? []).map((object) => ({ apiVersion, kind, ...object })),
    ),
  )
}

/** Each finding with its holders; whoever may do everything has a finding apart (KUBE-PRIVESC-017), and would hide all others. */
function found({ objects, gaps }: World): readonly (readonly [id: string, holders: string])[] {
  const narrow = objects.filter(({ object }) => {
    if (object.is === 'binding') return object.roleRef.name !== 'cluster-admin'
    return object.is !== 'role' || !object.rules.some((rule) => rule.resources.includes('*'))
  })
  return Object.entries(routesOf).flatMap(([id, routes]) => {
    const who = holders({ objects: narrow, gaps }, routes)
    return who === 'none' ? [] : [[id, who] as const]
  })
}

const netpol = 'how pods talk to each other and how containers are made: no right and no token'

runCorpus<Case>('kubesplaining', {
  proves: "that the routes answer Kubesplaining's labels",
  ruleOf: ({ id }) => (id.startsWith('corpus/') ? 'snapshot' : id),
  asked: {
    snapshot: {
      theirs: ({ expected }) =>
        named(
          (expected.findings ?? []).flatMap((finding) => {
            const [, id = '', who = ''] = /^(KUBE-PRIVESC-\d+):ServiceAccount\/([^:]+)/.exec(finding) ?? []
            return id in routesOf ? [`${id} ServiceAccount:${who}`] : []
          }),
        ),
      ours: ({ input }) => named(input.flatMap((name) => found(readSnapshot(name)).map((row) => row.join(' ')))),
    },
    ...Object.fromEntries(
      ['e2e/baseline', 'e2e/csr-edges'].map((id) => [
        id,
        {
          theirs: ({ expected }: Case) => named((expected.expect ?? []).filter((finding) => finding in routesOf)),
          ours: async ({ input }: Case) => named(found(await readWorld('kubesplaining', input)).map(([finding]) => finding)),
        },
      ]),
    ),
  },
  leftOut: new Map([
    ['audit/minimal-risky-audit.log', 'states no verdict'],
    ['e2e/cloud-eks', 'roles of a cloud, and how pods come to them'],
    ['e2e/containersec', netpol],
    ['e2e/netpol-bundle', netpol],
    ['e2e/psa_labels', 'how secure the pods of a namespace must be'],
    ['e2e/pvhostpath', 'volumes that are there, not who may make them'],
  ]),
  disputes: new Map([
    [
      'e2e/baseline',
      {
        ours: 'KUBE-PRIVESC-001, KUBE-PRIVESC-003, KUBE-PRIVESC-005, KUBE-PRIVESC-012, KUBE-PRIVESC-014',
        reason:
          'a group is impersonated together with somebody to be, and `bind` and `escalate` take somebody who may write roles or bindings',
      },
    ],
  ]),
})
