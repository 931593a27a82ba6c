export { indexGrants, type GrantedRule, type Grants } from './account-rules.ts'
export { powerOf, type Power } from './power.ts'
