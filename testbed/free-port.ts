// Finds a port of the loopback address that nobody listens on. Somebody may take it before it is used: be ready to ask again.
import { createServer } from 'node:net'

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer()
  return await new Promise<number>((resolve, reject) => {
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('the server has no port'))
        else resolve(address.port)
      })
    })
  })
}
