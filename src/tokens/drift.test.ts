// A pod against the template that it was made from, and a workload's containers put together out of templates and pods.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { driftOf, mergeContainers, type ContainerTokens, type ContainerType, type Token } from './index.ts'

const object = { apiVersion: 'v1', kind: 'Pod', namespace: 'ns', name: 'p' }

/** A token by its path; `other:` before it is for another party, `$` for the environment, `name@` of another account. */
function token(text: string, value = 'template'): Token {
  const [, account = 'app', other, place = ''] = /^(?:(\w+)@)?(other:)?(.+)$/.exec(text) ?? []
  return {
    source: 'projected',
    account: { namespace: 'ns', name: account },
    audience: other === undefined ? null : 'other',
    apiServer: other === undefined,
    place: place.startsWith('$') ? { kind: 'environment', variable: place.slice(1) } : { kind: 'file', path: place, volume: 'v' },
    expirationSeconds: 3600,
    decidedBy: { object, field: 'f', value },
    removal: { kind: 'none', reason: 'r' },
    alsoRemoves: [],
  }
}

function container(name: string, tokens: readonly string[], type: ContainerType = 'container', value?: string): ContainerTokens {
  return { name, type, tokens: tokens.map((text) => token(text, value)) }
}

function told(entries: readonly { readonly container: string; readonly token: Token }[]): readonly string[] {
  return entries.map(({ container: name, token: { account, place } }) =>
    [name, account.name, place.kind === 'file' ? place.path : `$${place.variable}`].join(' '),
  )
}

const drifts: readonly {
  readonly says: string
  readonly templates: readonly (readonly ContainerTokens[])[]
  readonly pod: readonly ContainerTokens[]
  readonly outlives?: readonly string[]
  readonly lacks?: readonly string[]
}[] = [
  { says: 'the same token is no drift', templates: [[container('a', ['/t'])]], pod: [container('a', ['/t'])] },
  {
    says: 'nor is another field that decided it',
    templates: [[container('a', ['/t'])]],
    pod: [container('a', ['/t'], 'container', 'pod')],
  },
  {
    says: 'a token that the next pod will not get outlives its change',
    templates: [[container('a', [])]],
    pod: [container('a', ['/t'])],
    outlives: ['a app /t'],
  },
  {
    says: 'a token that only the next pod will get is lacking',
    templates: [[container('a', ['/t'])]],
    pod: [container('a', [])],
    lacks: ['a app /t'],
  },
  {
    says: 'another account is both',
    templates: [[container('a', ['new@/t'])]],
    pod: [container('a', ['old@/t'])],
    outlives: ['a old /t'],
    lacks: ['a new /t'],
  },
  {
    says: 'another place is both',
    templates: [[container('a', ['$T'])]],
    pod: [container('a', ['/t'])],
    outlives: ['a app /t'],
    lacks: ['a app $T'],
  },
  {
    says: 'tokens for other parties do not count',
    templates: [[container('a', ['other:/o'])]],
    pod: [container('a', ['other:/p'])],
  },
  {
    says: 'a container that a webhook put in is no drift',
    templates: [[container('a', [])]],
    pod: [container('a', []), container('proxy', ['/t'])],
  },
  { says: 'without a template nothing drifts', templates: [], pod: [container('a', ['/t'])] },
  {
    says: 'of several templates the pod is held against the one with its containers',
    templates: [
      [container('head', ['/t']), container('log', [])],
      [container('worker', []), container('log', [])],
    ],
    pod: [container('worker', ['/t']), container('log', [])],
    outlives: ['worker app /t'],
  },
  {
    says: 'and where they have the same containers, against the one that it is most like',
    templates: [[container('pytorch', ['/t'])], [container('pytorch', [])]],
    pod: [container('pytorch', [])],
  },
]

for (const { says, templates, pod, outlives = [], lacks = [] } of drifts) {
  test(says, () => {
    const drift = driftOf(templates, pod)
    assert.deepEqual({ outlives: told(drift.outlives), lacks: told(drift.lacks) }, { outlives, lacks })
  })
}

const merges: readonly {
  readonly says: string
  readonly all: readonly (readonly ContainerTokens[])[]
  readonly merged: readonly string[]
}[] = [
  { says: 'nothing is nothing', all: [], merged: [] },
  {
    says: 'each token once, the first one’s decision',
    all: [[container('a', ['/t'])], [container('a', ['/t', '/u'], 'container', 'pod')]],
    merged: ['container a: /t by template, /u by pod'],
  },
  {
    says: 'what a webhook adds to pods is there, behind what the template has',
    all: [[container('a', [])], [container('proxy', ['/t']), container('a', [])]],
    merged: ['container a: ', 'container proxy: /t by template'],
  },
  {
    says: 'in the order in which the kubelet starts them',
    all: [
      [container('a', [])],
      [
        container('debug', [], 'ephemeral'),
        container('a', []),
        container('side', [], 'sidecar'),
        container('set-up', [], 'init'),
      ],
    ],
    merged: ['init set-up: ', 'sidecar side: ', 'container a: ', 'ephemeral debug: '],
  },
  {
    says: 'a sidecar is not the container of its name',
    all: [[container('proxy', ['/t'], 'sidecar')], [container('proxy', [])]],
    merged: ['sidecar proxy: /t by template', 'container proxy: '],
  },
]

for (const { says, all, merged } of merges) {
  test(says, () => {
    const lines = mergeContainers(all).map(
      ({ name, type, tokens }) =>
        `${type} ${name}: ${tokens.map(({ place, decidedBy }) => `${place.kind === 'file' ? place.path : ''} by ${String(decidedBy.value)}`).join(', ')}`,
    )
    assert.deepEqual(lines, merged)
  })
}
