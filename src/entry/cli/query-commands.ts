// `evidence query`: names, options and help.
import { Option, type Command } from 'commander'
import { categories, kustoTableNames, type Category, type KustoTable } from '../../evidence/index.ts'

/** What all queries are told. */
export interface QueryOptions {
  readonly output?: string
  readonly printQuery?: boolean
  readonly cluster?: string
  readonly from?: string
  readonly to?: string
}

/** The options of `evidence query clickhouse`. */
export interface ClickHouseOptions extends QueryOptions {
  readonly url?: string
  readonly user?: string
  readonly table?: string
  readonly column?: string
  readonly azure?: string
  readonly s3?: string
  readonly files?: string
  readonly across?: string
  readonly collection?: string
  readonly where?: string
  readonly category?: Category
}

/** The options of `evidence query kusto`. */
export interface KustoOptions extends QueryOptions {
  readonly workspace?: string
  readonly endpoint?: string
  readonly database?: string
  readonly table: KustoTable
}

/** What these commands do. */
export interface QueryActions {
  queryClickHouse(options: ClickHouseOptions): Promise<void>
  queryKusto(options: KustoOptions): Promise<void>
  queryResult(file: string, options: { readonly output: string }): Promise<void>
}

/** Adds the commands below `evidence`. */
export function addQueryCommands(evidence: Command, actions: QueryActions): void {
  const query = evidence
    .command('query')
    .description('have an engine read the logs where they are, and write the ledger of what it counts')

  common(
    query
      .command('clickhouse')
      .description(
        'ClickHouse, over its HTTP interface: from a table of lines, or straight from blobs; bare events and AKS’s records',
      )
      .option('--url <url>', 'the HTTP interface (default: CLICKHOUSE_URL, or http://localhost:8123)')
      .option('--user <name>', 'the user (default: CLICKHOUSE_USER, or default); the password is CLICKHOUSE_PASSWORD')
      .option('--table <name>', 'a table that has a line in each row: [DATABASE.]TABLE')
      .option('--column <name>', 'its column with the lines (default: line)')
      .option('--azure <url>', 'blobs of Azure: https://ACCOUNT.blob.core.windows.net/CONTAINER/PATH, with * and ** in the path')
      .option('--s3 <url>', 'objects of S3, with * and ** in the path')
      .option('--files <path>', 'files of the server')
      .option('--across <name>', 'share the blobs out to the servers of that cluster of ClickHouse')
      .option('--collection <name>', 'the named collection of the server that has the login for the blobs')
      .option('--where <condition>', 'a condition in SQL, so that it reads only the partitions that matter')
      .addOption(
        new Option(
          '--category <category>',
          'which log it is, where it does not say so itself: kube-audit has get and list, kube-audit-admin lacks them',
        ).choices([...categories]),
      )
      .option('--from <day>', 'the first day, as 2026-11-01; without it, all there is')
      .option('--to <day>', 'the day behind the last one'),
  ).action((options: ClickHouseOptions) => actions.queryClickHouse(options))

  common(
    query
      .command('kusto')
      .description('Log Analytics, or Azure Data Explorer with tables of the same names')
      .option('--workspace <id>', 'the id of a workspace of Log Analytics')
      .option('--endpoint <url>', 'a cluster of Azure Data Explorer, or the API of Log Analytics in another cloud')
      .option('--database <name>', 'the database, of Azure Data Explorer')
      .addOption(new Option('--table <name>', 'the table with the logs').choices([...kustoTableNames]).default('AKSAudit'))
      .requiredOption('--from <day>', 'the first day, as 2026-11-01')
      .option('--to <day>', 'the day behind the last one (default: all until now)'),
  ).action((options: KustoOptions) => actions.queryKusto(options))

  query
    .command('result')
    .description('the rows that the query of --print-query gave to whoever ran it by hand, saved as JSON or CSV')
    .argument('<file>', 'the rows, with all their columns')
    .requiredOption('-o, --output <file>', 'the ledger to write')
    .addHelpText('after', exitCodes)
    .action((file: string, options: { readonly output: string }) => actions.queryResult(file, options))
}

function common(command: Command): Command {
  return command
    .option('-o, --output <file>', 'the ledger to write')
    .option('--cluster <name>', 'the cluster that the log is of, where it does not say so itself')
    .option('--print-query', 'print the query instead of running it; `evidence query result` reads its rows')
    .addHelpText('after', exitCodes)
}

const exitCodes = `
Exit codes:
  0  everything was understood
  2  the ledger is written, but some lines were not understood
  3  failed; no ledger is written
`
