import { createHash } from 'node:crypto';
import type { Extras } from '../extras.ts';
import { gzipPieces } from './gzip-pieces.ts';
import { pageDataJson, SAVINGS } from './page-data.ts';
import type { RenderedFrom } from '../report.ts';
import { shortfallsOf } from '../text/incomplete.ts';
import { xmlText } from '../text/xml.ts';

/** The script and style of the page. */
export type PageCode = { readonly script: string; readonly style: string };

/** Mail and build servers accept a file of this size, and it opens at once. */
export const MAX_PAGE_BYTES = 5_000_000;
/** Up to this size, the JSON in the source stays readable. */
const PLAIN_UP_TO = 100_000;

/** report.html: one file that needs no network and runs only its own script. */
export function renderHtml(code: PageCode, report: RenderedFrom, extras: Extras): string {
  const page = assemble(code, report);
  const room = MAX_PAGE_BYTES - page('').length;
  for (const [index, saving] of SAVINGS.entries()) {
    const isLast = index === SAVINGS.length - 1;
    const data = embed(pageDataJson(report, extras, saving), isLast ? Number.POSITIVE_INFINITY : room);
    if (data !== undefined) return page(data);
  }
  throw new Error('the last saving takes any report');
}

function assemble({ script, style }: PageCode, report: RenderedFrom): (data: string) => string {
  const policy = `default-src 'none'; script-src '${hashOf(script)}'; style-src '${hashOf(style)}'; base-uri 'none'; form-action 'none'`;
  return (data) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="verify-specs">
<title>${titleOf(report)}</title>
<style>${style}</style>
</head>
<body>
<div id="app"></div>
<noscript>This report is shown by a script inside the file; report.md and report.json tell the same without one.</noscript>
${data}
<script>${script}</script>
</body>
</html>
`;
}

/** The title of the page in a tab or a list of files. */
const titleOf = (report: RenderedFrom): string =>
  [
    ...(report.gate === undefined ? [] : [`gate: ${report.gate.decision}`]),
    ...shortfallsOf(report),
    'verify report',
  ]
    .map(xmlText)
    .join(' · ');

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;

const BIDI = /\p{Bidi_Control}/gu;

/** Characters that reorder what follows become visible escapes, also for the script: `a\u202efdp.md` must not look like `amd.pdf`. */
function* withoutBidi(pieces: Iterable<string>): Generator<string> {
  for (const piece of pieces)
    yield piece.replace(BIDI, (char) => `\\\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * The element with the data; undefined if it would be longer than `room`. With every `<` escaped, no text in the data can end
 * its element or open a comment.
 */
function embed(pieces: Generator<string>, room: number): string | undefined {
  let plain = '';
  const shown = withoutBidi(pieces);
  for (const piece of shown) {
    plain += piece;
    if (plain.length > PLAIN_UP_TO) return embedPacked(plain, shown, room);
  }
  return `<script id="data" type="application/json">${plain.replace(/[<\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)}</script>`;
}

function embedPacked(first: string, rest: Iterable<string>, room: number): string | undefined {
  const packed: Buffer[] = [];
  let length = 0;
  for (const bytes of gzipPieces(first, rest)) {
    length += bytes.length;
    // Four characters of base64 for three bytes.
    if ((length * 4) / 3 > room) return undefined;
    packed.push(bytes);
  }
  return `<script id="data" type="application/gzip">${Buffer.concat(packed).toString('base64')}</script>`;
}
