// The first page: what is held, and what it comes to.
import type { VNode } from 'preact'
import {
  countPhrase,
  timePhrase,
  verdictTitles,
  type BenchmarkReport,
  type ControlReport,
  type HistoryPoint,
  type NamespaceCounts,
  type OverviewView,
  type VerdictKind,
} from '../../console/index.ts'
import { workloadsAddress } from '../address.ts'
import { PageHead } from '../parts/page-head.tsx'
import { Ready, sentence } from '../parts/problem.tsx'
import { Prose } from '../parts/prose.tsx'
import { TrendLine } from '../parts/sparkline.tsx'
import { StatusMark, VerdictSign } from '../parts/verdict-mark.tsx'
import { useView } from '../use-view.ts'

const verdicts = Object.keys(verdictTitles) as readonly VerdictKind[]

/** The page. */
export function OverviewPage(): VNode {
  const view = useView<OverviewView>('/api/overview')
  return (
    <Ready view={view} title="Overview">
      {(overview) => <Overview overview={overview} />}
    </Ready>
  )
}

function Overview({ overview }: { readonly overview: OverviewView }): VNode {
  const { summary, minters, evidence, assumptions, gaps, history } = overview
  return (
    <>
      <PageHead
        page={{ kind: 'overview' }}
        title={`${summary.containersWithApiToken} of ${countPhrase(summary.containers, 'container')} hold a token that the Kubernetes API accepts`}
      >
        {evidence === undefined ? null : (
          <p class="soft">
            Evidence of use: <Prose text={`${evidence.statement}.`} />
          </p>
        )}
      </PageHead>
      <ul class="figures">
        {verdicts.map((verdict) => (
          <li key={verdict}>
            <a href={workloadsAddress({ verdict })} class={`figure f-${verdict}`}>
              <b data-figure={verdict}>{summary.verdicts[verdict]}</b>
              <span>
                <VerdictSign verdict={verdict} /> {verdictTitles[verdict]}
              </span>
            </a>
          </li>
        ))}
        <li>
          <a href="/minters" class="figure">
            <b data-figure="minters">{minters.subjects}</b>
            <span>can obtain tokens of others</span>
          </a>
        </li>
      </ul>
      <p class="soft counts">
        {countPhrase(summary.workloads, 'workload')}, {countPhrase(summary.apiTokens, 'API token')}, {summary.findings.critical}{' '}
        critical, {summary.findings.high} high, {summary.findings.medium} medium and {summary.findings.low} low findings,{' '}
        {countPhrase(summary.gaps, 'gap')}; {countPhrase(minters.direct, 'grant')} of tokens at once, {minters.indirect} by
        another way, and {minters.platform} of the platform’s own
      </p>
      {history.length === 0 ? null : <History history={history} />}
      <Namespaces namespaces={overview.namespaces} />
      <Benchmarks benchmarks={overview.benchmarks} />
      {assumptions.length === 0 ? null : (
        <section>
          <h2>What was supposed</h2>
          <ul class="plain">
            {assumptions.map((one) => (
              <li key={one}>
                <Prose text={sentence(one)} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {gaps.length === 0 ? null : (
        <section>
          <h2>What could not be read</h2>
          <ul class="plain">
            {gaps.map((gap, i) => (
              <li key={i}>
                <Prose text={sentence(gap.message)} />{' '}
                <span class="soft">
                  <Prose text={sentence(gap.remedy)} />
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

function Namespaces({ namespaces }: { readonly namespaces: readonly NamespaceCounts[] }): VNode {
  const most = Math.max(1, ...namespaces.map(({ verdicts: counts }) => sumOf(counts)))
  const shown = namespaces.slice(0, 30)
  return (
    <section>
      <h2>Where they are</h2>
      <ul class="bars">
        {shown.map(({ name, verdicts: counts }) => (
          <li key={name}>
            <a href={workloadsAddress({ namespace: name })}>{name}</a>
            <Bar counts={counts} most={most} />
            <span class="said">{saidOf(counts)}</span>
          </li>
        ))}
      </ul>
      {namespaces.length > shown.length ? (
        <p class="soft">{countPhrase(namespaces.length - shown.length, 'more namespace')} in the list of workloads.</p>
      ) : null}
    </section>
  )
}

function Bar({ counts, most }: { readonly counts: NamespaceCounts['verdicts']; readonly most: number }): VNode {
  let at = 0
  return (
    <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      {verdicts.map((verdict) => {
        const width = ((counts[verdict] ?? 0) / most) * 100
        const x = at
        at += width
        return width === 0 ? null : (
          <rect key={verdict} class={`b-${verdict}`} x={x} y="0" width={Math.max(0.3, width - 0.25)} height="10" />
        )
      })}
    </svg>
  )
}

function sumOf(counts: NamespaceCounts['verdicts']): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

function saidOf(counts: NamespaceCounts['verdicts']): string {
  return verdicts
    .flatMap((verdict) => (counts[verdict] === undefined ? [] : [`${counts[verdict]} ${verdictTitles[verdict]}`]))
    .join(', ')
}

const trends: readonly { readonly title: string; readonly of: (point: HistoryPoint) => number }[] = [
  { title: 'API tokens held', of: ({ summary }) => summary.apiTokens },
  { title: verdictTitles.notProvenRequired, of: ({ summary }) => summary.verdicts.notProvenRequired },
  { title: 'required', of: ({ summary }) => summary.verdicts.requiredByEvidence + summary.verdicts.requiredByDeclaration },
  { title: verdictTitles.powerless, of: ({ summary }) => summary.verdicts.powerless },
  { title: 'who can obtain tokens of others', of: ({ minters }) => minters.subjects },
]

function History({ history }: { readonly history: readonly HistoryPoint[] }): VNode {
  return (
    <section>
      <h2>Change over time</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label="Change over time">
        <table>
          <thead>
            <tr>
              <th scope="col">Count</th>
              <th scope="col">Course</th>
              {history.map(({ at, from }, i) => (
                <th key={i} scope="col" class="n" title={from}>
                  {timePhrase(at.replace(/\.\d+Z$/, 'Z'))}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {trends.map(({ title, of }) => (
              <tr key={title}>
                <th scope="row">{title}</th>
                <td>
                  <TrendLine values={history.map(of)} name={`${title}: ${history.map(of).join(', ')}`} />
                </td>
                {history.map((point, i) => (
                  <td key={i} class="n">
                    {of(point)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

const statuses = ['fail', 'couldNotTell', 'accepted', 'pass', 'notAssessed'] as const satisfies readonly ControlReport['status'][]

function Benchmarks({ benchmarks }: { readonly benchmarks: readonly BenchmarkReport[] }): VNode {
  return (
    <section>
      <h2>Benchmarks</h2>
      <div class="benchmarks">
        {benchmarks.map((benchmark) => (
          <details key={benchmark.id}>
            <summary>
              <b>
                {benchmark.title} {benchmark.version}
              </b>
              <span class="marks">
                {statuses.map((status) => {
                  const count = benchmark.controls.filter((control) => control.status === status).length
                  return count === 0 ? null : (
                    <span key={status}>
                      {count} <StatusMark status={status} />
                    </span>
                  )
                })}
              </span>
            </summary>
            <ul class="plain">
              {benchmark.controls.map(({ id, title, status, note, findings }) => (
                <li key={id}>
                  <StatusMark status={status} /> <b>{id}</b> {title}{' '}
                  <span class="soft">
                    {findings === 0 ? '' : `${countPhrase(findings, 'finding')}. `}
                    <Prose text={note === '' ? '' : sentence(note)} />
                  </span>
                </li>
              ))}
            </ul>
          </details>
        ))}
      </div>
    </section>
  )
}
