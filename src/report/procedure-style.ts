// What the page of a procedure has beside the audit's: steps with commands, and a layout for paper.

/** The style sheet, to be put behind the audit's own. */
export const procedureStyle: string = `
article p,article ol{margin:0 0 8px}
article h3+p{margin-top:4px}
article p+h3{margin-top:16px}
ol{padding-left:22px}
ol li{margin:0 0 8px;overflow-wrap:anywhere}
h3.way{margin:24px 0 10px}
pre{margin:2px 0 10px;padding:8px 12px;background:var(--paper);border:1px solid var(--line);border-radius:6px;white-space:pre-wrap;overflow-wrap:anywhere}
thead th{white-space:nowrap}
pre code{font-size:.85em}
.says{color:var(--soft);margin:8px 0 0}
.manual{color:var(--vp)}
.printed{margin:0 0 12px;padding:2px 0 2px 14px;border-left:3px solid var(--vn)}
.printed b{margin-right:6px;font-weight:500;color:var(--soft)}
.counts{width:auto;margin:0 0 8px}
.counts td{padding:1px 12px 1px 0}
.counts .n{text-align:right;font-weight:600}
@media print{
:root{--paper:#fff;--card:#fff}
.top,main,footer{max-width:none;padding-inline:0}
body{font-size:10pt}
article{padding:8px 0;border:0;border-top:1px solid var(--line);border-radius:0}
section{margin-top:24px}
h2,h3,.says{break-after:avoid}
pre,.printed,tr{break-inside:avoid}
a{color:inherit;text-decoration:none}
}
`
