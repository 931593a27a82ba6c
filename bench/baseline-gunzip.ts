// Nothing but unpacking, in the pieces that suit Node best. Usage: node bench/baseline-gunzip.ts FILE
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { Writable } from 'node:stream'
import { createGunzip } from 'node:zlib'

const nowhere = new Writable({ write: (_piece, _encoding, done) => done() })
await pipeline(createReadStream(process.argv[2] ?? '', { highWaterMark: 1 << 20 }), createGunzip({ chunkSize: 1 << 20 }), nowhere)
