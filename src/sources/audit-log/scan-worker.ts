// A thread that takes tasks off the common list until there is none left. It reads as the main thread does, and sends what it has read.
import { parentPort, workerData } from 'node:worker_threads'
import { serveScans, type WorkerOrders } from './scan-pool.ts'

if (parentPort !== null) await serveScans(parentPort, workerData as WorkerOrders)
