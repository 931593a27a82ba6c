// The answer as data, for programs: the contract of `api/who-can-report.schema.json`.
import { jsonText } from '../json-text.ts'
import { orderedWhoCan } from '../report-order.ts'
import { yamlText } from '../yaml.ts'
import type { WhoCanRenderer } from './renderer.ts'

/** Renders `json`. */
export const renderWhoCanJson: WhoCanRenderer = (report) => `${jsonText(orderedWhoCan(report))}\n`

/** Renders `yaml`. */
export const renderWhoCanYaml: WhoCanRenderer = (report) => yamlText(orderedWhoCan(report))
