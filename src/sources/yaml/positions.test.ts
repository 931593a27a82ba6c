// Where fields stand: line and column of keys and items, the same by the short cut and by the parser.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Wanted } from '../../kube/index.ts'
import { readDocuments } from './index.ts'
import { quickRead } from './quick-read.ts'

const pod: Wanted = {
  kind: 'record',
  members: new Map<string, Wanted>([
    ['name', { kind: 'scalar' }],
    ['labels', { kind: 'map', prefix: '', of: { kind: 'scalar' } }],
    ['volumes', { kind: 'list', of: { kind: 'map', prefix: '', of: { kind: 'scalar' } } }],
  ]),
}
const wanted: Wanted = {
  kind: 'record',
  members: new Map<string, Wanted>([
    ['spec', pod],
    ['items', { kind: 'list', of: pod }],
    ['base', pod],
  ]),
}

interface Case {
  readonly sentence: string
  readonly text: string
  /** Whether the short cut takes the first document. */
  readonly short: boolean
  /** For each document the place of each field, as `line:column`. */
  readonly places: readonly Readonly<Record<string, string>>[]
}

const cases: readonly Case[] = [
  {
    sentence: 'keys of mappings and items of lists',
    text: 'spec:\n  name: a\n  volumes:\n  - name: v\n    size: 1\n  -   name: w\n',
    short: true,
    places: [
      {
        spec: '1:1',
        'spec.name': '2:3',
        'spec.volumes': '3:3',
        'spec.volumes[0]': '4:5',
        'spec.volumes[0].size': '5:5',
        'spec.volumes[1].name': '6:7',
      },
    ],
  },
  {
    sentence: 'what is not there is at the nearest part around it',
    text: '# head\n\nspec:\n  name: a\n',
    short: true,
    places: [{ 'spec.labels.x': '3:1', 'spec.volumes[7]': '3:1', other: '3:1' }],
  },
  {
    sentence: 'lines that end in CRLF',
    text: 'spec:\r\n  # note\r\n\r\n  labels:\r\n    a: b\r\n    c: d\r\n',
    short: true,
    places: [{ 'spec.labels': '4:3', 'spec.labels.c': '6:5' }],
  },
  {
    sentence: 'a byte order mark takes no column',
    text: '\ufeffspec: {name: a}\nitems: []\n',
    short: true,
    places: [{ spec: '1:1', 'spec.name': '1:8', items: '2:1' }],
  },
  {
    sentence: 'the documents of a file, each on its lines',
    text: '# head\n---\nspec:\n  name: a\n--- # next\n\n---\nspec:\n  name: b\n---\n\ufeffspec: {}\n',
    short: true,
    places: [{ 'spec.name': '4:3' }, { spec: '8:1', 'spec.name': '9:3' }, { spec: '11:1' }],
  },
  {
    sentence: 'the documents of a file with CRLF',
    text: 'spec:\r\n  name: a\r\n---\r\nspec:\r\n  name: b\r\n',
    short: true,
    places: [{ 'spec.name': '2:3' }, { 'spec.name': '5:3' }],
  },
  {
    sentence: 'the items of a List',
    text: 'kind: List\nitems:\n- name: a\n- labels:\n    x: y\n',
    short: true,
    places: [{ 'items[0].name': '3:3', 'items[1]': '4:3', 'items[1].labels.x': '5:5' }],
  },
  {
    sentence: 'flow collections',
    text: 'spec: {name: a, labels: {x: y}, volumes: [{name: v}, {name: "w"}]}\n',
    short: true,
    places: [{ 'spec.labels.x': '1:26', 'spec.volumes[1]': '1:54', 'spec.volumes[1].name': '1:55' }],
  },
  {
    sentence: 'quoted keys, at their quotes',
    text: 'spec:\n  "name": a\n  labels: {"x": y}\n',
    short: false,
    places: [{ 'spec.name': '2:3', 'spec.labels.x': '3:12' }],
  },
  {
    sentence: 'a key twice, at the one that counts',
    text: 'spec:\n  name: a\n  name: b\n',
    short: true,
    places: [{ 'spec.name': '3:3' }],
  },
  {
    sentence: 'what an alias repeats, where the alias stands',
    text: 'base: &x\n  name: a\nspec: *x\nitems:\n- *x\n',
    short: false,
    places: [{ 'base.name': '2:3', 'spec.name': '3:1', 'items[0]': '5:3', 'items[0].name': '5:3' }],
  },
  {
    sentence: 'what a merge brings, where the merge stands',
    text: 'base: &x\n  name: a\n  labels: {x: y}\nspec:\n  <<: *x\n  labels: {z: y}\n',
    short: false,
    places: [{ 'spec.name': '5:3', 'spec.labels': '6:3', 'spec.labels.z': '6:12' }],
  },
  {
    sentence: 'a merge that replaces what stood before it',
    text: 'base: &x {name: a}\nspec:\n  name: b\n  <<: *x\n',
    short: false,
    places: [{ 'spec.name': '4:3' }],
  },
  {
    sentence: 'anchors and tags before a key, at the key',
    text: 'spec:\n  &x name: a\n  !!str labels: {}\n',
    short: false,
    places: [{ 'spec.name': '2:6', 'spec.labels': '3:9' }],
  },
  {
    sentence: 'an empty item, at what stands before it',
    text: 'spec:\n  volumes:\n  - name: v\n  -\n  - &x\n',
    short: false,
    places: [{ 'spec.volumes[0]': '3:5', 'spec.volumes[1]': '3:11', 'spec.volumes[2]': '5:5' }],
  },
  {
    sentence: 'characters of two units, counted as editors count them',
    text: 'spec: {labels: {"😀": x, a: y}}\n',
    short: false,
    places: [{ 'spec.labels.a': '1:26' }],
  },
]

void describe('places', () => {
  for (const { sentence, text, short, places } of cases) {
    test(sentence, () => {
      assert.deepEqual(placesOf(text, places), places)
      const [first = ''] = text
        .replace('\ufeff', '')
        .split(/^--- *(?:#.*)?\r?\n/m)
        .filter((document) => /^[^#\s]/m.test(document))
      assert.equal(quickRead(first, wanted) !== undefined, short, 'whether the short cut takes it')
    })
    test(`${sentence}, by the parser`, () => {
      // Nothing but ASCII takes the short cut.
      assert.deepEqual(placesOf(text.replace(/(?=\r?\n(?:---|$(?!\n)))/g, ' # é'), places), places)
    })
  }
})

/** The places of the fields that are asked for. */
function placesOf(text: string, asked: Case['places']): Case['places'] {
  return [...readDocuments('f', text, wanted)].map((read, i) => {
    if (read.kind === 'broken') return { broken: JSON.stringify(read.gap) }
    const fields = Object.keys(asked[i] ?? {}).map((field): [string, string] => {
      const { line, column } = read.locate(field)
      return [field, `${line}:${column}`]
    })
    return Object.fromEntries(fields)
  })
}
