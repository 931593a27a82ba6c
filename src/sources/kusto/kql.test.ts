// The queries against Kusto's own language service, with the columns that the tables have; and that it would tell a wrong one.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { kustoKql, kustoShortcomings, kustoTableNames, type KustoTable, type QueryAsked } from '../../evidence/index.ts'

// Microsoft's reference of the tables, 2026-11-23: learn.microsoft.com/azure/azure-monitor/reference/tables/{aksaudit,azurediagnostics}.
const auditColumns =
  '(TenantId:string, TimeGenerated:datetime, Annotations:dynamic, AuditId:string, Level:string, ObjectRef:dynamic, PodName:string, RequestObject:dynamic, RequestReceivedTime:datetime, RequestUri:string, ResponseObject:dynamic, ResponseStatus:dynamic, SourceIps:dynamic, SourceSystem:string, Stage:string, StageReceivedTime:datetime, Type:string, User:dynamic, UserAgent:string, Verb:string, _ResourceId:string)'
const schema: Readonly<Record<KustoTable, string>> = {
  AKSAudit: auditColumns,
  AKSAuditAdmin: auditColumns,
  AzureDiagnostics:
    '(TenantId:string, TimeGenerated:datetime, Category:string, ResourceId:string, OperationName:string, log_s:string, pod_s:string, stream_s:string, Type:string, _ResourceId:string)',
}

interface Diagnostics {
  readonly Count: number
  getItem(at: number): { readonly Code: string; readonly Message: string; readonly Start: number; readonly Length: number }
}

interface Service {
  readonly KustoCode: {
    ParseAndAnalyze(query: string, globals: unknown): { GetDiagnostics(): Diagnostics; readonly ResultType: unknown }
  }
  readonly GlobalState: { readonly Default: { WithDatabase(database: unknown): unknown } }
  readonly Symbols: {
    readonly TableSymbol: { From(columns: string): { WithName(name: string): unknown } }
    readonly DatabaseSymbol: { readonly $ctor1: new (name: string, tables: readonly unknown[], open: boolean) => unknown }
  }
}

// It is made for browsers, and puts itself there.
const require = createRequire(import.meta.url)
require('@kusto/language-service-next/bridge.min.js')
require('@kusto/language-service-next/Kusto.Language.Bridge.min.js')
const service = (globalThis as unknown as { readonly Kusto: { readonly Language: Service } }).Kusto.Language
const { DatabaseSymbol, TableSymbol } = service.Symbols
const database = new DatabaseSymbol.$ctor1(
  'logs',
  kustoTableNames.map((name) => TableSymbol.From(schema[name]).WithName(name)),
  false,
)
const globals = service.GlobalState.Default.WithDatabase(database)

function complaints(query: string): readonly string[] {
  const found = service.KustoCode.ParseAndAnalyze(query, globals).GetDiagnostics()
  return Array.from({ length: found.Count }, (_, i) => {
    const { Code, Message, Start, Length } = found.getItem(i)
    return `${Code} ${Message} at \`${query.slice(Math.max(0, Start - 30), Start + Length + 30)}\``
  })
}

const stretch = { from: '2026-11-01T00:00:00.000Z', to: '2026-11-02T00:00:00.000Z' }
const askedOf = (table: KustoTable, cluster = ''): QueryAsked => ({
  source: `table ${table}`,
  from: '2026-11-01',
  to: '2026-11-02',
  given: { cluster, category: '' },
  shortcomings: kustoShortcomings(table),
})

for (const table of kustoTableNames) {
  test(`the query of ${table} is one to Kusto's language service, with the table's columns`, () => {
    assert.deepEqual(complaints(kustoKql(table, askedOf(table), stretch)), [])
  })

  test(`the query of ${table} with a name full of quotes is one too`, () => {
    assert.deepEqual(
      complaints(kustoKql(table, askedOf(table, `o'c"k\\s\n\t\u0000\r\v\f\u001b\u0085\u2028\u2029' | take 1 // \\`), stretch)),
      [],
    )
  })
}

test('a table that is not there, a column and a function are told', () => {
  const query = kustoKql('AKSAudit', askedOf('AKSAudit'), stretch)
  assert.match(complaints(query.replace('= AKSAudit\n', '= NoTable\n')).join(), /KS204/)
  assert.match(complaints(query.replace('RequestReceivedTime,', 'RequestRecievedTime,')).join(), /KS142/)
  assert.match(complaints(query.replace('datetime_diff(', 'date_difference(')).join(), /KS211/)
})

test('the tables without a column for it say that they hide in whose name somebody acted', () => {
  assert.deepEqual(kustoTableNames.map(kustoShortcomings), [['impersonationHidden'], ['impersonationHidden'], []])
})
