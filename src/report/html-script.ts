// The script of the HTML report: sorting and filtering, all that the page cannot do alone. It writes no HTML.

/** The script's text, in which no row has a listener of its own, so that thousands of rows stay quick. */
export const pageScript = `
'use strict'
{
  const table = document.getElementById('workload-table')
  if (table) {
    const form = document.getElementById('filters')
    const find = document.getElementById('find')
    const namespace = document.getElementById('namespace')
    const shown = document.getElementById('shown')
    const none = document.getElementById('none-left')
    const boxes = [...form.querySelectorAll('input[name=verdict]')]
    const heads = [...table.tHead.rows[0].cells]
    let rows = [...table.tBodies].map((body) => ({ body, text: body.rows[0].textContent.toLowerCase() }))

    const filter = () => {
      const words = find.value.toLowerCase().split(/\\s+/).filter(Boolean)
      const verdicts = new Set(boxes.filter((box) => box.checked).map((box) => box.value))
      let count = 0
      for (const { body, text } of rows) {
        const keep =
          verdicts.has(body.dataset.v) &&
          (namespace.value === '' || namespace.value === body.dataset.n) &&
          words.every((word) => text.includes(word))
        if (body.hidden === keep) body.hidden = !keep
        if (keep) count++
      }
      shown.value = count + ' of ' + rows.length + (rows.length === 1 ? ' workload' : ' workloads')
      none.hidden = count > 0
    }

    const sort = (index) => {
      const head = heads[index]
      const down = head.getAttribute('aria-sort') === 'ascending'
      const numeric = head.dataset.sort === 'number'
      const keyed = rows.map((row, at) => {
        const cell = row.body.rows[0].cells[index]
        const key = numeric ? Number(cell.dataset.k) : cell.textContent.trim()
        return { row, at, key }
      })
      keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0) * (down ? -1 : 1) || a.at - b.at)
      rows = keyed.map((item) => item.row)
      table.append(...rows.map((row) => row.body))
      for (const other of heads) other.setAttribute('aria-sort', other === head ? (down ? 'descending' : 'ascending') : 'none')
    }

    heads.forEach((head, index) => {
      const button = head.firstElementChild
      button.disabled = false
      button.addEventListener('click', () => sort(index))
    })
    form.addEventListener('input', filter)
    form.addEventListener('reset', () => setTimeout(filter))
    form.addEventListener('submit', (event) => event.preventDefault())
    form.hidden = false
    filter()
  }
}
`

/** The script's digest for the Content-Security-Policy; a test compares the two. */
export const pageScriptHash = 'sha256-JP+C+sfQKeVsTEwXSBLpd3ok+iRJFXctR3twqzz8FQQ='
