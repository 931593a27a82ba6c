// The files of the repository that the scripts work on, found by their names.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The folders that hold our own code; a missing one is an empty one. */
const roots = ['src', 'testbed', 'scripts', 'bench', 'prove']

/** @returns every file under the repository's code folders, as sorted paths with slashes */
export function repositoryFiles(): string[] {
  return roots.flatMap(filesUnder).sort()
}

function filesUnder(folder: string): string[] {
  const found: string[] = []
  for (const entry of entriesOf(folder)) {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory() && entry.name !== 'node_modules') found.push(...filesUnder(path))
    else if (entry.isFile()) found.push(path)
  }
  return found
}

function entriesOf(folder: string) {
  try {
    return readdirSync(join(import.meta.dirname, '..', folder), { withFileTypes: true })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

/** The test files in the groups that `npm test` runs. */
export interface TestFiles {
  /** Needs nothing but Node: may run beside others. */
  readonly unit: readonly string[]
  /** Starts a browser: runs alone, since it measures what a person waits for. */
  readonly browser: readonly string[]
  /** Starts a control plane: runs alone. */
  readonly cluster: readonly string[]
}

/**
 * Sorts test files into groups.
 *
 * @param files - paths with slashes
 * @param under - keeps only these files and folders; empty keeps all
 */
export function testFilesOf(files: readonly string[], under: readonly string[] = []): TestFiles {
  const tests = files.filter(
    (file) => file.endsWith('.test.ts') && (under.length === 0 || under.some((path) => isUnder(file, path))),
  )
  const needsCluster = (file: string) => file.endsWith('.cluster.test.ts') || file.startsWith('testbed/')
  const needsBrowser = (file: string) => file.endsWith('.browser.test.ts')
  return {
    unit: tests.filter((file) => !needsCluster(file) && !needsBrowser(file)),
    browser: tests.filter(needsBrowser),
    cluster: tests.filter(needsCluster),
  }
}

function isUnder(file: string, path: string): boolean {
  const wanted = path.replace(/^\.\//, '').replace(/\/+$/, '')
  return file === wanted || file.startsWith(`${wanted}/`)
}
