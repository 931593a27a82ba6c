// What an unquoted YAML scalar means to Kubernetes: sigs.k8s.io/yaml reads YAML 1.1, where `no` is false and 0777 is 511.
// Follows resolve.go of go-yaml v2; timestamps stay texts, as there.

const words: ReadonlyMap<string, boolean | null | number> = new Map<string, boolean | null | number>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word): [string, boolean] => [word, true]),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word): [string, boolean] => [word, false]),
  ...['', '~', 'null', 'Null', 'NULL'].map((word): [string, null] => [word, null]),
])

const integer = /^[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/
const float = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/

/**
 * @param source - the scalar as written, without quotes
 * @returns the boolean, number, `null` or text that the API server would see
 */
export function plainScalar(source: string): boolean | number | string | null {
  const word = words.get(source)
  if (word !== undefined) return word
  const first = source.charCodeAt(0)
  const numeric = (first >= 0x30 && first <= 0x39) || first === 0x2d || first === 0x2b || first === 0x2e
  if (!numeric) return source
  const digits = source.includes('_') ? source.replaceAll('_', '') : source
  if (integer.test(digits)) return wholeNumber(digits)
  return float.test(digits) ? Number(digits) : source
}

function wholeNumber(digits: string): number {
  const negative = digits.startsWith('-')
  const bare = digits.replace(/^[-+]/, '')
  // Go reads a leading zero as octal; JavaScript wants it spelled.
  const value = /^0[0-7]+$/.test(bare) ? Number(`0o${bare.slice(1)}`) : Number(bare)
  return negative ? -value : value
}
