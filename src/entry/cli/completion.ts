// Shell completion out of the command line's own model, so that it can't lag behind it.
import type { Command } from 'commander'
import { subjectKinds } from './subject-name.ts'
import { kindNames } from './workload-name.ts'

/** Shells that `sparekey completion` writes a script for. */
export const shells = ['bash', 'zsh', 'fish'] as const

/** One of {@link shells}. */
export type Shell = (typeof shells)[number]

/**
 * The words that may stand where the last given one stands.
 *
 * @param words - what was typed behind the program's name; the last may be begun or empty
 * @returns candidates that begin with the last word; `files` where a file name is meant
 */
export function candidates(
  program: Command,
  words: readonly string[],
): { readonly words: readonly string[]; readonly files: boolean } {
  const last = words.at(-1) ?? ''
  const before = words.slice(0, -1)
  const command = commandOf(program, before)
  const at = before.findLastIndex((word) => word.startsWith('-'))
  const begun = command.options.find((option) => at >= 0 && [option.short, option.long].includes(before[at]))
  const fitting = (all: readonly string[]) => all.filter((word) => word.startsWith(last))
  // An option that takes several values takes all words up to the next option.
  if (begun?.required === true && (at === before.length - 1 || (begun.variadic && !last.startsWith('-')))) {
    return { words: fitting(begun.argChoices ?? []), files: /file|path/.test(begun.flags) }
  }
  if (last.startsWith('-'))
    return { words: fitting(command.options.flatMap((option) => (option.long === undefined ? [] : [option.long]))), files: false }
  if (command.commands.length > 0) return { words: fitting(command.commands.map((candidate) => candidate.name())), files: false }
  const kinds = kindsOf[command.name()]
  if (kinds !== undefined) return { words: fitting(kinds.map((kind) => `${kind}/`)), files: false }
  const [argument] = command.registeredArguments
  return { words: fitting(argument?.argChoices ?? []), files: /plan|journal|ledger|path/.test(argument?.name() ?? '') }
}

/** The command that words name, as far down as they do. */
function commandOf(program: Command, words: readonly string[]): Command {
  let command = program
  for (const word of words.filter((one) => !one.startsWith('-'))) {
    const next = command.commands.find((candidate) => candidate.name() === word)
    if (next === undefined) break
    command = next
  }
  return command
}

/** The commands that take `kind/name`, with the kinds that they know. */
const kindsOf: Readonly<Record<string, readonly string[]>> = {
  explain: [...new Set([...kindNames, ...subjectKinds])],
  'suggest-role': ['sa'],
  'who-can': ['sa'],
}

/** The script that makes a shell ask `sparekey __complete`. */
export function completionScript(shell: Shell): string {
  return scripts[shell]
}

const scripts: Readonly<Record<Shell, string>> = {
  bash: `# bash completion of sparekey; load it with: source <(sparekey completion bash)
_sparekey() {
  local IFS=$'\\n'
  COMPREPLY=($(sparekey __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | sed '$d'))
}
complete -o default -F _sparekey sparekey
`,
  zsh: `#compdef sparekey
# zsh completion of sparekey; load it with: source <(sparekey completion zsh)
_sparekey() {
  local -a found
  found=("\${(@f)$(sparekey __complete "\${(@)words[2,$CURRENT]}" 2>/dev/null | sed '$d')}")
  if [[ -n "\${found[1]}" ]]; then compadd -a found; else _files; fi
}
compdef _sparekey sparekey
`,
  fish: `# fish completion of sparekey; load it with: sparekey completion fish | source
function __sparekey
  set -l typed (commandline -opc) (commandline -ct)
  sparekey __complete $typed[2..-1] 2>/dev/null | sed '$d'
end
complete -c sparekey -a '(__sparekey)'
`,
}

/**
 * What kubectl expects of a plugin's completion program: candidates, a line each, then a directive (cobra's: 0 lets the shell
 * fall back to files, 4 does not).
 */
export function completionAnswer(program: Command, words: readonly string[]): string {
  const found = candidates(program, words)
  return [...found.words, found.files ? ':0' : ':4'].join('\n') + '\n'
}
