// Where nobody is logged in, that is said, with what to do; nothing is asked over the network for it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SparekeyError } from '../../base/index.ts'
import { azureToken } from './index.ts'

test('without a login there is no token, and a hint', async () => {
  // Only what stands in the environment, which is nothing.
  process.env['AZURE_TOKEN_CREDENTIALS'] = 'EnvironmentCredential'
  for (const name of ['AZURE_CLIENT_ID', 'AZURE_TENANT_ID', 'AZURE_CLIENT_SECRET']) Reflect.deleteProperty(process.env, name)
  await assert.rejects(azureToken('https://api.loganalytics.io/.default', new AbortController().signal)(), (error) => {
    assert.ok(error instanceof SparekeyError)
    assert.deepEqual([error.code, /az login/.test(error.hint ?? '')], ['ENGINE_REFUSED', true])
    return true
  })
})
