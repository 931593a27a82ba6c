// Compares a running pod with what the next pod of its workload will hold: a pod keeps its token until it is replaced.
import { compareText } from '../base/index.ts'
import { tokenKey, type ContainerTokens, type Token } from './token.ts'

/** How a pod differs from its workload's template as it stands today. */
export interface Drift {
  /** API tokens that the pod holds and the next one will not: `container` and what it holds. */
  readonly outlives: readonly { readonly container: string; readonly token: Token }[]
  /** API tokens that the next pod will hold and this one does not. */
  readonly lacks: readonly { readonly container: string; readonly token: Token }[]
}

/**
 * @param templates - the containers of each template; the pod is held against the one that it was most likely made from:
 * first by the names of its containers (several templates may share them), then by what they hold
 * @param found - the containers of the pod; those that the template does not have (put in by a webhook) are no drift
 */
export function driftOf(templates: readonly (readonly ContainerTokens[])[], found: readonly ContainerTokens[]): Drift {
  const [nearest] = templates
    .map((foreseen) => {
      const drift = driftFrom(foreseen, found)
      const shared = found.filter(({ name }) => foreseen.some((candidate) => candidate.name === name)).length
      return { drift, shared, differences: drift.outlives.length + drift.lacks.length }
    })
    .sort((a, b) => b.shared - a.shared || a.differences - b.differences)
  return nearest?.drift ?? { outlives: [], lacks: [] }
}

function driftFrom(foreseen: readonly ContainerTokens[], found: readonly ContainerTokens[]): Drift {
  const outlives: Drift['outlives'][number][] = []
  const lacks: Drift['lacks'][number][] = []
  for (const container of found) {
    const template = foreseen.find((candidate) => candidate.name === container.name)
    if (template === undefined) continue
    const before = new Set(template.tokens.map(tokenKey))
    const now = new Set(container.tokens.map(tokenKey))
    for (const token of container.tokens)
      if (token.apiServer && !before.has(tokenKey(token))) outlives.push({ container: container.name, token })
    for (const token of template.tokens)
      if (token.apiServer && !now.has(tokenKey(token))) lacks.push({ container: container.name, token })
  }
  return { outlives, lacks }
}

/**
 * What a workload's containers hold, seen over its template and all its pods: the union, container by container, so that what
 * a webhook adds to the pods is there too.
 */
export function mergeContainers(all: readonly (readonly ContainerTokens[])[]): readonly ContainerTokens[] {
  const merged = new Map<string, { readonly first: ContainerTokens; readonly tokens: Map<string, Token> }>()
  for (const containers of all) {
    for (const container of containers) {
      const key = `${order.indexOf(container.type)}\u0000${container.name}`
      const entry = merged.get(key) ?? { first: container, tokens: new Map<string, Token>() }
      for (const token of container.tokens) if (!entry.tokens.has(tokenKey(token))) entry.tokens.set(tokenKey(token), token)
      merged.set(key, entry)
    }
  }
  return [...merged]
    .sort(([a], [b]) => compareText(a.slice(0, 1), b.slice(0, 1)))
    .map(([, entry]) => ({ ...entry.first, tokens: [...entry.tokens.values()] }))
}

const order: readonly ContainerTokens['type'][] = ['init', 'sidecar', 'container', 'ephemeral']
