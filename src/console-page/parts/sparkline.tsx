// Numbers over time as a small drawing: bars for counts of steps, a line for what goes up and down. Its words stand beside it.
import type { VNode } from 'preact'

const width = 180
const height = 28

/** Bars; a step without use is a point on the ground line. By the logarithm: one request is a use beside a million. */
export function UseBars({ counts, name }: { readonly counts: readonly number[]; readonly name: string }): VNode {
  const most = Math.max(1, ...counts)
  const step = width / Math.max(1, counts.length)
  return (
    <svg class="spark" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={name}>
      <line x1="0" x2={width} y1={height - 0.5} y2={height - 0.5} class="ground" />
      {counts.map((count, i) => {
        const tall = count === 0 ? 0 : 3 + (Math.log1p(count) / Math.log1p(most)) * (height - 5)
        return <rect key={i} x={i * step} y={height - tall} width={Math.min(14, Math.max(1.5, step - 1.5))} height={tall} />
      })}
    </svg>
  )
}

/** A line over several audits. */
export function TrendLine({ values, name }: { readonly values: readonly number[]; readonly name: string }): VNode {
  const most = Math.max(1, ...values)
  const step = (width - 8) / Math.max(1, values.length - 1)
  const points = values.map((value, i) => [4 + i * step, height - 4 - (value / most) * (height - 8)] as const)
  const [last] = points.slice(-1)
  return (
    <svg class="spark" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={name}>
      <polyline points={points.map((point) => point.join(',')).join(' ')} />
      {last === undefined ? null : <circle cx={last[0]} cy={last[1]} r="2.5" />}
    </svg>
  )
}
