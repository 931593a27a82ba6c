// What an edited file looks like, style by style: the text before, the text after, and nothing else changed.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Json } from '../../base/index.ts'
import type { PlannedEdit } from '../../change/index.ts'
import { editFile } from './index.ts'

const off = (path: string, from?: Json): PlannedEdit => ({ path, ...(from === undefined ? {} : { from }), to: false })
const rootOff = [off('/automountServiceAccountToken')]
const podOff = [off('/spec/template/spec/automountServiceAccountToken')]
const added = (path: string, to: Json): readonly PlannedEdit[] => [{ path, to }]
const gone = (path: string, from: Json): readonly PlannedEdit[] => [{ path, from }]

type Case = readonly [sentence: string, edits: readonly PlannedEdit[], before: string, after: string]

const members: readonly Case[] = [
  [
    'a member goes to the end of its mapping',
    rootOff,
    'a: 1\nb:\n  c: 2\n',
    'a: 1\nb:\n  c: 2\nautomountServiceAccountToken: false\n',
  ],
  [
    'the switch goes behind the account of a pod, whatever the indentation',
    podOff,
    'spec:\n    template:\n        spec:\n            serviceAccountName: web # ours\n            # the one\n            containers:\n            - name: a\n',
    'spec:\n    template:\n        spec:\n            serviceAccountName: web # ours\n            automountServiceAccountToken: false\n            # the one\n            containers:\n            - name: a\n',
  ],
  [
    'the deprecated name of the account counts too',
    podOff,
    'spec:\n  template:\n    spec:\n      serviceAccount: web\n      containers: []\n',
    'spec:\n  template:\n    spec:\n      serviceAccount: web\n      automountServiceAccountToken: false\n      containers: []\n',
  ],
  [
    'without an account it goes in front of the containers, above the comment that is theirs',
    podOff,
    'spec:\n  template:\n    spec:\n      volumes: []\n      # the main one\n      # (and only)\n      containers:\n        - name: a\n',
    'spec:\n  template:\n    spec:\n      volumes: []\n      automountServiceAccountToken: false\n      # the main one\n      # (and only)\n      containers:\n        - name: a\n',
  ],
  [
    'also where the containers come first',
    podOff,
    'spec:\n  template:\n    spec: # pods\n      containers:\n      - name: a\n',
    'spec:\n  template:\n    spec: # pods\n      automountServiceAccountToken: false\n      containers:\n      - name: a\n',
  ],
  [
    'where the containers share the line of a dash, it goes to the end',
    [off('/t/0/automountServiceAccountToken')],
    't:\n- containers:\n  - name: a\nu: 1\n',
    't:\n- containers:\n  - name: a\n  automountServiceAccountToken: false\nu: 1\n',
  ],
  ['a value gives way to another, its comment stays', [off('/a', true)], 'a:   true   # why\n', 'a:   false   # why\n'],
  [
    'a question above it is no mark of a key',
    [off('/a/b', true)],
    'a:\n  # Really?\n  b: true\n',
    'a:\n  # Really?\n  b: false\n',
  ],
  ['a word of YAML 1.1 gives way', [off('/a', true)], 'a: Yes\n', 'a: false\n'],
  ['a quoted text gives way', [{ path: '/a', from: 'x', to: 'z' }], 'a: "x" # q\n', 'a: z # q\n'],
  ['a tag stays', [off('/a', true)], 'a: !!bool yes\n', 'a: !!bool false\n'],
  ['an anchor that nobody uses stays', [off('/a', true)], 'a: &x true\n', 'a: &x false\n'],
  ['a value that is not there is put behind its colon', [off('/a')], 'a: # why\nb: 1\n', 'a: false # why\nb: 1\n'],
  ['`~` gives way', [off('/a')], 'a: ~\n', 'a: false\n'],
  ['`null` gives way to a mapping', added('/a/b', 1), 'a: ~ # why\nc: 1\n', 'a: # why\n  b: 1\nc: 1\n'],
  ['nothing gives way to a mapping', added('/spec/b', 1), 'spec:\nc:\n    d: 1\n', 'spec:\n    b: 1\nc:\n    d: 1\n'],
  ['nothing at the end of the file gives way to a mapping', added('/spec/b/c', 1), 'spec:', 'spec:\n  b:\n    c: 1'],
  ['missing parents come along', added('/a/b~1c/d', 'x'), 'z:\n   y: 1\n', 'z:\n   y: 1\na:\n   b/c:\n      d: x\n'],
  [
    'a member goes, its comment with it, the comment above stays',
    gone('/b', 2),
    'a: 1\n# above\nb: 2 # beside\nc: 3\n',
    'a: 1\n# above\nc: 3\n',
  ],
  [
    'a member goes with all its lines',
    gone('/b', { c: { d: 1 }, e: 2 }),
    'a: 1\nb:\n  c:\n    d: 1\n  # note\n  e: 2\n\nf: 1\n',
    'a: 1\n\nf: 1\n',
  ],
  ['a text over several lines goes', gone('/b', 'x\ny\n'), 'a: 1\nb: |\n  x\n  y\n\nc: 1\n', 'a: 1\n\nc: 1\n'],
  ['the last member goes', gone('/b', 2), 'a: 1\nb: 2', 'a: 1'],
  ['the only member leaves `{}`', gone('/a/b', 2), 'a: # why\n  # about b\n  b: 2\nc: 1\n', 'a: {} # why\n  # about b\nc: 1\n'],
  ['the only member on the line of a dash leaves `{}`', gone('/a/0/b', 2), 'a:\n- b: 2 # x\n- c: 1\n', 'a:\n- {} # x\n- c: 1\n'],
  ['the next member moves up to the dash', gone('/a/0/b', 2), 'a:\n  -   b: 2\n      c: 1\n', 'a:\n  -   c: 1\n'],
  [
    'the two after next move up to the dash',
    [...gone('/a/0/b', 2), ...gone('/a/0/c', 3)],
    'a:\n- b: 2\n  c: 3\n  d: 1\n  e: 1\n',
    'a:\n- d: 1\n  e: 1\n',
  ],
  ['one goes and one comes', [...gone('/b', 2), ...added('/c', 3)], 'a: 1\nb: 2\n', 'a: 1\nc: 3\n'],
  ['the only one goes and one comes', [...gone('/a/b', 2), ...added('/a/c', 3)], 'a:\n  b: 2\nd: 1\n', 'a:\n  c: 3\nd: 1\n'],
  [
    'the only one at a dash goes and one comes',
    [...gone('/a/0/b', 2), ...added('/a/0/c', { d: 3 })],
    'a:\n- b: 2\n',
    'a:\n- c:\n    d: 3\n',
  ],
  [
    'inner before outer at one place',
    [...added('/a/b/x', 1), ...added('/a/w', 2), ...added('/z', 3)],
    'a:\n  b:\n    c: 1\n',
    'a:\n  b:\n    c: 1\n    x: 1\n  w: 2\nz: 3\n',
  ],
  ['quoted keys are keys', [off('/a', true), ...added('/d', 1)], '"a": true\n\'b\': 1\n', '"a": false\n\'b\': 1\nd: 1\n'],
  [
    'a text that keeps its blank lines keeps them',
    rootOff,
    'a: |+\n  x\n\n\n',
    'a: |+\n  x\n\n\nautomountServiceAccountToken: false\n',
  ],
  [
    'a text that drops its blank lines has the new member right behind it',
    rootOff,
    'a: |\n  x\n\n\n',
    'a: |\n  x\nautomountServiceAccountToken: false\n\n\n',
  ],
  [
    'block texts that look like fields are left alone',
    [off('/b', true)],
    'a: |\n  b: true\n  # b: true\nb: true\n',
    'a: |\n  b: true\n  # b: true\nb: false\n',
  ],
  [
    'a text over lines without quotes is passed over',
    rootOff,
    'a: one\n  two\n  three\n',
    'a: one\n  two\n  three\nautomountServiceAccountToken: false\n',
  ],
  [
    'Windows paths and other odd texts are quoted',
    added('/p', {
      a: 'C:\\var\\run',
      b: 'yes',
      c: '1e3',
      d: '',
      e: 'x: y',
      f: '12',
      g: '.5',
      h: '-',
      i: '.inf',
      j: '2001-12-14',
    }),
    'a: 1\n',
    'a: 1\np:\n  a: "C:\\\\var\\\\run"\n  b: "yes"\n  c: "1e3"\n  d: ""\n  e: "x: y"\n  f: "12"\n  g: ".5"\n  h: "-"\n  i: ".inf"\n  j: "2001-12-14"\n',
  ],
  [
    'a merge beside it is no matter',
    [off('/b/automountServiceAccountToken')],
    'x: &x\n  c: 1\nb:\n  <<: *x\n  d: 1\n',
    'x: &x\n  c: 1\nb:\n  <<: *x\n  d: 1\n  automountServiceAccountToken: false\n',
  ],
  [
    'only one half of the account is written where one half is there',
    [{ path: '/spec/template/spec/serviceAccountName', from: 'a', to: 'b' }],
    'apiVersion: apps/v1\nspec:\n  template:\n    spec:\n      serviceAccountName: a\n',
    'apiVersion: apps/v1\nspec:\n  template:\n    spec:\n      serviceAccountName: b\n',
  ],
  [
    'both halves of the account are written where both are there',
    [{ path: '/spec/serviceAccountName', from: 'a', to: 'b' }],
    'apiVersion: v1\nspec:\n  serviceAccount: a\n  serviceAccountName: a\n',
    'apiVersion: v1\nspec:\n  serviceAccount: b\n  serviceAccountName: b\n',
  ],
  [
    'a template inside quotes is a text',
    [off('/b', true)],
    'a: "{{ x }}"\nb: true\nc: |\n  {{ y }}\n',
    'a: "{{ x }}"\nb: false\nc: |\n  {{ y }}\n',
  ],
]

const token = { serviceAccountToken: { path: 'token', expirationSeconds: 3600 } }
const lists: readonly Case[] = [
  [
    'an item goes to the end of its list',
    [{ path: '/a', append: 3 }],
    'a:\n- 1 # one\n- 2\nb: 1\n',
    'a:\n- 1 # one\n- 2\n- 3\nb: 1\n',
  ],
  [
    'dashes that are indented stay indented',
    [{ path: '/a', append: { x: 1, w: [2] } }],
    'a:\n    -   x: 0\n        w:\n            -   1\n',
    'a:\n    -   x: 0\n        w:\n            -   1\n    -   x: 1\n        w:\n            -   2\n',
  ],
  [
    'an item goes with all its lines',
    [{ path: '/a', remove: { x: 1, w: { z: 2 } }, at: 0 }],
    'a:\n# one\n- x: 1\n  w:\n    z: 2 # deep\n# two\n- x: 2\n',
    'a:\n# one\n# two\n- x: 2\n',
  ],
  ['the last item goes, and the list with it', [{ path: '/a', remove: 1, at: 0 }], 'a:\n- 1\nb: 2\n', 'b: 2\n'],
  ['a list that is to be empty says so', [{ path: '/a', from: [1], to: [] }], 'a: # why\n- 1\nb: 2\n', 'a: [] # why\nb: 2\n'],
  [
    'a whole list is changed item by item',
    [{ path: '/a', from: [1, 2, 3, 4], to: [0, 1, 3, 5, 4] }],
    'a:\n  # one\n  - 1\n  # two\n  - 2\n  # three\n  - 3 # c\n  - 4\n',
    'a:\n  - 0\n  # one\n  - 1\n  # two\n  # three\n  - 3 # c\n  - 5\n  - 4\n',
  ],
  [
    'an item that keeps its name is changed inside',
    [
      {
        path: '/v',
        from: [{ name: 'a', x: 1 }, { name: 'b' }],
        to: [
          { name: 'a', x: 2 },
          { name: 'b', w: 1 },
        ],
      },
    ],
    'v:\n- name: a # the first\n  x: 1\n- name: b\n',
    'v:\n- name: a # the first\n  x: 2\n- name: b\n  w: 1\n',
  ],
  ['all items give way to others', [{ path: '/a', from: [1], to: [2, 3] }], 'a:\n- 1\n', 'a:\n- 2\n- 3\n'],
  [
    'a new list follows the lists of the file',
    added('/spec/volumes', [{ name: 't', projected: { sources: [token] } }]),
    'spec:\n  containers:\n    - name: a\n',
    'spec:\n  containers:\n    - name: a\n  volumes:\n    - name: t\n      projected:\n        sources:\n          - serviceAccountToken:\n              path: token\n              expirationSeconds: 3600\n',
  ],
  [
    'a new list has dashes below its key where the file has',
    added('/spec/volumes', [{ name: 't' }]),
    'spec:\n  containers:\n  - name: a\n',
    'spec:\n  containers:\n  - name: a\n  volumes:\n  - name: t\n',
  ],
  [
    'a new list follows the other documents where its own has none',
    added('/a', ['x']),
    'b: 1\n---\nc:\n  - 1\n',
    'b: 1\na:\n  - x\n---\nc:\n  - 1\n',
  ],
  [
    'a text of several lines is written line by line',
    [{ path: '/patches', append: { patch: 'a:\n  b: 1' } }],
    'patches:\n- path: x\n',
    'patches:\n- path: x\n- patch: |-\n    a:\n      b: 1\n',
  ],
]

const flows: readonly Case[] = [
  ['an empty mapping is filled in its braces', added('/a/b', 1), 'a: {} # why\n', 'a: {b: 1} # why\n'],
  ['braces on one line', added('/a/c', [1, { d: 'x' }]), 'a: { b: 1 }\n', 'a: { b: 1, c: [1, {d: x}] }\n'],
  ['braces with quotes get quotes', added('/a/c', 'x'), 'a: {"b": 1}\n', 'a: {"b": 1, "c": "x"}\n'],
  ['braces with a last comma', added('/a/c', 1), 'a: {b: 1,}\n', 'a: {b: 1, c: 1,}\n'],
  ['braces over lines', added('/a/c', 1), 'a: {\n  b: 1 # one\n  }\n', 'a: {\n  b: 1, # one\n  c: 1\n  }\n'],
  ['braces over lines with a last comma', added('/a/c', 1), 'a: {\n  b: 1, # one\n  }\n', 'a: {\n  b: 1, # one\n  c: 1,\n  }\n'],
  ['braces over lines, one goes', gone('/a/b', 1), 'a: {\n  b: 1, # one\n  # two\n  c: 2\n  }\n', 'a: {\n  # two\n  c: 2\n  }\n'],
  ['braces over lines, the last goes', gone('/a/c', 2), 'a: {\n  b: 1,\n  c: 2\n  }\n', 'a: {\n  b: 1\n  }\n'],
  ['one goes from braces', gone('/a/b', 1), 'a: {b: 1, c: 2, d: 3}\n', 'a: {c: 2, d: 3}\n'],
  ['two go from braces', [...gone('/a/b', 1), ...gone('/a/d', 3)], 'a: {b: 1, c: 2, d: 3}\n', 'a: {c: 2}\n'],
  ['all go from braces', [...gone('/a/b', 1), ...gone('/a/c', 2)], 'a: { b: 1, c: 2 }\n', 'a: {}\n'],
  ['one goes from braces and one comes', [...gone('/a/c', 2), ...added('/a/d', 3)], 'a: {b: 1, c: 2}\n', 'a: {b: 1, d: 3}\n'],
  [
    'brackets',
    [
      { path: '/a', append: 'z' },
      { path: '/a', remove: 'x', at: 0 },
    ],
    'a: [x, y]\n',
    'a: [y, z]\n',
  ],
  ['brackets lose all', [{ path: '/a', from: ['x'], to: [] }], 'a: [x]\n', 'a: []\n'],
  ['a value in braces', [off('/a/b', true)], 'a: {b: true, c: 1}\n', 'a: {b: false, c: 1}\n'],
  ['a value in braces that is not there', [off('/a/b')], 'a: {b: , c: 1}\n', 'a: {b: false , c: 1}\n'],
  [
    'the switch beside the account in braces',
    [off('/s/automountServiceAccountToken')],
    's: {serviceAccountName: a, containers: []}\n',
    's: {serviceAccountName: a, automountServiceAccountToken: false, containers: []}\n',
  ],
  [
    'the switch before the containers in braces',
    [off('/s/automountServiceAccountToken')],
    's: {containers: [], x: 1}\n',
    's: {automountServiceAccountToken: false, containers: [], x: 1}\n',
  ],
  ['JSON on one line', rootOff, '{"a":1,"b":[1,2]}', '{"a":1,"b":[1,2], "automountServiceAccountToken": false}'],
  [
    'JSON over lines',
    rootOff,
    '{\n  "a": 1,\n  "b": {\n    "c": "x"\n  }\n}\n',
    '{\n  "a": 1,\n  "b": {\n    "c": "x"\n  },\n  "automountServiceAccountToken": false\n}\n',
  ],
  [
    'JSON with tabs',
    podOff,
    '{\n\t"spec": {\n\t\t"template": {\n\t\t\t"spec": {\n\t\t\t\t"serviceAccountName": "a",\n\t\t\t\t"containers": []\n\t\t\t}\n\t\t}\n\t}\n}',
    '{\n\t"spec": {\n\t\t"template": {\n\t\t\t"spec": {\n\t\t\t\t"serviceAccountName": "a",\n\t\t\t\t"automountServiceAccountToken": false,\n\t\t\t\t"containers": []\n\t\t\t}\n\t\t}\n\t}\n}',
  ],
  [
    'JSON before the containers',
    [off('/s/automountServiceAccountToken')],
    '{\r\n  "s": {\r\n    "containers": []\r\n  }\r\n}\r\n',
    '{\r\n  "s": {\r\n    "automountServiceAccountToken": false,\r\n    "containers": []\r\n  }\r\n}\r\n',
  ],
  ['JSON gets JSON', [...added('/a/b', { c: ['x'] }), ...added('/d', 'é')], '{"a": {}}', '{"a": {"b": {"c": ["x"]}}, "d": "é"}'],
]

const files: readonly Case[] = [
  ['lines that end in CRLF', rootOff, 'a: 1\r\nb: 2\r\n', 'a: 1\r\nb: 2\r\nautomountServiceAccountToken: false\r\n'],
  ['CRLF without the last line end', rootOff, 'a: 1\r\nb: 2', 'a: 1\r\nb: 2\r\nautomountServiceAccountToken: false'],
  ['no last line end', rootOff, 'a: 1', 'a: 1\nautomountServiceAccountToken: false'],
  ['a byte order mark', rootOff, '\ufeffa: 1\n', '\ufeffa: 1\nautomountServiceAccountToken: false\n'],
  [
    'a separator with a comment',
    rootOff,
    '--- # first\na: 1\n--- # second\nb: 1\n',
    '--- # first\na: 1\nautomountServiceAccountToken: false\n--- # second\nb: 1\n',
  ],
  [
    'a byte order mark behind a separator',
    rootOff,
    '---\n\ufeffa: 1\n',
    '---\n\ufeffa: 1\nautomountServiceAccountToken: false\n',
  ],
  ['an end mark', rootOff, 'a: 1\n...\n', 'a: 1\nautomountServiceAccountToken: false\n...\n'],
  ['comments at the end', rootOff, 'a: 1\n\n# the end\n', 'a: 1\nautomountServiceAccountToken: false\n\n# the end\n'],
  [
    'a licence at the top',
    [off('/automountServiceAccountToken')],
    '# licence\ncontainers: []\n',
    '# licence\nautomountServiceAccountToken: false\ncontainers: []\n',
  ],
  [
    'other documents may be broken',
    rootOff,
    'a: 1\n---\nb: [\n---\nc: 1\n',
    'a: 1\nautomountServiceAccountToken: false\n---\nb: [\n---\nc: 1\n',
  ],
  [
    // Kubernetes reads line by line, and ends each of them.
    'a text at the end without the last line end',
    rootOff,
    'a: |\n  x',
    'a: |\n  x\nautomountServiceAccountToken: false',
  ],
  [
    'letters beyond ASCII',
    rootOff,
    '# é 😀\nname: "日本 😀"\n',
    '# é 😀\nname: "日本 😀"\nautomountServiceAccountToken: false\n',
  ],
]

for (const [what, cases] of Object.entries({ members, lists, 'brackets and JSON': flows, files })) {
  void describe(what, () => {
    for (const [sentence, edits, before, after] of cases)
      test(sentence, () => {
        const change = { place: { document: 0 }, is: () => true, edits }
        const first = editFile(before, [change])
        assert.deepEqual(first.outcomes, [{ kind: 'edited' }])
        assert.equal(first.text, after)
        const again = editFile(after, [change])
        assert.deepEqual([again.outcomes, again.text], [[{ kind: 'unchanged' }], after])
      })
  })
}
