// docs/routes.md and the tables: every route and every inert right is explained there, and nothing that does not exist.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { groupBy } from '../../base/index.ts'
import { customWorkloadKinds } from '../../kube/index.ts'
import { inertRights } from './inert.ts'
import { routes } from './index.ts'

const page = readFileSync(new URL('../../../docs/routes.md', import.meta.url), 'utf8')

test('every route has its row, in order, with its number, its title and its versions', () => {
  const rows = [...page.matchAll(/^\| (\d+) +\| `([a-z-]+)`(?: \((direct)\))? +\| ([^|]+?) +\|.*\| ([^|]+?) +\|$/gm)]
  assert.deepEqual(
    rows.map(([, row, id, direct, title, versions]) => ({ row, id, direct: direct !== undefined, title, versions })),
    routes.map((route) => ({
      row: String(route.row),
      id: route.id,
      direct: route.direct,
      title: `${route.title}${route.besides === undefined ? '' : `; needs besides: ${route.besides}`}`,
      versions:
        route.since !== undefined ? `1.${route.since} and later` : route.until !== undefined ? `until 1.${route.until}` : 'all',
    })),
  )
})

test('every inert right has its row', () => {
  for (const { right, reason } of inertRights) assert.ok(page.includes(`| ${right} `) && page.includes(reason), right)
})

test('every custom resource that becomes pods is named, by its group', () => {
  const [, section = ''] = page.split('\n## Custom resources\n')
  const rows = [...(section.split('\n## ')[0] ?? '').matchAll(/^\| `([^`]+)` +\| (.+?) +\|$/gm)]
  assert.deepEqual(
    rows.map(([, group, resources = '']) => [group, [...resources.matchAll(/`([^`]+)`/g)].map(([, resource]) => resource)]),
    [...groupBy(customWorkloadKinds, ({ group }) => group)].map(([group, kinds]) => [
      group,
      kinds.map(({ resource }) => resource),
    ]),
  )
  // Each is written in two ways in the row of the route, which names three of them.
  assert.match(page, new RegExp(`or ${customWorkloadKinds.length * 2 - 3} more: \\[all of them\\]\\(#custom-resources\\)`))
})

test('each row of the list of routes is a route or an inert right', () => {
  const rows = new Set([...routes, ...inertRights].flatMap(({ row }) => row ?? []))
  assert.deepEqual(
    [...rows].sort((a, b) => a - b),
    Array.from({ length: 34 }, (_, i) => i + 1),
  )
})

test('ids stand once, and a route that ends says when', () => {
  assert.equal(new Set(routes.map((route) => route.id)).size, routes.length)
  for (const { since, until } of routes) assert.ok(since === undefined || until === undefined || since <= until)
})
