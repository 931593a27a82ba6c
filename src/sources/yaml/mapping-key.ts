// The text that a key of a mapping becomes in JSON, as sigs.k8s.io/yaml's convertToJSONableObject writes it: `on: x` has the key `true`.
import { plainInteger, plainScalar } from './plain-scalar.ts'

/**
 * @param source - an unquoted key
 * @returns `undefined` for a key that has no text there: `null`, and numbers beyond an `int64`
 */
export function plainKey(source: string): string | undefined {
  const whole = plainInteger(source)
  if (whole !== undefined) return whole < 2n ** 63n ? String(whole) : undefined
  return keyText(plainScalar(source))
}

/** The text of a key that is no whole number. */
export function keyText(value: boolean | number | string | null): string | undefined {
  if (value === null) return undefined
  return typeof value === 'number' ? floatText(value) : String(value)
}

// strconv.FormatFloat(value, 'g', -1, 32): the fewest digits that tell a 32-bit float from its neighbours.
function floatText(value: number): string {
  const float = Math.fround(value)
  if (Number.isNaN(float)) return '.nan'
  if (!Number.isFinite(float)) return float > 0 ? '.inf' : '-.inf'
  let digits = 1
  while (Math.fround(Number(float.toPrecision(digits))) !== float) digits++
  const sign = Object.is(float, -0) ? '-' : ''
  const [mantissa = '', exponent = ''] = float.toExponential(digits - 1).split('e')
  const power = Number(exponent)
  if (power >= -4 && power < 6) return sign + String(Number(float.toPrecision(digits)))
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
}
