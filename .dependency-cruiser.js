// Which room may import which: the arrows of docs/architecture.md as rules. Each comment tells the offender what to do.

/** The rooms below each room. A room may import itself, these, and nothing else of `src`. */
const mayImport = {
  base: [],
  kube: ['base'],
  inventory: ['base', 'kube'],
  tokens: ['base', 'kube', 'inventory'],
  rbac: ['base', 'kube', 'inventory'],
  evidence: ['base', 'kube'],
  verdict: ['base', 'kube', 'inventory', 'tokens', 'rbac', 'evidence'],
  change: ['base', 'kube', 'inventory', 'tokens', 'rbac', 'verdict'],
  guard: ['base', 'kube', 'inventory', 'tokens', 'rbac', 'verdict', 'change'],
  report: ['base', 'kube', 'evidence', 'verdict', 'change', 'guard'],
  console: ['base', 'kube', 'inventory', 'rbac', 'evidence', 'verdict', 'change', 'guard', 'report'],
  // The page runs in a browser: it sees the views of its pages, and their words, and nothing that makes them.
  'console-page': ['console'],
  sources: ['base', 'kube', 'inventory', 'evidence', 'change'],
  entry: [
    'base',
    'kube',
    'inventory',
    'tokens',
    'rbac',
    'evidence',
    'verdict',
    'change',
    'guard',
    'report',
    'console',
    'sources',
  ],
}

// `corpora` holds tests alone: other projects' cases, asked of the whole house.
const knownRooms = `^src/(${Object.keys(mayImport).join('|')}|corpora)/`

const testFiles = '[.](test|cases|prove)[.]ts$'
const permissive = '^[(]?(MIT|ISC|Apache-2[.]0|BSD-2-Clause|BSD-3-Clause|0BSD|BlueOak-1[.]0[.]0|CC0-1[.]0|Unlicense|PSF-2[.]0)\\b'

const arrows = Object.entries(mayImport).map(([room, below]) => ({
  name: `${room}-imports-only-below`,
  severity: 'error',
  comment: 'Data flows one way: move the shared part down a room, or take it as an argument.',
  from: { path: `^src/${room}/` },
  to: { path: '^src/', pathNot: `^src/(${[room, ...below].join('|')})/` },
}))

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...arrows,
    {
      name: 'known-room',
      severity: 'error',
      comment:
        'A file in `src` stands in a room that the table of this file knows: add the room and its arrows, or move the file.',
      from: {},
      to: { path: '^src/', pathNot: knownRooms },
    },
    {
      name: 'known-room',
      severity: 'error',
      comment:
        'A file in `src` stands in a room that the table of this file knows: add the room and its arrows, or move the file.',
      from: { path: '^src/', pathNot: knownRooms },
      to: {},
    },
    {
      name: 'use-the-door',
      severity: 'error',
      comment:
        'Enter another room by its index.ts (`sources` by that of one of its folders): export what you need there, or ask whether it should leave its room.',
      from: { path: '^src/([^/]+)/' },
      to: { path: '^src/', pathNot: ['^src/$1/', '^src/[^/]+/index[.]ts$', '^src/sources/[^/]+/index[.]ts$'] },
    },
    {
      name: 'use-the-inner-door',
      severity: 'error',
      comment: 'The folders of `sources` do not reach into one another: enter by index.ts, or from a file of `sources` itself.',
      from: { path: '^src/sources/([^/]+)/' },
      to: { path: '^src/sources/[^/]+/', pathNot: ['^src/sources/$1/', '^src/sources/[^/]+/index[.]ts$'] },
    },
    {
      name: 'pure-core',
      severity: 'error',
      comment: 'Only sources/ and entry/ touch Node: take what you need as an argument.',
      from: { path: '^src/', pathNot: ['^src/(sources|entry)/', testFiles] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'pure-core-packages',
      severity: 'error',
      comment: 'The core uses no package that does more than text: parse, fetch and print in sources/ or entry/.',
      from: { path: '^src/', pathNot: ['^src/(sources|entry|console-page)/', testFiles] },
      to: { path: 'node_modules/', pathNot: 'node_modules/(js-yaml|@types|@marcbachmann/cel-js)/' },
    },
    {
      name: 'page-packages',
      severity: 'error',
      comment: 'The page uses the packages of its frame and its drawings: what it ships with is downloaded by every browser.',
      from: { path: '^src/console-page/', pathNot: testFiles },
      to: {
        path: 'node_modules/',
        pathNot: 'node_modules/(preact|preact-iso|@preact/signals|@preact/signals-core|@tanstack/virtual-core|d3-sankey|@types)/',
      },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Two files that need each other are one file, or hide a third that both should import.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'Nobody imports this file and it imports nobody: use it or remove it.',
      from: {
        orphan: true,
        pathNot: [testFiles, '^src/entry/', '^(scripts|bench|testbed|prove)/', '[.]d[.]ts$', '^[^/]+[.]js$'],
      },
      to: {},
    },
    {
      name: 'no-unreached-files',
      severity: 'error',
      comment: 'Only tests import this file: use it or remove it. (What a thread begins with is called `…-worker.ts`.)',
      from: { path: '^src/', pathNot: testFiles },
      module: {
        path: '^src/',
        pathNot: [testFiles, '/index[.]ts$', '^src/entry/', '-worker[.]ts$', '^src/console-page/main[.]tsx$'],
        numberOfDependentsLessThan: 1,
      },
    },
    {
      name: 'no-test-in-production',
      severity: 'error',
      comment: 'Shipped code never imports tests, cases or proofs: move the shared part into a file of its own.',
      from: { pathNot: [testFiles, '^(scripts|testbed|bench|prove)/'] },
      to: { path: testFiles },
    },
    {
      name: 'no-tooling-in-production',
      severity: 'error',
      comment: 'Shipped code never imports scripts, the testbed or the benchmarks.',
      from: { path: '^src/', pathNot: testFiles },
      to: { path: '^(scripts|testbed|bench|prove)/' },
    },
    {
      name: 'no-dev-dependency-in-production',
      severity: 'error',
      comment:
        'Shipped code only imports what `dependencies` of package.json names (types alone may come from devDependencies). The page is shipped as a bundle, with the licences of what is in it.',
      from: { path: '^src/', pathNot: [testFiles, '^src/console-page/'] },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'This import leads nowhere: mend its path.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'permissive-licences',
      severity: 'error',
      comment: 'What Sparekey ships with is permissively licensed: choose another package, or settle the licence first.',
      from: { path: '^src/', pathNot: testFiles },
      to: { dependencyTypes: ['npm'], licenseNot: permissive },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^dist/', '^src/report/(who-can/|plan/|evidence/)?golden/', '^fixtures/', '^examples/'] },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: 'specify',
    combinedDependencies: false,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
