// Finds charts among files, and the value of one of them that sets a field of an object that Helm rendered from it.
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, normalize } from 'node:path'
import type { Json } from '../../base/index.ts'
import { isRecord } from '../../kube/index.ts'
import { readWhole } from '../yaml/index.ts'
import { knownCharts } from './known-charts.ts'
import { templateSetting, type SwitchOf } from './template-setting.ts'

/** A chart in a folder. */
export interface Chart {
  readonly folder: string
  readonly name: string
  /** `values.yaml` beside its `Chart.yaml`. */
  readonly values: string
  /** What the charts that it brings are called here, with their own names. */
  readonly dependencies: ReadonlyMap<string, string>
}

/** Where a value stands, or why it is not known. */
export type ValuePlace =
  | { readonly kind: 'value'; readonly file: string; readonly path: readonly string[] }
  | { readonly kind: 'unknown'; readonly reason: string; readonly remedy: string }

/** The charts whose `Chart.yaml` is among the files. */
export function chartsAmong(files: readonly string[]): readonly Chart[] {
  return files.flatMap((file): readonly Chart[] => {
    if (basename(file) !== 'Chart.yaml') return []
    const documents = readWhole(readFileSync(file, 'utf8'))
    const chart = 'reason' in documents ? undefined : documents[0]
    if (!isRecord(chart) || typeof chart['name'] !== 'string') return []
    const folder = dirname(file)
    return [
      { folder, name: chart['name'], values: join(folder, 'values.yaml'), dependencies: dependenciesOf(chart['dependencies']) },
    ]
  })
}

function dependenciesOf(value: unknown): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const one of Array.isArray(value) ? value : []) {
    if (!isRecord(one) || typeof one['name'] !== 'string') continue
    names.set(typeof one['alias'] === 'string' ? one['alias'] : one['name'], one['name'])
  }
  return names
}

/** Whether a file belongs to a chart and is no manifest: a template, its values, or a chart within. */
export function isOfChart(file: string, charts: readonly Chart[]): boolean {
  return charts.some(({ folder }) => {
    const inside = normalize(file).startsWith(`${normalize(folder)}/`) || folder === '.'
    return inside && !normalize(file).startsWith(`${join(folder, 'crds')}/`)
  })
}

/**
 * The value that sets the switch of a rendered object.
 *
 * @param source - what Helm wrote above the object: `web/charts/db/templates/serviceaccount.yaml`
 */
export function valuePlace(charts: readonly Chart[], source: string, of: SwitchOf): ValuePlace {
  const [, root = '', below = '', template = ''] = /^([^/]+)((?:\/charts\/[^/]+)*)\/templates\/(.+)$/.exec(source) ?? []
  const found = charts.filter(({ name }) => name === root)
  const [chart, second] = found
  if (chart === undefined) return unknown(`chart \`${root}\` is not among the files`, 'name the folder of the chart with -f')
  if (second !== undefined)
    return unknown(`\`${chart.folder}\` and \`${second.folder}\` are charts of one name`, 'name one of them alone')
  const inner = below.split('/charts/').slice(1)
  const file = join(chart.folder, ...inner.flatMap((name) => ['charts', name]), 'templates', template)
  const key = existsSync(file) ? templateSetting(readFileSync(file, 'utf8'), of) : knownSetting(chart, inner, template, of)
  if (key === undefined)
    return unknown(
      `no value of its chart is known to set \`automountServiceAccountToken\` in \`${source}\``,
      'set it in the template by hand',
    )
  return { kind: 'value', file: chart.values, path: [...inner, ...key.split('.')] }
}

function knownSetting(chart: Chart, inner: readonly string[], template: string, of: SwitchOf): string | undefined {
  const called = inner.at(-1) ?? chart.name
  const name = inner.length === 1 ? (chart.dependencies.get(called) ?? called) : called
  const keyIn = (known: (typeof knownCharts)[number]) => {
    const keys = of === 'account' ? known.accounts : known.pods
    return Object.hasOwn(keys, template) ? keys[template] : undefined
  }
  const row = knownCharts.find((known) => known.chart === name)
  if (row !== undefined) return keyIn(row)
  const any = knownCharts.filter((known) => known.chart === '*').map(keyIn)
  return any.find((key) => key !== undefined && valueAtKey(chart.values, [...inner, ...key.split('.')]) !== undefined)
}

/** What a file of values says at a path; `undefined` where it says nothing, or can't be read. */
export function valueAtKey(file: string, path: readonly string[]): Json | undefined {
  if (!existsSync(file)) return undefined
  const documents = readWhole(readFileSync(file, 'utf8'))
  if ('reason' in documents) return undefined
  return path.reduce<Json | undefined>(
    (value, key) => (isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    documents[0],
  )
}

function unknown(reason: string, remedy: string): ValuePlace {
  return { kind: 'unknown', reason, remedy }
}
