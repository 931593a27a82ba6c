// Label selectors (meta/v1 LabelSelector), as the API server matches them and as a query takes them.
import { isRecord } from '../../kube/index.ts'

/** One requirement; all of a selector's must hold. */
export interface Requirement {
  readonly key: string
  readonly operator: string
  readonly values: readonly string[]
}

/** A selector as objects hold it: `matchLabels` and `matchExpressions`. `undefined` where it is none. */
export function requirementsOf(selector: unknown): readonly Requirement[] | undefined {
  if (!isRecord(selector)) return undefined
  const labels = isRecord(selector['matchLabels']) ? Object.entries(selector['matchLabels']) : []
  const expressions = Array.isArray(selector['matchExpressions']) ? selector['matchExpressions'].filter(isRecord) : []
  return [
    ...labels.map(([key, value]) => ({ key, operator: 'In', values: [String(value)] })),
    ...expressions.map(({ key, operator, values }) => ({
      key: String(key),
      operator: String(operator),
      values: Array.isArray(values) ? values.map(String) : [],
    })),
  ]
}

/** Whether labels meet all requirements; none of them is met by everything. */
export function meets(labels: ReadonlyMap<string, string>, requirements: readonly Requirement[]): boolean {
  return requirements.every(({ key, operator, values }) => {
    const value = labels.get(key)
    switch (operator) {
      case 'In':
        return value !== undefined && values.includes(value)
      case 'NotIn':
        return value === undefined || !values.includes(value)
      case 'Exists':
        return value !== undefined
      case 'DoesNotExist':
        return value === undefined
      default:
        return false
    }
  })
}

/** The requirements as `labelSelector` of a list. */
export function labelQuery(requirements: readonly Requirement[]): string {
  return requirements
    .map(({ key, operator, values }) => {
      if (operator === 'Exists') return key
      if (operator === 'DoesNotExist') return `!${key}`
      return `${key} ${operator === 'NotIn' ? 'notin' : 'in'} (${values.join(',')})`
    })
    .join(',')
}
