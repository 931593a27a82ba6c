import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const repository = join(import.meta.dirname, '..')
const manifest = readJson('package.json') as {
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}
const lock = readJson('package-lock.json') as {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly license?: string }>>
}
const permissive = /^(MIT|MIT-0|ISC|Apache-2\.0|BSD-2-Clause|BSD-3-Clause|0BSD|BlueOak-1\.0\.0|CC0-1\.0|Unlicense|PSF-2\.0)$/

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(join(repository, file), 'utf8'))
}

function documented(title: string): string[] {
  const page = readFileSync(join(repository, 'docs/dependencies.md'), 'utf8')
  const section = page.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? ''
  return [...section.matchAll(/^\| `([^`]+)`\s*\| \S/gm)].map((match) => match[1] ?? '')
}

test('docs/dependencies.md gives a reason for each package of package.json, and for no other', () => {
  assert.deepEqual(documented('Shipped'), Object.keys(manifest.dependencies).sort())
  assert.deepEqual(documented('For development'), Object.keys(manifest.devDependencies).sort())
})

test('versions are pinned exactly', () => {
  const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies })
  assert.deepEqual(
    versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version)),
    [],
  )
})

test('every package that is shipped, direct or not, has a permissive licence', () => {
  const shipped = Object.entries(lock.packages).filter(([path, entry]) => path !== '' && entry.dev !== true)
  const others = shipped
    .filter(([, entry]) => !isPermissive(entry.license))
    .map(([path, entry]) => `${path}: ${entry.license ?? 'none'}`)
  assert.ok(shipped.length >= Object.keys(manifest.dependencies).length)
  assert.deepEqual(others, [])
})

// `(MIT OR GPL-3.0)` leaves a choice; `(MIT AND GPL-3.0)` leaves none.
function isPermissive(license: string | undefined): boolean {
  const plain = license?.replace(/^\((.*)\)$/, '$1')
  if (plain === undefined) return false
  return plain.includes(' AND ')
    ? plain.split(' AND ').every((part) => permissive.test(part))
    : plain.split(' OR ').some((part) => permissive.test(part))
}
