// Loaded before a benched program where GNU time is missing: notes at its end how much memory it took at its peak, in KiB.
import { writeFileSync } from 'node:fs'

const noted = process.env['SPAREKEY_BENCH_PEAK']
if (noted !== undefined) process.on('exit', () => writeFileSync(noted, String(process.resourceUsage().maxRSS)))
