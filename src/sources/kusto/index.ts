export { azureToken } from './azure-token.ts'
export { queryKusto, type KustoPlace, type KustoQuestion } from './query-kusto.ts'
