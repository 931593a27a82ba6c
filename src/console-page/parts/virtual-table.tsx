// A table of any length, of which the rows in sight are drawn. Every row has the same height, so that the bar scrolls evenly.
import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core'
import type { ComponentChildren, VNode } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'

/** One column. */
export interface Column<Row> {
  readonly id: string
  readonly title: string
  readonly draw: (row: Row) => ComponentChildren
  /** Whether it can be sorted by. */
  readonly sorts?: boolean
}

/** By what it is sorted. */
export interface Sorting {
  readonly by: string
  readonly down: boolean
  readonly choose: (by: string) => void
}

const rowHeight = 34
/** On a narrow page each row is a card of its cells below each other. */
const narrow = '(max-width: 760px)'

/** @param name - of the table, for those who do not see it */
export function VirtualTable<Row>({
  name,
  kind,
  rows,
  columns,
  keyOf,
  sorting,
}: {
  readonly name: string
  /** Names the widths of its columns in the style sheet. */
  readonly kind: string
  readonly rows: readonly Row[]
  readonly columns: readonly Column<Row>[]
  readonly keyOf: (row: Row, index: number) => string
  readonly sorting?: Sorting
}): VNode {
  const frame = useRef<HTMLDivElement>(null)
  const isNarrow = useMedia(narrow)
  const height = isNarrow ? 12 + columns.length * 24 : rowHeight
  const virtual = useVirtualizer(frame, rows.length, height)
  return (
    <div class={`virtual ${kind}`} role="table" aria-label={name} aria-rowcount={rows.length + 1}>
      <div role="rowgroup" class="heads">
        <div role="row" class="cells" aria-rowindex={1}>
          {columns.map(({ id, title, sorts }) => (
            <div key={id} role="columnheader" aria-sort={sortOf(id, sorting, sorts)} class={`c-${id}`}>
              {sorting !== undefined && sorts === true ? (
                <button type="button" onClick={() => sorting.choose(id)}>
                  {title}
                  <span aria-hidden="true">{sorting.by === id ? (sorting.down ? ' ↓' : ' ↑') : ''}</span>
                </button>
              ) : (
                title
              )}
            </div>
          ))}
        </div>
      </div>
      <div class="frame" ref={frame} tabIndex={0} role="rowgroup" aria-label={`Rows of ${name}`}>
        <div class="whole" role="presentation" style={{ height: `${virtual.getTotalSize()}px` }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index]
            return row === undefined ? null : (
              <div
                key={keyOf(row, index)}
                role="row"
                class="cells row"
                aria-rowindex={index + 2}
                style={{ transform: `translateY(${start}px)`, height: `${height}px` }}
              >
                {columns.map(({ id, title, draw }) => (
                  <div key={id} role="cell" class={`c-${id}`} data-title={title}>
                    {draw(row)}
                  </div>
                ))}
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}

function sortOf(
  id: string,
  sorting: Sorting | undefined,
  sorts: boolean | undefined,
): 'ascending' | 'descending' | 'none' | undefined {
  if (sorting === undefined || sorts !== true) return undefined
  return sorting.by !== id ? 'none' : sorting.down ? 'descending' : 'ascending'
}

function useVirtualizer(
  frame: { readonly current: HTMLDivElement | null },
  count: number,
  height: number,
): Virtualizer<HTMLDivElement, Element> {
  const [, redraw] = useState(0)
  const made = useRef<Virtualizer<HTMLDivElement, Element>>(undefined)
  const options = {
    count,
    getScrollElement: () => frame.current,
    estimateSize: () => height,
    overscan: 12,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => redraw((drawn) => drawn + 1),
  }
  made.current ??= new Virtualizer(options)
  const virtual = made.current
  virtual.setOptions(options)
  useEffect(() => virtual._didMount(), [])
  useLayoutEffect(() => virtual._willUpdate())
  useLayoutEffect(() => virtual.measure(), [height])
  return virtual
}

/** Whether a media query holds now. */
export function useMedia(query: string): boolean {
  const [holds, setHolds] = useState(() => matchMedia(query).matches)
  useEffect(() => {
    const list = matchMedia(query)
    const update = (): void => setHolds(list.matches)
    list.addEventListener('change', update)
    update()
    return () => list.removeEventListener('change', update)
  }, [query])
  return holds
}
