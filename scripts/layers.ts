// Runs dependency-cruiser over the code and refuses a run that did not see all of it: a cruise that reads no TypeScript
// finds no breach either.
import { repositoryFiles } from './repository-files.ts'
import { runNode } from './children.ts'
import { breachesOf, unseenFiles, type Cruise } from './cruise-result.ts'

const folders = ['src', 'testbed', 'scripts', 'bench', 'prove'].filter((folder) =>
  files().some((file) => file.startsWith(`${folder}/`)),
)
const cruiser = 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'
const args = [cruiser, '--config', '.dependency-cruiser.js', '--output-type', 'json', ...folders]
const ended = await runNode({ args, output: 'collect' })
const cruise = parse(ended.output)
if (cruise === undefined) {
  console.log(ended.output)
  console.log('dependency-cruiser gave no result')
  process.exitCode = 1
} else {
  const problems = [...unseenFiles(cruise, files()), ...breachesOf(cruise)]
  for (const problem of problems) console.log(problem)
  console.log(
    `${cruise.summary.totalCruised} modules, ${cruise.summary.totalDependenciesCruised} dependencies, ${problems.length} problems`,
  )
  process.exitCode = problems.length === 0 ? 0 : 1
}

function files(): string[] {
  return repositoryFiles().filter((file) => /[.]tsx?$/.test(file))
}

function parse(output: string): Cruise | undefined {
  try {
    return JSON.parse(output) as Cruise
  } catch {
    return undefined
  }
}
