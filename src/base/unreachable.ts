// Ends a switch over a union: the compiler refuses it while a case is missing.

/**
 * @param never - the value that the switch has already ruled out
 * @throws always: an object of a shape that the types forbid came in from outside
 */
export function unreachable(never: never): never {
  throw new TypeError(`unexpected value: ${JSON.stringify(never)}`)
}
