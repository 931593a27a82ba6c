// For tests: a program that starts a control plane, says where it is, and ends in the way that its argument asks for.
import { startControlPlane } from './control-plane.ts'

const plane = await startControlPlane({ controllers: false })
process.stdout.write(`${JSON.stringify({ directory: plane.directory, pids: plane.pids })}\n`)
switch (process.argv[2]) {
  case 'throw':
    throw new Error('thrown on purpose')
  case 'exit':
    process.exit(0)
    break
  case 'forget':
    // Nothing left to do and nothing stopped: the program ends by itself.
    break
  default:
    setInterval(() => undefined, 1000)
}
