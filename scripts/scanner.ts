// `npm run scanner`: compiles the scanner of audit logs anew. What it gives is committed, since development has no build step; a test
// holds it to its sources.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileScanner } from './compile-scanner.ts'

writeFileSync(join(import.meta.dirname, '../scanner/scanner.wasm'), compileScanner())
