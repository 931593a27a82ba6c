export { queryClickHouse, type ClickHouseLogin } from './query-clickhouse.ts'
