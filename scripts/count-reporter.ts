// A reporter for `node --test`: a dot for each pass, everything about a failure, each skip with its reason, and the counts
// into the file that SPAREKEY_TEST_COUNTS names. Only leaves count: a suite fails for itself when its own hooks do.
import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'
import { lastLine } from './tally.ts'

const dotsPerLine = 100

type Pass = Extract<TestEvent, { type: 'test:pass' }>['data']
type Fail = Extract<TestEvent, { type: 'test:fail' }>['data']

/** @returns the text to print, piece by piece */
// eslint-disable-next-line no-restricted-syntax -- node:test takes a reporter from the default export
export default async function* countReporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  const failures: string[] = []
  const skips = new Map<string, string[]>()
  let dots = 0
  for await (const event of source) {
    switch (event.type) {
      case 'test:pass': {
        const test = event.data
        if (isEmptyFile(test)) {
          counts.failed++
          failures.push(`${place(test)}\n  the file holds no test: remove it, or skip its tests with a reason`)
          yield `${dots > 0 ? '\n' : ''}FAILED ${place(test)}: holds no test\n`
          dots = 0
        } else if (test.skip !== undefined && test.skip !== false) {
          counts.skipped++
          const reason = test.skip === true || test.skip === '' ? 'no reason given' : test.skip
          skips.set(reason, [...(skips.get(reason) ?? []), place(test)])
        } else if (test.todo !== undefined && test.todo !== false) {
          counts.skipped++
          skips.set('todo', [...(skips.get('todo') ?? []), place(test)])
        } else if (test.details.type !== 'suite') {
          counts.passed++
          dots++
          yield dots % dotsPerLine === 0 ? '.\n' : '.'
        }
        break
      }
      case 'test:fail': {
        const test = event.data
        if (test.todo !== undefined && test.todo !== false) {
          counts.skipped++
          skips.set('todo', [...(skips.get('todo') ?? []), place(test)])
        } else if (!isOnlyBecauseOfChildren(test)) {
          counts.failed++
          failures.push(`${place(test)}\n${indented(describe(test))}`)
          yield `${dots % dotsPerLine === 0 ? '' : '\n'}FAILED ${place(test)}\n`
          dots = 0
        }
        break
      }
      case 'test:stderr':
      case 'test:stdout':
        yield `${dots % dotsPerLine === 0 ? '' : '\n'}${event.data.message}`
        dots = 0
        break
      default:
        break
    }
  }
  if (dots % dotsPerLine !== 0) yield '\n'
  for (const [reason, tests] of skips) yield `\nSKIPPED: ${reason}\n${tests.map((test) => `  ${test}\n`).join('')}`
  for (const failure of failures) yield `\nFAILED ${failure}\n`
  const countsFile = process.env['SPAREKEY_TEST_COUNTS']
  if (countsFile !== undefined) writeFileSync(countsFile, `${lastLine(counts)}\n`)
}

function place(test: Pass | Fail): string {
  const file = test.file === undefined ? '' : relative(process.cwd(), test.file)
  const where = test.line === undefined || isFile(test) ? file : `${file}:${test.line}`
  return isFile(test) ? where : `${where} ${test.name}`
}

// node:test reports a file as a test of its own when the file registered none, or when its process ended badly.
function isFile(test: Pass | Fail): boolean {
  return (
    test.nesting === 0 && test.file !== undefined && (test.name === test.file || test.name === relative(process.cwd(), test.file))
  )
}

function isEmptyFile(test: Pass): boolean {
  return isFile(test) && test.details.type !== 'suite'
}

function isOnlyBecauseOfChildren(test: Fail): boolean {
  return 'failureType' in test.details.error && test.details.error.failureType === 'subtestsFailed'
}

function describe(test: Fail): string {
  const cause: unknown = test.details.error.cause
  return cause instanceof Error ? inspect(cause, { depth: 6, colors: false }) : String(cause)
}

function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ')
}
