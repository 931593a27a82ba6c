// The look of the HTML report: system fonts, one accent, and verdicts told apart by pattern and name before colour.

/** The colours that text and signs are drawn in, light and dark; a test holds them to WCAG AA. */
export const palettes: Readonly<Record<'light' | 'dark', Readonly<Record<string, string>>>> = {
  light: {
    paper: '#f7f7f5',
    card: '#ffffff',
    ink: '#1d2126',
    soft: '#5a626b',
    line: '#dddfdc',
    accent: '#0a5a8c',
    vn: '#b3261e',
    vc: '#a06000',
    vp: '#3f69ac',
    vd: '#2c7a4b',
    vo: '#6a7078',
  },
  dark: {
    paper: '#121518',
    card: '#191d21',
    ink: '#e4e7ea',
    soft: '#a3abb3',
    line: '#31373d',
    accent: '#7cc0ee',
    vn: '#f37b72',
    vc: '#e2a63c',
    vp: '#90b4ea',
    vd: '#6fc48e',
    vo: '#a6adb4',
  },
}

function variables(palette: Readonly<Record<string, string>>): string {
  return Object.entries(palette)
    .map(([key, value]) => `--${key}:${value}`)
    .join(';')
}

/** The style sheet. */
export const pageStyle: string = `
:root{color-scheme:light dark;${variables(palettes.light)}}
@media (prefers-color-scheme:dark){:root{${variables(palettes.dark)}}}
*{box-sizing:border-box}
[hidden]{display:none!important}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif;font-variant-numeric:tabular-nums}
.top,main,footer{max-width:1180px;margin:0 auto;padding:0 24px}
h1,h2,h3,p,ul,ol,dl,figure{margin:0;padding:0}
code{font:.92em/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;overflow-wrap:anywhere}
small{color:var(--soft);font-size:.87em;font-weight:400}
a{color:var(--accent);text-underline-offset:.2em}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:3px}

.top{padding-top:40px}
.brand{font-weight:650;letter-spacing:.01em;color:var(--accent)}
.brand span{font-weight:400;color:var(--soft)}
h1{margin:14px 0 8px;max-width:24em;font-size:clamp(1.5rem,1.1rem + 1.9vw,2.3rem);font-weight:600;line-height:1.2;letter-spacing:-.015em;text-wrap:balance}
.sub{color:var(--soft);overflow-wrap:anywhere}
.numbers{display:grid;grid-template-columns:repeat(4,1fr);margin:28px 0 16px;border-block:1px solid var(--line)}
.numbers div{display:flex;flex-direction:column-reverse;justify-content:flex-end;padding:14px 20px 14px 0}
.numbers div+div{padding-left:20px;border-left:1px solid var(--line)}
.numbers dt{color:var(--soft);line-height:1.35}
.numbers dd{margin:0;font-size:1.9rem;font-weight:600;line-height:1.25}
.numbers .bad dd{color:var(--vn)}
nav ul{display:flex;flex-wrap:wrap;gap:4px 22px;margin:18px 0 0;list-style:none}

section{margin:44px 0 0}
h2{margin:0 0 14px;font-size:1.25rem;font-weight:600;letter-spacing:-.005em}
h3{font-size:1rem;font-weight:600}
footer{padding-block:40px 56px;color:var(--soft)}

.chart,form,article,.scroll,#workload-table,section>.facts{background:var(--card);border:1px solid var(--line);border-radius:8px}
.chart{padding:18px 20px 20px}
figcaption{color:var(--soft)}
.legend{display:flex;flex-wrap:wrap;gap:4px 20px;margin:8px 0 16px;list-style:none}
.bars{display:grid;gap:10px;list-style:none}
.bars li{display:grid;grid-template-columns:minmax(7rem,13rem) 1fr 3.2rem;gap:14px;align-items:center}
.ns{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.bars b{font-weight:600;text-align:right}
.bars svg{display:block;overflow:hidden;border-radius:3px}
.bars rect{stroke:var(--card);stroke-width:1.5}
.rest{margin:14px 0 0;color:var(--soft)}
.rest b{color:var(--ink);font-weight:600}
.defs{position:absolute}
pattern rect{stroke:none;fill:color-mix(in srgb,var(--c) 16%,var(--card))}
pattern path{fill:none;stroke:var(--c);stroke-width:1.7}
#pc{--c:var(--vc)}#pp{--c:var(--vp)}#pd{--c:var(--vd)}#po{--c:var(--vo)}#pe{--c:var(--vd)}#po path{stroke-width:1.3}
rect.vn{fill:var(--vn)}rect.vc{fill:url(#pc)}rect.vp{fill:url(#pp)}rect.vd{fill:url(#pd)}rect.vo{fill:url(#po)}rect.ve{fill:url(#pe)}

.sw{display:inline-block;flex:none;width:13px;height:13px;margin:0 8px 0 0;border:1.5px solid;border-radius:3px;vertical-align:-2px;forced-color-adjust:none}
.sw.vn{color:var(--vn);background:var(--vn)}
.sw.vc{color:var(--vc);background:repeating-linear-gradient(135deg,var(--vc) 0 1.6px,transparent 1.6px 4.2px)}
.sw.vp{color:var(--vp);background:radial-gradient(circle at 2.5px 2.5px,var(--vp) 1.1px,transparent 1.4px) 0 0/5px 5px}
.sw.vd{color:var(--vd);background:repeating-linear-gradient(90deg,var(--vd) 0 1.5px,transparent 1.5px 3.4px)}
.sw.ve{color:var(--vd);background:repeating-linear-gradient(90deg,var(--vd) 0 1.2px,transparent 1.2px 5px),repeating-linear-gradient(0deg,var(--vd) 0 1.2px,transparent 1.2px 5px)}
.sw.vo{color:var(--vo);background:repeating-linear-gradient(0deg,var(--vo) 0 1.3px,transparent 1.3px 3.4px)}
.sw.vz{border:0;background:linear-gradient(var(--vo),var(--vo)) center/11px 2px no-repeat}

form{display:flex;flex-wrap:wrap;gap:12px 24px;align-items:center;padding:14px 20px;margin:0 0 14px}
input,select,button{font:inherit;color:inherit}
input[type=search],select{min-width:0;max-width:100%;padding:5px 10px;background:var(--paper);border:1px solid var(--soft);border-radius:6px}
input[type=checkbox]{accent-color:var(--accent);margin:0 6px 0 0}
.find input{width:17rem}
select{max-width:15rem}
.chips{display:grid;grid-template-columns:auto 1fr;gap:18px;flex-basis:100%}
.chips>span{color:var(--soft)}
.chips>div{display:flex;flex-wrap:wrap;gap:4px 22px}
.chip{white-space:nowrap}
.chip b{font-weight:400;color:var(--soft)}
form p{margin-left:auto;color:var(--soft)}
button[type=reset]{padding:0;margin-left:12px;background:none;border:0;color:var(--accent);text-decoration:underline;text-underline-offset:.2em;cursor:pointer}

table{border-collapse:collapse;width:100%}
caption{padding:0 0 10px;text-align:left;color:var(--soft)}
th,td{padding:9px 14px;text-align:left;vertical-align:top;overflow-wrap:anywhere}
#workload-table,#workload-table caption,#workload-table thead,#workload-table tbody,#workload-table td,#workload-table th{display:block}
#workload-table{background:none;border:0}
#workload-table tr{display:grid;grid-template-columns:19% 12% 24% 10% 12% 1fr}
#workload-table thead{position:sticky;top:0;z-index:1;background:var(--card);border:1px solid var(--line);border-radius:8px 8px 0 0}
#workload-table tbody{background:var(--card);border:1px solid var(--line);border-top:0;content-visibility:auto;contain-intrinsic-size:auto 44px}
#workload-table tbody:last-child{border-radius:0 0 8px 8px}
thead th{font-weight:600}
th button{white-space:nowrap;padding:0;margin:0;background:none;border:0;font-weight:600;text-align:left;cursor:pointer}
th button:disabled{color:inherit;cursor:default}
th button:not(:disabled)::after{content:"";display:inline-block;width:.6em;margin-left:.35em}
th[aria-sort=ascending] button:not(:disabled)::after{content:"↑"}
th[aria-sort=descending] button:not(:disabled)::after{content:"↓"}
#workload-table tbody td:first-child:not([colspan]){padding-left:35px;text-indent:-21px}
summary{display:grid;grid-template-columns:1.1em 1fr;align-items:baseline;list-style:none;cursor:pointer}
summary::-webkit-details-marker{display:none}
summary::before{content:"▸";content:"▸"/"";color:var(--accent)}
details[open] summary::before{content:"▾";content:"▾"/""}
summary:hover code{text-decoration:underline;text-underline-offset:.2em}
#workload-table .d{display:none}
#workload-table tbody:has(details[open]) .d{display:block}
@supports not selector(:has(*)){#workload-table .d{display:block}}
#workload-table .d>td{padding:0 20px 16px 35px}
.d p{margin:0 0 8px}
.d ul{margin:0 0 8px;padding-left:20px}
.t{margin:0 0 12px;padding:10px 14px;border-left:2px solid var(--line)}
.t dl,section>.facts{display:grid;grid-template-columns:7rem 1fr;gap:0 16px}
section>.facts{grid-template-columns:14rem 1fr}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
.edit{color:var(--accent);font-weight:500}
p.facts{color:var(--soft)}
#none-left{padding:20px;color:var(--soft)}

article{padding:14px 20px 16px;margin:0 0 12px}
article ul{margin:8px 0;padding-left:20px}
article li{margin:0 0 6px;overflow-wrap:anywhere}
article li::marker{color:var(--soft)}
.sev,.st{display:inline-block;padding:0 8px;border:1px solid;border-radius:10px;font-size:.8rem;font-weight:500;white-space:nowrap}
.critical,.high,.fail{color:var(--vn)}
.critical{background:var(--vn);border-color:var(--vn);color:var(--card)}
.medium,.couldNotTell{color:var(--vc)}
.low,.notAssessed{color:var(--soft)}
.over{display:block;margin:6px 0}.over rect{fill:var(--vd)}.over .base{fill:var(--line)}
.pass,.accepted{color:var(--vd)}
.remedy{overflow-wrap:anywhere}
.remedy b{margin-right:8px;font-weight:500;color:var(--soft)}
.scroll{overflow-x:auto;margin:0 0 14px}
.plain caption{padding:12px 14px;color:var(--ink);font-weight:600}
.plain caption small{font-weight:400}
.plain th,.plain td{border-top:1px solid var(--line)}
.plain tbody th{font-weight:500;white-space:nowrap}
.plain .n{text-align:right}
section>.facts{padding:14px 20px}

@media (max-width:760px){
.top,main,footer{padding-inline:16px}
.top{padding-top:24px}
.numbers{grid-template-columns:1fr 1fr}
.numbers div{padding:12px 12px 12px 0}
.numbers div+div{padding-left:0;border-left:0}
.numbers div:nth-child(even){padding-left:16px;border-left:1px solid var(--line)}
.numbers div:nth-child(n+3){border-top:1px solid var(--line)}
.bars li{grid-template-columns:1fr auto;gap:2px 12px}
.bars svg{grid-column:1/-1;grid-row:2}
form{padding:14px 16px}
form label:not(.chip){flex-basis:100%}
.find input,select{display:block;width:100%;max-width:none}
form p{margin:0}
.chips{grid-template-columns:1fr;gap:2px}
#workload-table tr{display:block}
#workload-table thead{position:static;padding:8px 0 12px;background:none;border:0}
#workload-table thead tr{display:flex;flex-wrap:wrap;gap:4px 16px}
#workload-table thead th{padding:0}
#workload-table thead button:disabled{display:none}
#workload-table tbody{margin:0 0 10px;padding:10px 16px;border-top:1px solid var(--line);border-radius:8px;contain-intrinsic-size:auto 190px}
#workload-table tbody:last-child{border-radius:8px}
#workload-table td{padding:2px 0}
#workload-table tbody td:first-child:not([colspan]){padding-left:21px}
#workload-table td[data-l]{display:grid;grid-template-columns:5.6rem 1fr;gap:10px;align-items:baseline}
#workload-table td[data-l]::before{content:attr(data-l);color:var(--soft)}
#workload-table .d>td{padding:10px 0 4px}
.t{padding:4px 0 4px 12px}
.t dl,section>.facts{grid-template-columns:1fr}
.t dd,section>.facts dd{margin:0 0 6px}
}
@media print{
body{background:none}
form,nav{display:none}
#workload-table thead{position:static}
#workload-table tbody{content-visibility:visible;break-inside:avoid}
}
`
