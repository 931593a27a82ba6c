// The oldest Node that the program runs on, asked before any of it is loaded: an older one would fail over some import's name.

const oldest = [22, 15] as const

/** What to tell a person whose Node is too old; `undefined` where it is not. `version` is as in `process.versions.node`. */
export function nodeTooOld(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return undefined
  return `error: sparekey needs Node ${oldest.join('.')} or newer, and this is Node ${version}\n  install a newer one, or run it as \`npx -p node@24 -p sparekey sparekey\`\n`
}
