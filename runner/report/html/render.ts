import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Extras } from '../extras.ts';
import { type PageData, pageDataOf, SAVINGS } from './page-data.ts';
import type { Report } from '../report.ts';

/** The script and style of the page. */
export type PageCode = { readonly script: string; readonly style: string };

/** Mail and build servers accept a file of this size, and it opens at once. */
export const MAX_PAGE_BYTES = 5_000_000;
/** Up to this size, the JSON in the source stays readable. */
const PLAIN_UP_TO = 100_000;

/** report.html: one file that needs no network and runs only its own script. */
export function renderHtml(code: PageCode, report: Report, extras: Extras): string {
  const data = pageDataOf(report, extras);
  let html = '';
  for (const save of SAVINGS) {
    html = assemble(code, save(data));
    if (Buffer.byteLength(html) <= MAX_PAGE_BYTES) break;
  }
  return html;
}

function assemble({ script, style }: PageCode, data: PageData): string {
  const policy = `default-src 'none'; script-src '${hashOf(script)}'; style-src '${hashOf(style)}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="verify-specs">
<title>${titleOf(data)}</title>
<style>${style}</style>
</head>
<body>
<div id="app"></div>
<noscript>This report is shown by a script inside the file; report.md and report.json tell the same without one.</noscript>
${embed(data)}
<script>${script}</script>
</body>
</html>
`;
}

/** The title of the page in a tab or a list of files. */
const titleOf = ({ report: { gate } }: PageData): string =>
  gate === undefined ? 'verify report' : `gate: ${gate.decision} · verify report`;

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** With every `<` escaped, no text in the data can end its element or open a comment. */
function embed(data: PageData): string {
  const json = JSON.stringify(data);
  if (json.length > PLAIN_UP_TO)
    return `<script id="data" type="application/gzip">${gzipSync(json).toString('base64')}</script>`;
  return `<script id="data" type="application/json">${json.replace(/[<\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)}</script>`;
}
