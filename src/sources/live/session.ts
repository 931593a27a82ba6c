// Everything that a request needs beside its path: the agent with its TLS material, and the headers that prove who asks.
import { Agent as PlainAgent } from 'node:http'
import { Agent, type RequestOptions } from 'node:https'
import { throughClientNode } from './client-node.ts'
import { obtainCredential, type Credential } from './credential.ts'
import type { ExecContext } from './exec-plugin.ts'
import type { Target } from './target.ts'
import { certificateAuthority, tlsMaterial, type TlsMaterial } from './tls-material.ts'

/** What requests are made with, for a while. */
export interface Session {
  readonly options: RequestOptions
  /** Milliseconds since 1970; then a new one is to be opened. */
  readonly validUntil: number
}

/** Opens sessions, one after the other; sessions with the same TLS material share their connections. */
export interface Sessions {
  open(): Promise<Session>
  /** Ends all connections. */
  close(): void
}

/** @param timeoutMs - how long a proxy may take to let a connection through */
export function openSessions(target: Target, context: Omit<ExecContext, 'ca' | 'cluster'>, timeoutMs: number): Sessions {
  const agents = new Map<string, NonNullable<RequestOptions['agent']>>()
  return {
    async open() {
      const ca = await certificateAuthority(target)
      const credential = await obtainCredential(target, { ...context, cluster: target.cluster, ca })
      const tls = tlsMaterial(target, ca, credential)
      const options = needsClientNode(target)
        ? await throughClientNode(target, tls, credential, timeoutMs)
        : direct(target, tls, credential)
      const material = JSON.stringify([tls.ca, tls.cert, tls.key])
      const agent = agents.get(material) ?? options.agent
      if (agent === undefined) return { options, validUntil: credential.validUntil }
      agents.set(material, agent)
      return { options: { ...options, agent }, validUntil: credential.validUntil }
    },
    close() {
      for (const agent of agents.values()) if (typeof agent === 'object') agent.destroy()
    },
  }
}

// client-node takes as long to import as a small cluster takes to read, so it is only asked for what it alone does well:
// proxies of all kinds, and logins that are built into clients (OIDC).
function needsClientNode({ cluster, user }: Target): boolean {
  return cluster.proxyUrl !== undefined || user.authProvider !== undefined
}

/** The options of requests that go straight to the server. */
export function direct(target: Target, tls: TlsMaterial, credential: Credential): RequestOptions {
  const keep = { keepAlive: true, scheduling: 'lifo' } as const
  return {
    headers: credential.token === undefined ? {} : { Authorization: `Bearer ${credential.token}` },
    agent: target.cluster.server.protocol === 'http:' ? new PlainAgent(keep) : new Agent({ ...keep, ...tls }),
    ...(credential.basic === undefined ? {} : { auth: `${credential.basic.username}:${credential.basic.password}` }),
  }
}
