// Which value of a chart sets the switch, as the chart's own template says it. Only a line that takes one value as it is tells; what is
// computed could come out as anything.

/** `account`: the switch at the top of the object; `pods`: the one of its pods. */
export type SwitchOf = 'account' | 'pods'

const setting = /^([ \t]*)automountServiceAccountToken:[ \t]*(.*)$/gm
// With `| default true` a `false` would come out as `true`.
const value = /^\{\{-?\s*\.Values\.([A-Za-z_][\w.]*)\s*-?\}\}\s*(?:#.*)?$/

/** @returns the key of the value; `undefined` where the template has no such line, or one that tells nothing */
export function templateSetting(template: string, of: SwitchOf): string | undefined {
  const keys = [...template.matchAll(setting)]
    .filter(([, indentation]) => (indentation === '') === (of === 'account'))
    .map(([, , written = '']) => value.exec(written)?.[1])
  const [first, ...others] = keys
  return others.every((key) => key === first) ? first : undefined
}
