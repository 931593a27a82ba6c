// Makes any text harmless to print: names come from other people's manifests, and a terminal or a browser obeys what it reads.

/**
 * Characters that steer a display rather than show on it: controls (ANSI sequences begin with one), direction marks
 * (https://trojansource.codes), line separators, everything invisible, lone surrogates and noncharacters, which XML forbids.
 */
const steering = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** The text on one line, with every steering character as a visible escape: `\n`, `\x1b`, `\u202e`, `\U000e0041`. */
export function plainText(text: string): string {
  return text.replace(steering, (character) => short[character] ?? escapeOf(character))
}

/** Whether {@link plainText} would change the text. */
export function isSteering(text: string): boolean {
  return text.search(steering) >= 0
}

/** Replaces each steering character by what `escape` makes of it; for formats with escapes of their own, as JSON. */
export function replaceSteering(text: string, escape: (character: string) => string): string {
  return text.replace(steering, escape)
}

// No braces: SARIF gives them a meaning in messages.
function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x100) return `\\x${hex(code, 2)}`
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`
}

/** A number in lower-case hexadecimal, padded with zeros. */
export function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0')
}
