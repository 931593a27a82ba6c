// The look of the drawing and of the table beside it, in the colours of the page.

/** To be put behind the page's own style. */
export const drawingStyle: string = `
.routes{display:block;height:auto;margin:10px 0 0;font-size:12px}
.routes rect{fill:var(--card);stroke:var(--accent);stroke-width:1.3}
.routes .target rect{fill:var(--paper);stroke:var(--ink)}
.routes text{fill:var(--ink)}
.routes .edge path{fill:none;stroke:var(--soft);stroke-width:1.4}
.routes .edge text{fill:var(--soft);font-size:10.5px;paint-order:stroke;stroke:var(--card);stroke-width:3px;stroke-linejoin:round}
.routes .edge.critical path{stroke:var(--vn);stroke-width:2}
.routes .edge.high path{stroke:var(--vn)}
.routes .edge.medium path{stroke:var(--vc)}
.routes .platform path,.routes .platform rect{stroke-dasharray:5 4}
.routes marker path{fill:var(--soft);stroke:none}
.scroll.bare{border:0;background:none}
.access{table-layout:fixed;min-width:56rem}
.access th:nth-child(1){width:6.5rem}
.access th:nth-child(2){width:18%}
.access th:nth-child(3){width:14%}
.access th:nth-child(4){width:8rem}
.access th:nth-child(7){width:5.5rem}
.access ul.bare,.access ol{margin:0;padding:0 0 0 1.4em}
.access ul.bare{padding:0;list-style:none}
.access tbody th{white-space:normal}
.cut{margin:0 0 14px}
@media print{
.routes{width:100%}
.access{min-width:0}
.access details::details-content{content-visibility:visible;height:auto}
.access tr{break-inside:avoid}
}
`
