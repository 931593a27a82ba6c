// The options of a guard in sentences, as its status and an audit print them.
import type { GuardOptions } from '../../guard/index.ts'

/** The options in sentences, with where they are known from. */
export function settingsOf({ defaultStage, excluded, caps, exceptions }: GuardOptions, from: string): readonly string[] {
  return [
    `${from}: namespaces without a label are at the stage ${defaultStage}, and ${excluded.length} are left out (${excluded.join(', ')})`,
    exceptions === 'index'
      ? 'exceptions are written on the account `default` of each namespace'
      : 'exceptions are written on the accounts themselves',
    ...(caps.audiences === undefined
      ? []
      : [`people may ask tokens only for ${caps.audiences.map((one) => one || 'the API server').join(', ')}`]),
    ...(caps.maxSeconds === undefined ? [] : [`people may ask for tokens of ${caps.maxSeconds} seconds at most`]),
    ...(caps.boundOnly === undefined ? [] : ['people may ask only for tokens that end with an object']),
  ]
}
