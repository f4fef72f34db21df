/** How the page of the description looks: the colours of the wizard (`app/app.css`), light and dark. */
export const docsStyle = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#faf8f4, #111519);
  --sunken: light-dark(#f2efe8, #1d232a);
  --ink: light-dark(#1f1d19, #ebe8e1);
  --muted: light-dark(#635e54, #a3a6a6);
  --rule: light-dark(#e2ddd2, #2a3138);
  --accent: light-dark(#0c5a6e, #7cc6d8);
  --good: light-dark(#256b3c, #7fcb95);
  --bad: light-dark(#a8321f, #f2988a);
  --warn: light-dark(#7d5405, #e3b968);
  --sans: "Geist Variable", ui-sans-serif, system-ui, sans-serif;
  --mono: "Geist Mono Variable", ui-monospace, "SF Mono", Menlo, monospace;
}
* { box-sizing: border-box; }
html { background: var(--paper); color: var(--ink); -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0; font: 1rem/1.55 var(--sans); }
a { color: var(--accent); text-underline-offset: 0.2em; }
code, .path, .method, .status { font-family: var(--mono); font-size: 0.875em; overflow-wrap: anywhere; }
code { background: var(--sunken); border-radius: 3px; padding: 0.1em 0.3em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
[tabindex="-1"]:focus { outline: none; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 0.5rem; background: var(--paper); padding: 0.5rem; }
.muted { color: var(--muted); }
header { display: flex; gap: 1rem; align-items: baseline; border-bottom: 1px solid var(--rule); padding: 1rem clamp(1rem, 4vw, 2rem); }
.logo { font: 600 1.125rem var(--mono); color: var(--ink); text-decoration: none; }
.file { margin-left: auto; font-family: var(--mono); font-size: 0.875rem; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr); max-width: 84rem; margin: 0 auto; padding: 0 clamp(1rem, 4vw, 2rem); }
nav { font-size: 0.875rem; padding: 1rem 0; border-bottom: 1px solid var(--rule); }
nav summary { font-weight: 600; cursor: pointer; padding: 0.25rem 0; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li a { display: grid; grid-template-columns: 3.75rem minmax(0, 1fr); padding: 0.2rem 0; text-decoration: none; color: var(--muted); }
nav li a:hover { color: var(--accent); }
.group { margin: 1rem 0 0.25rem; font-weight: 600; }
.group a { color: var(--ink); text-decoration: none; }
main { padding: 1.5rem 0 6rem; }
main > p, article > p, section > p { max-width: 46rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0.5rem 0 1rem; letter-spacing: -0.02em; }
h2 { font-size: 1.5rem; margin: 4rem 0 0.5rem; letter-spacing: -0.01em; }
h3 { font-size: 1rem; margin: 0 0 0.75rem; }
h3 a { color: inherit; text-decoration: none; }
h3 .path { font-size: 1rem; }
h4 { font-size: 0.875rem; margin: 1.25rem 0 0.5rem; }
article { border-top: 1px solid var(--rule); padding: 1.75rem 0 1rem; margin-top: 1.25rem; }
article p { margin: 0 0 0.75rem; }
.summary { font-weight: 500; }
.method { text-transform: uppercase; font-weight: 600; }
.get { color: var(--accent); }
.post { color: var(--good); }
.patch { color: var(--warn); }
.delete { color: var(--bad); }
.optional { color: var(--muted); font: 0.75rem var(--sans); }
.required { color: var(--warn); font: 500 0.75rem var(--sans); white-space: nowrap; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.875rem; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 1rem 0.4rem 0; border-bottom: 1px solid var(--rule); overflow-wrap: anywhere; }
thead th { font-weight: 500; color: var(--muted); }
tbody th { font-weight: 400; width: 34%; min-width: 9rem; }
tbody td { min-width: 8rem; }
tbody td:nth-child(2) { width: 28%; }
ul.options { list-style: none; margin: 0; padding: 0; }
ul.options > li { border-left: 2px solid var(--rule); padding-left: 1rem; margin-bottom: 1rem; }
ul.options > li + li::before { content: "or"; color: var(--muted); font-size: 0.875rem; }
.refusals { list-style: none; margin: 0; padding: 0; font-size: 0.875rem; color: var(--muted); }
.status { color: var(--ink); }
.type { font-size: 0.875rem; }
@media (max-width: 40rem) {
  thead { display: none; }
  tbody tr { display: block; border-bottom: 1px solid var(--rule); padding: 0.5rem 0; }
  tbody th, tbody td { display: block; border: 0; padding: 0.1rem 0; width: auto !important; }
  tbody td:empty { display: none; }
}
@media (min-width: 64rem) {
  nav details::details-content { content-visibility: visible; }
  nav summary { list-style: none; cursor: default; pointer-events: none; }
  .columns { grid-template-columns: 18rem minmax(0, 1fr); gap: 3rem; }
  nav { position: sticky; top: 0; max-height: 100svh; overflow-y: auto; border: 0; }
}
@media (min-width: 100rem) {
  .columns { max-width: 100rem; grid-template-columns: 20rem minmax(0, 1fr); }
}
@media print {
  nav, header, .skip { display: none; }
}
`;
