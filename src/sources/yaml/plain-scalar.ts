// What an unquoted YAML scalar means to Kubernetes: sigs.k8s.io/yaml reads YAML 1.1, where `no` is false and 0777 is 511.
// Follows resolve.go of go-yaml v2; timestamps stay texts, as there.

const words: ReadonlyMap<string, boolean | null | number> = new Map<string, boolean | null | number>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word): [string, boolean] => [word, true]),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word): [string, boolean] => [word, false]),
  ...['', '~', 'null', 'Null', 'NULL'].map((word): [string, null] => [word, null]),
  ...['.nan', '.NaN', '.NAN'].map((word): [string, number] => [word, NaN]),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word): [string, number] => [word, Infinity]),
  ...['-.inf', '-.Inf', '-.INF'].map((word): [string, number] => [word, -Infinity]),
])

// A sign behind `0b` is a slip of resolve.go, which cuts the `0b` off and parses the rest.
const integer = /^(?:[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|0[0-7]*|[1-9][0-9]*)|0b[-+][01]+)$/
const float = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/

/** Shorter than any whole number that a JavaScript number can't hold, in every base. */
const surelyExact = 13

/**
 * @param source - the scalar as written, without quotes
 * @returns the boolean, number, `null` or text that the API server would see; `.inf` and `.nan` are numbers that JSON has not
 */
export function plainScalar(source: string): boolean | number | string | null {
  const word = words.get(source)
  if (word !== undefined) return word
  if (!mayBeNumber(source)) return source
  const digits = digitsOf(source)
  const whole = wholeNumber(digits)
  if (whole !== undefined) return Number(whole)
  const value = float.test(digits) ? Number(digits) : NaN
  // What is too large for a float is a text again.
  return Number.isFinite(value) ? value : source
}

/** The whole number that an unquoted scalar is to Go, an `int64` or a `uint64`; a `bigint` where it may be long. */
export function plainInteger(source: string): number | bigint | undefined {
  return mayBeNumber(source) ? wholeNumber(digitsOf(source)) : undefined
}

function mayBeNumber(source: string): boolean {
  const first = source.charCodeAt(0)
  return (first >= 0x30 && first <= 0x39) || first === 0x2d || first === 0x2b || first === 0x2e
}

// Underscores stand anywhere in a number; only between digits in one that begins with its point.
function digitsOf(source: string): string {
  if (!source.includes('_')) return source
  return source.startsWith('.') ? source.replace(/(?<=[0-9])_(?=[0-9])/g, '') : source.replaceAll('_', '')
}

function wholeNumber(digits: string): number | bigint | undefined {
  if (!integer.test(digits)) return undefined
  const signed = /^[-+]/.test(digits)
  const negative = digits.includes('-')
  // Go reads a leading zero as octal; JavaScript wants it spelled.
  const bare = digits.replace(/[-+]/, '').replace(/^0(?=[0-7])/, '0o')
  if (bare.length <= surelyExact) return negative ? 0 - Number(bare) : Number(bare)
  const value = negative ? -BigInt(bare) : BigInt(bare)
  // With a sign it has to fit an int64, without one a uint64.
  return value >= -(2n ** 63n) && value < (signed ? 2n ** 63n : 2n ** 64n) ? value : undefined
}
