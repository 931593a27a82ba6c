export {
  takeInventory,
  type AccountFact,
  type Assumption,
  type DriverFact,
  type Input,
  type InputObject,
  type Inventory,
  type Location,
  type Locator,
  type SecretFact,
} from './inventory.ts'
export type { Workload } from './workloads.ts'
