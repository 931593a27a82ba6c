// Requests that the API server refuses after a batch, and not before it: what readiness does not show. Which of them speak against which
// step is a table.
import { unreachable } from '../base/index.ts'
import { formatName } from '../kube/index.ts'
import type { RefusedRequest, RefusalWatch } from './ports.ts'
import type { RemedyId, Step } from './step.ts'

/** Says whether a refused request may come of a step. */
type Concern = (refused: RefusedRequest, step: Step) => boolean

/** Its token is gone, or its account says so: somebody came without it, or with one that has no rights. */
const losesToken: Concern = ({ who }, { object, removes }) =>
  who.kind === 'account' &&
  (removes.some(({ serviceAccount }) => serviceAccount === who.account) ||
    (object.kind === 'ServiceAccount' && formatName(object) === who.account))

/** Whose token was refused is not said by every API server: then somebody is refused who was not before. */
const losesSecret: Concern = ({ who }, { object }) =>
  who.kind === 'nobody' || (who.kind === 'secret' && who.secret === formatName(object))

/** The rights that are narrowed: to make tokens, and to act as somebody; as whom and where, no log says of a refusal. */
const losesMinting: Concern = ({ verb, resource, subresource, namespace }, { object }) =>
  verb === 'impersonate' ||
  (verb === 'create' &&
    resource === 'serviceaccounts' &&
    subresource === 'token' &&
    (object.namespace === undefined || object.namespace === namespace))

const concerns: Readonly<Partial<Record<RemedyId, Concern>>> = {
  'one-container': losesToken,
  'files-only': losesToken,
  'account-off': losesToken,
  'template-off': losesToken,
  'pods-renewed': losesToken,
  'legacy-replaced': losesToken,
  'legacy-invalidated': losesSecret,
  'legacy-deleted': losesSecret,
  'minting-narrowed': losesMinting,
  'binding-replaced': losesMinting,
}

/** What is refused while a walk goes on, and what was refused before. */
export interface Refusals {
  /** Takes what is refused now as known: it comes of nothing that follows. */
  takeAsKnown(): Promise<void>
  /**
   * @returns in a sentence what is refused since that may come of one of the steps; `undefined` where nothing is
   */
  against(steps: readonly Step[]): Promise<string | undefined>
}

/** Keeps what was refused before. */
export function refusalsOf(watch: RefusalWatch): Refusals {
  const known = new Set<string>()
  return {
    async takeAsKnown() {
      // A Secret that a step makes invalid was valid until then, whatever became of it at some other time.
      for (const refused of await watch.look()) if (refused.who.kind !== 'secret') known.add(keyOf(refused))
    },
    async against(steps) {
      const fresh = (await watch.look()).filter((refused) => !known.has(keyOf(refused)))
      for (const refused of fresh) {
        known.add(keyOf(refused))
        const step = steps.find((one) => concerns[one.remedy]?.(refused, one) === true)
        if (step !== undefined) return `${sentence(refused)}, and was not before \`${step.id}\``
      }
      return undefined
    },
  }
}

function keyOf({ who, verb, group, resource, subresource, namespace }: RefusedRequest): string {
  return JSON.stringify([who.kind, nameOf(who), verb, group, resource, subresource, namespace])
}

function nameOf(who: RefusedRequest['who']): string {
  switch (who.kind) {
    case 'account':
      return who.account
    case 'user':
      return who.name
    case 'secret':
      return who.secret
    case 'nobody':
      return ''
    default:
      return unreachable(who)
  }
}

function sentence({ who, verb, resource, subresource, namespace }: RefusedRequest): string {
  const what =
    verb === 'impersonate'
      ? 'act in the name of another'
      : `${verb} ${resource}${subresource === '' ? '' : `/${subresource}`}${namespace === '' ? '' : ` in \`${namespace}\``}`
  switch (who.kind) {
    case 'account':
      return `ServiceAccount \`${who.account}\` is refused to ${what}`
    case 'user':
      return `\`${who.name}\` is refused to ${what}`
    case 'secret':
      return `somebody comes with the token of Secret \`${who.secret}\`, which is refused`
    case 'nobody':
      return `somebody whom the API server does not know (401) wants to ${what}`
    default:
      return unreachable(who)
  }
}
