// What opens beneath a workload in the HTML report: each token, the field that decided it, and the one edit that takes it away.
import { formatRef } from '../kube/index.ts'
import type { ContainerReport, EvidenceSummary, TokenReport, WorkloadReport } from '../verdict/index.ts'
import { evidenceDetail } from './html-evidence.ts'
import { joined, markup, name, nothing, prose, type Markup } from './html-markup.ts'
import { audiencePhrase, containerPhrase, expiryPhrase, fieldPhrase, locationPhrase, placePhrase } from './phrases.ts'
import { containersWithoutToken, tokenRows, type TokenRow } from './token-rows.ts'

/** The detail of one workload. */
export function detail(workload: WorkloadReport, evidence?: EvidenceSummary): Markup {
  return markup`<p>${prose(sentence(workload.reason))}</p>${[
    declaration(workload),
    evidence === undefined || workload.evidence === undefined ? nothing : evidenceDetail(evidence, workload.evidence),
    tokens(workload.containers),
    exposures(workload),
    drift(workload),
    facts(workload),
  ]}`
}

function tokens(containers: readonly ContainerReport[]): Markup {
  const without = containersWithoutToken(containers)
  const rest = without.length === 0 ? nothing : markup`<p>Without a token: ${names(without)}</p>`
  return markup`${tokenRows(containers, 'byPlace').map(tokenMarkup)}${rest}`
}

function tokenMarkup({ containers, token }: TokenRow): Markup {
  const { decidedBy, removal, alsoRemoves } = token
  return markup`<div class="t"><p>${names(containers)}</p><dl>${[
    term('Token', markup`${token.source} token of ${name(token.serviceAccount)}`),
    term('Audience', markup`${audiencePhrase(token)}`),
    term('Found at', found(token)),
    term('Expires', markup`${expiryPhrase(token.expirationSeconds)}`),
    term('Decided by', markup`${formatRef(decidedBy.object)}: ${name(fieldPhrase(decidedBy))}`),
    removal.kind === 'edit' ? editTerm(removal.instruction) : term('No edit', prose(removal.reason)),
    alsoRemoves.length === 0 ? nothing : term('Also removes', markup`${alsoRemoves.join(', ')}`),
  ]}</dl></div>`
}

function found(token: TokenReport): Markup {
  const place = placePhrase(token)
  const volume = token.volume === null ? nothing : markup` (volume ${name(token.volume)})`
  return markup`${place === undefined ? 'nowhere of its own' : name(place)}${volume}`
}

function declaration({ declaration: said }: WorkloadReport): Markup {
  if (said === undefined) return nothing
  const what = [
    ...(said.needs === 'files' ? ['only the files beside the token'] : []),
    ...(said.containers === undefined ? [] : [`only in ${said.containers.map((one) => `\`${one}\``).join(', ')}`]),
  ]
  const limit = what.length === 0 ? nothing : markup` (${prose(what.join(', '))})`
  return markup`<p>Declared required${limit} by ${said.owner} until ${said.until}: ${prose(said.reason)} <small>(${said.from})</small></p>`
}

function exposures(workload: WorkloadReport): Markup {
  if (workload.exposures.length === 0) return nothing
  const items = workload.exposures.map(
    (item) => markup`<li>${prose(item.message)} <small>(${formatRef(item.object)}: ${item.field})</small></li>`,
  )
  return markup`<p>Other ways to a token:</p><ul>${items}</ul>`
}

function drift(workload: WorkloadReport): Markup {
  if (workload.pods.drift.length === 0) return nothing
  const items = workload.pods.drift.map((item) => markup`<li>${name(item.pod)}: ${prose(item.message)}</li>`)
  return markup`<p>Running pods that differ:</p><ul>${items}</ul>`
}

function facts({ pods, serviceAccount, ownedBy, location }: WorkloadReport): Markup {
  const said = [
    pods.running > 0 ? markup`${pods.running} running` : undefined,
    markup`runs as ${name(serviceAccount)}`,
    ownedBy === undefined ? undefined : markup`made by ${name(formatRef(ownedBy))}, which the input does not show`,
    location === undefined ? undefined : markup`written at ${name(locationPhrase(location))}`,
  ]
  const known = said.filter((item) => item !== undefined)
  return markup`<p class="facts">${joined(known, ', ')}</p>`
}

function names(containers: readonly ContainerReport[]): Markup {
  return joined(
    containers.map((container) => name(containerPhrase(container))),
    ', ',
  )
}

function term(title: string, body: Markup): Markup {
  return markup`<dt>${title}</dt><dd>${body}</dd>`
}

function editTerm(instruction: string): Markup {
  return markup`<dt class="edit">The one edit</dt><dd>${prose(instruction)}</dd>`
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
