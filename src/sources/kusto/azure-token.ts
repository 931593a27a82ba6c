// A token for a query, from whoever is logged in to Azure here: environment, workload identity, managed identity, `az login`. The library
// is large and loaded only now; it keeps a token until it ends.
import { SparekeyError } from '../../base/index.ts'

/** @returns what gives a token each time it is asked */
export function azureToken(scope: string, signal: AbortSignal): () => Promise<string> {
  let credential: Promise<{ getToken(scope: string, options: object): Promise<{ readonly token: string } | null> }> | undefined
  return async () => {
    credential ??= import('@azure/identity').then(({ DefaultAzureCredential }) => new DefaultAzureCredential())
    try {
      const answer = await (await credential).getToken(scope, { abortSignal: signal })
      if (answer !== null) return answer.token
      throw new Error('nobody gave one')
    } catch (error) {
      if (signal.aborted) throw new SparekeyError('INTERRUPTED', 'interrupted')
      const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
      throw new SparekeyError('ENGINE_REFUSED', `no token of Azure for \`${scope}\`: ${line.slice(0, 200)}`, {
        cause: error,
        hint: 'log in with `az login`, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and what goes with them',
      })
    }
  }
}
