// What the page of a plan has beside the audit's: numbered steps with their diffs, and a layout for paper.

/** The style sheet, to be put behind the one that all pages share. */
export const planStyle: string = `
.step h3{display:flex;flex-wrap:wrap;gap:4px 12px;align-items:baseline}
.step h3 .no{min-width:1.6em;color:var(--soft);font-variant-numeric:tabular-nums}
.step p{margin:6px 0}
.step .facts{display:grid;grid-template-columns:9rem 1fr;gap:2px 16px;margin:8px 0 0}
.step .facts ul{margin:0;padding-left:18px}
.sev.medium{color:var(--vc)}
.sev.low{color:var(--soft)}
h3.group{margin:26px 0 10px;color:var(--soft);font-weight:500}
pre{margin:10px 0 4px;padding:10px 14px;background:var(--paper);border:1px solid var(--line);border-radius:6px;overflow-x:auto}
pre code{display:block;width:max-content;min-width:100%;font-size:.85em;overflow-wrap:normal}
pre .a,pre .d{display:block;padding-left:6px;margin-left:-9px;border-left:3px solid var(--c);background:color-mix(in srgb,var(--c) 14%,var(--paper))}
pre .a{--c:var(--vd)}
pre .d{--c:var(--vn)}
pre .c{display:block;color:var(--soft)}
thead th{white-space:nowrap}
.steps{min-width:56rem}
.way{margin:0 0 14px}
@media (max-width:760px){.step .facts{grid-template-columns:1fr}.step .facts dd{margin:0 0 6px}}
@media print{
:root{--paper:#fff;--card:#fff}
.top,main,footer{max-width:none;padding-inline:0}
body{font-size:10pt}
article{padding:8px 0;border:0;border-top:1px solid var(--line);border-radius:0}
h2,h3{break-after:avoid}
tr,pre{break-inside:avoid}
pre{white-space:pre-wrap}
pre code{width:auto}
}
`
