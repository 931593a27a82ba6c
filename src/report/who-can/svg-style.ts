// The look of the drawing and of the table beside it, in the colours of the page.

/** To be put behind the page's own style. */
export const drawingStyle: string = `
.routes{display:block;width:100%;height:auto;font-size:12px}
.routes rect{fill:var(--card);stroke:var(--accent);stroke-width:1.3}
.routes .target rect{fill:var(--paper);stroke:var(--ink)}
.routes text{fill:var(--ink)}
.routes .edge path{fill:none;stroke:var(--soft);stroke-width:1.4}
.routes .edge text{fill:var(--soft);font-size:10.5px}
.routes .edge.critical path{stroke:var(--vn);stroke-width:2}
.routes .edge.high path{stroke:var(--vn)}
.routes .edge.medium path{stroke:var(--vc)}
.routes .platform path,.routes .platform rect{stroke-dasharray:5 4}
.routes marker path{fill:var(--soft);stroke:none}
.scroll.bare{border:0;background:none;overflow-x:auto}
.access ul.bare,.access ol{margin:0;padding:0 0 0 1.1em}
.access ul.bare{padding:0;list-style:none}
.access td:nth-child(4),.access td:nth-child(7),.access td:nth-child(1){overflow-wrap:normal}
.access th{overflow-wrap:normal}
.access td:nth-child(3){min-width:9em}
.access td:nth-child(5){min-width:13em}
.cut{margin:0 0 14px}
@media print{details{display:block}details>*{display:block}}
`
