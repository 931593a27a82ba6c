// Which steps are taken together: groups into batches, the least risky first, what others require before them; and within a batch
// waves, in which no step requires another.
import { append, groupBy } from '../base/index.ts'
import { riskLevels, type Step } from './step.ts'

/** How many groups a batch has. */
export interface BatchSizes {
  /** Of the first batch. */
  readonly canary: number
  /** Of each later one. */
  readonly batchSize: number
}

/**
 * Batches of steps, each in the plan's order. A batch holds whole groups; a group comes after those that it requires, and groups that
 * require each other are one.
 *
 * @param steps - those to take, in the plan's order
 * @param podsOf - how many pods a step's workloads have
 * @param isBegun - steps that were written and that no pods have shown yet: their groups are one batch, the first, since whoever wrote
 *   them would have taken them back together
 */
export function batchesOf(
  steps: readonly Step[],
  sizes: BatchSizes,
  podsOf: (step: Step) => number,
  isBegun: (step: Step) => boolean = () => false,
): readonly (readonly Step[])[] {
  let left = unitsOf(steps, podsOf)
  const places = new Map(steps.map((step, place) => [step.id, place]))
  const batches: (readonly Step[])[] = []
  const placed = new Set<Unit>()
  const place = (batch: readonly Unit[]): void => {
    for (const unit of batch) placed.add(unit)
    left = left.filter((unit) => !placed.has(unit))
    batches.push(batch.flatMap((unit) => unit.steps).sort((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0)))
  }
  const begun = new Set(left.filter((unit) => unit.steps.some(isBegun)))
  for (const unit of begun) for (const needed of unit.requires) begun.add(needed)
  if (begun.size > 0) place([...begun])
  while (left.length > 0) {
    const size = Math.max(1, batches.length === 0 ? sizes.canary : sizes.batchSize)
    place(left.filter(({ requires }) => [...requires].every((unit) => placed.has(unit))).slice(0, size))
  }
  return batches
}

/** The steps of a batch as waves: all steps of a wave are of one remedy, and require only steps of waves before it. */
export function wavesOf(batch: readonly Step[]): readonly (readonly Step[])[] {
  const waves: Step[][] = []
  let wave: Step[] = []
  for (const step of batch) {
    const [first] = wave
    const isNext = first !== undefined && (first.remedy !== step.remedy || wave.some(({ id }) => step.requires.includes(id)))
    if (isNext || first === undefined) waves.push((wave = []))
    wave.push(step)
  }
  return waves
}

/** Groups that are placed as one. */
interface Unit {
  readonly steps: readonly Step[]
  readonly requires: ReadonlySet<Unit>
}

/** The units in the order in which they are tried: by risk, then the fewest pods, then as the plan has them. */
function unitsOf(steps: readonly Step[], podsOf: (step: Step) => number): readonly Unit[] {
  const groups = groupBy(steps, (step) => step.group)
  const groupOf = new Map(steps.map((step) => [step.id, step.group]))
  const requires = new Map(
    [...groups].map(([name, members]) => [
      name,
      new Set(members.flatMap((step) => step.requires.flatMap((id) => groupOf.get(id) ?? [])).filter((other) => other !== name)),
    ]),
  )
  const knot = knotOf(requires)
  const [first = ''] = knot
  const nameOf = (group: string): string => (knot.has(group) ? first : group)
  const units = new Map<string, { steps: Step[]; requires: Set<Unit> }>()
  for (const [group, members] of groups) {
    const unit = units.get(nameOf(group)) ?? { steps: [], requires: new Set() }
    unit.steps.push(...members)
    units.set(nameOf(group), unit)
  }
  for (const [group, others] of requires) {
    for (const other of others) {
      const [unit, needed] = [units.get(nameOf(group)), units.get(nameOf(other))]
      if (unit !== undefined && needed !== undefined && unit !== needed) unit.requires.add(needed)
    }
  }
  const weigh = (unit: Unit): readonly [number, number] => [
    Math.max(...unit.steps.map((step) => riskLevels.indexOf(step.risk.level))),
    unit.steps.reduce((sum, step) => sum + podsOf(step), 0),
  ]
  return [...units.values()]
    .map((unit) => ({ unit, weight: weigh(unit) }))
    .sort((a, b) => a.weight[0] - b.weight[0] || a.weight[1] - b.weight[1])
    .map(({ unit }) => unit)
}

/** What is left when groups that require nothing, and groups that nothing requires, are taken away for as long as there are any. */
function knotOf(requires: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const reverse = new Map<string, string[]>()
  for (const [group, others] of requires) for (const other of others) append(reverse, other, group)
  const left = new Set(requires.keys())
  const peel = (edges: (group: string) => Iterable<string>, back: (group: string) => Iterable<string>): void => {
    const open = new Map([...left].map((group) => [group, [...edges(group)].filter((other) => left.has(other)).length]))
    const free = [...left].filter((group) => open.get(group) === 0)
    for (const group of free) {
      left.delete(group)
      for (const other of back(group)) {
        const rest = (open.get(other) ?? 0) - 1
        open.set(other, rest)
        if (rest === 0 && left.has(other)) free.push(other)
      }
    }
  }
  const needed = (group: string): Iterable<string> => requires.get(group) ?? []
  const needing = (group: string): Iterable<string> => reverse.get(group) ?? []
  peel(needed, needing)
  peel(needing, needed)
  return left
}
