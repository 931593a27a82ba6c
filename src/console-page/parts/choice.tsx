// A choice of one value of a list, or of all of them.
import type { VNode } from 'preact'

/** @param all - what choosing none is called */
export function Choice({
  title,
  value,
  values,
  all,
  choose,
  nameOf = (one) => one,
}: {
  readonly title: string
  readonly value: string
  readonly values: readonly string[]
  readonly all: string
  readonly choose: (value: string) => void
  readonly nameOf?: (value: string) => string
}): VNode {
  return (
    <label class="field">
      <span>{title}</span>
      <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">{all}</option>
        {(value === '' || values.includes(value) ? values : [value, ...values]).map((one) => (
          <option key={one} value={one}>
            {nameOf(one)}
          </option>
        ))}
      </select>
    </label>
  )
}
