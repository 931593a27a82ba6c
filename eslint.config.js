// The house rules as lint: typescript-eslint at its strictest, and the promises of CONTRIBUTING.md that a machine can check.
import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'

const core = ['base', 'kube', 'inventory', 'tokens', 'rbac', 'verdict', 'change', 'report', 'console'].map(
  (room) => `src/${room}/**/*.ts`,
)
const tests = ['**/*.test.ts', '**/*.cases.ts', '**/*.prove.ts']

const noDefaultExport = { selector: 'ExportDefaultDeclaration', message: 'Name what you export.' }
const noClock = [
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length=0], CallExpression[callee.name="Date"]',
    message: 'Time is an argument: let the caller say when.',
  },
]

const asText = 'A text of a cluster is drawn as a text node: never make HTML or code of it.'
const noHtml = [
  {
    selector:
      'MemberExpression[property.name=/^(innerHTML|outerHTML|srcdoc|insertAdjacentHTML|createContextualFragment|write|writeln|setHTMLUnsafe|parseFromString)$/]',
    message: asText,
  },
  { selector: 'JSXAttribute[name.name=/^(dangerouslySetInnerHTML|srcdoc|innerHTML)$/]', message: asText },
  { selector: 'Property[key.name=/^(dangerouslySetInnerHTML|innerHTML)$/]', message: asText },
  { selector: 'CallExpression[callee.name=/^(eval|Function)$/], NewExpression[callee.name="Function"]', message: asText },
  { selector: 'JSXOpeningElement[name.name=/^(script|style|iframe|object|embed|base|link)$/]', message: asText },
]

/** A comment that turns a rule off says why. */
const disableNeedsReason = {
  meta: { type: 'suggestion', messages: { reason: 'Say why after `--`.' }, schema: [] },
  create(context) {
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          const isSilent = /^\s*eslint-disable(?!.*--\s*\S)|^\s*@ts-(expect-error|ignore|nocheck)\s*$/s.test(comment.value)
          if (isSilent) context.report({ loc: comment.loc, messageId: 'reason' })
        }
      },
    }
  },
}

export default defineConfig(
  {
    ignores: [
      'dist/',
      'coverage/',
      'examples/',
      'fixtures/',
      'testbed/controlplane/',
      'scanner/assembly/',
      'src/report/golden/',
      'src/report/who-can/golden/',
      'src/report/plan/golden/',
      'src/report/evidence/golden/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { house: { rules: { 'disable-needs-reason': disableNeedsReason } } },
    rules: {
      'max-lines': ['error', 400],
      eqeqeq: 'error',
      'no-control-regex': 'error',
      'no-empty': 'error',
      'no-fallthrough': 'error',
      'no-self-compare': 'error',
      'no-unreachable': 'error',
      'no-unsafe-finally': 'error',
      'no-useless-return': 'error',
      'no-restricted-syntax': ['error', noDefaultExport],
      'house/disable-needs-reason': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite'] }] },
      ],

      // A number in a text is what it looks like; a call that returns nothing may end a branch.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
    },
  },
  {
    files: ['src/kube/**/*.ts'],
    rules: {
      // A shape gives back `undefined` behind its type where it has reported a problem: what reads it must ask all the same.
      '@typescript-eslint/no-unnecessary-condition': 'off',
    },
  },
  {
    files: core,
    rules: {
      'no-restricted-syntax': ['error', noDefaultExport, ...noClock],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time is an argument: let the caller say when.' },
        {
          object: 'Math',
          property: 'random',
          message: 'The same input gives the same bytes: take a source of randomness as an argument.',
        },
      ],
    },
  },
  {
    files: core,
    ignores: tests,
    rules: {
      'no-restricted-globals': [
        'error',
        ...['process', 'Buffer', 'console', 'globalThis'].map((name) => ({
          name,
          message: 'Only sources/ and entry/ touch Node.',
        })),
      ],
    },
  },
  {
    files: ['src/console-page/**'],
    rules: {
      'no-restricted-syntax': ['error', noDefaultExport, ...noHtml],
    },
  },
  {
    files: tests,
    rules: {
      // A broken value is what many tests are about.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // A stand-in answers at once where the real thing waits.
      '@typescript-eslint/require-await': 'off',
    },
  },
)
