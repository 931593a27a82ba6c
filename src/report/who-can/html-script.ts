// The script of the page of `who-can`: sorting tables by their heads, all that the page cannot do alone. It writes no HTML.

/** The script's text; without it tables stand in their order, the worst first. */
export const sortScript = `
'use strict'
for (const table of document.querySelectorAll('table.access')) {
  const [body] = table.tBodies
  const heads = [...table.tHead.rows[0].cells]
  heads.forEach((head, index) => {
    const numeric = head.dataset.sort === 'number'
    const keyOf = (row) => (numeric ? Number(row.cells[index].dataset.k) : row.cells[index].textContent.trim())
    const button = head.firstElementChild
    button.disabled = false
    button.addEventListener('click', () => {
      const down = head.getAttribute('aria-sort') === 'ascending'
      const keyed = [...body.rows].map((row, at) => ({ row, at, key: keyOf(row) }))
      keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0) * (down ? -1 : 1) || a.at - b.at)
      body.append(...keyed.map((item) => item.row))
      for (const other of heads) other.removeAttribute('aria-sort')
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending')
    })
  })
}
`

/** The script's digest for the Content-Security-Policy; a test compares the two. */
export const sortScriptHash = 'sha256-Tk9u6ybiuW+GIBau/I06rETEJvtfBz5IxDrWCqSWRGs='
