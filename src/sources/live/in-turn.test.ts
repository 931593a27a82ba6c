// Turns: how many run at once, who is next, and that a failure gives its place away.
import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import { test } from 'node:test'
import { inTurn } from './in-turn.ts'

interface Task {
  readonly promise: Promise<void>
  readonly end: (failure?: Error) => void
}

function task(): Task {
  let end: Task['end'] = () => {}
  const promise = new Promise<void>((resolve, reject) => {
    end = (failure) => (failure === undefined ? resolve() : reject(failure))
  })
  return { promise, end: (failure) => end(failure) }
}

test('no more run at once than may, in the order in which they came, and who fails makes room too', async () => {
  const turn = inTurn(2)
  const started: number[] = []
  const tasks = [0, 1, 2, 3].map(() => task())
  const settled = Promise.allSettled(
    tasks.map(({ promise }, i) =>
      turn(() => {
        started.push(i)
        return promise
      }),
    ),
  )
  await setImmediate()
  assert.deepEqual(started, [0, 1])
  tasks[1]?.end(new Error('failed'))
  await setImmediate()
  assert.deepEqual(started, [0, 1, 2])
  for (const i of [2, 0, 3]) tasks[i]?.end()
  assert.deepEqual(
    (await settled).map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
  )
  assert.deepEqual(started, [0, 1, 2, 3])
})
