export { chartsAmong, isOfChart, valueAtKey, valuePlace, type Chart, type ValuePlace } from './charts.ts'
export type { SwitchOf } from './template-setting.ts'
