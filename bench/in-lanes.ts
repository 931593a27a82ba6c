// Works on many items, some at a time: as many requests are under way as there are lanes.

/** How many requests of a comparison are under way at a time. */
export const lanes = 8

/** Begins the items in their order. */
export async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>, count: number = lanes): Promise<void> {
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < items.length) await work(items[next++] as T)
  }
  await Promise.all(Array.from({ length: count }, lane))
}
