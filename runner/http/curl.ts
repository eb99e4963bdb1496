import type { HttpRequest } from './exchange.ts';
import { namesIn, type Spelling, type SpelledSecrets } from './spelled-secrets.ts';

/**
 * The request as a command a person can paste into a shell that has the secrets as environment variables. Long or binary
 * bodies are named, not shown.
 */
export function toCurl(
  request: Pick<HttpRequest, 'method' | 'url' | 'headers'> & {
    readonly body?: string;
    readonly spelled?: SpelledSecrets;
  },
): string {
  const { method, url, headers, body, spelled = {} } = request;
  const quote = (text: string, spelling: Spelling = 'plain'): string =>
    quoteFor(text, spelling, spelled.names);
  // Without -g, curl reads brackets in a URL as a range.
  const words = [
    'curl',
    ...(/[[\]{}]/.test(url) ? ['-g'] : []),
    ...(method === 'HEAD' ? ['-I'] : ['-X', method]),
    quote(withQueryEncoded(url), spelled.url),
  ];
  const isSentByUser = (name: string): boolean => spelled.user !== undefined && /^authorization$/i.test(name);
  if (spelled.user !== undefined) words.push('-u', quote(spelled.user));
  // Curl leaves out a header with nothing behind its colon, and sends an empty one for a semicolon.
  for (const [name, value] of Object.entries(headers))
    if (!isSentByUser(name)) words.push('-H', quote(value === '' ? `${name};` : `${name}: ${value}`));
  if (body !== undefined) {
    // Curl calls every body a form unless it is told otherwise.
    if (!Object.keys(headers).some((name) => /^content-type$/i.test(name))) words.push('-H', 'Content-Type:');
    words.push('--data-raw', quote(body, spelled.body));
  }
  return words.join(' ');
}

/** A URL parser encodes an apostrophe in a query, and curl does not. */
const withQueryEncoded = (url: string): string =>
  url.includes("'") ? url.replace(/\?[^#]*/, (query) => query.replaceAll("'", '%27')) : url;

/** A piece of a text that is quoted in one way. */
type Piece = { readonly text: string } | { readonly name: string; readonly isNextToWord: boolean };

/**
 * Single quotes, except where a `$NAME` must reach the shell. Characters that a line cannot show are escaped, as they are
 * where commands are printed.
 */
function quoteFor(text: string, spelling: Spelling, names: readonly string[] | undefined): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  const pieces = piecesOf(text, names);
  const hasNames = pieces.some((piece) => 'name' in piece);
  // What means nothing to a shell between double quotes, where `!` may call up an earlier command.
  if (
    hasNames &&
    spelling === 'plain' &&
    /^[\w@%+=:,./;()<>&*?# ${}-]*$/.test(text) &&
    !hasLiteralDollar(pieces)
  )
    return `"${pieces.map((piece) => ('name' in piece ? nameOf(piece) : piece.text)).join('')}"`;
  return pieces
    .map((piece) => ('name' in piece ? quoteName(piece, spelling) : quoteText(piece.text)))
    .join('');
}

/** With braces where the shell would take what follows for a part of the name. */
const nameOf = ({ name, isNextToWord }: Extract<Piece, { name: string }>): string =>
  isNextToWord ? `\${${name}}` : `$${name}`;

const hasLiteralDollar = (pieces: readonly Piece[]): boolean =>
  pieces.some((piece) => 'text' in piece && piece.text.includes('$'));

function piecesOf(text: string, names: readonly string[] | undefined): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const { name, start, end } of namesIn(text, (each) => names?.includes(each) ?? true)) {
    if (name === '') continue;
    if (start > from) pieces.push({ text: text.slice(from, start) });
    pieces.push({ name, isNextToWord: /^\w/.test(text.slice(end)) });
    from = end;
  }
  if (from < text.length || pieces.length === 0) pieces.push({ text: text.slice(from) });
  return pieces;
}

/** Node does what no shell can: it runs this program, so it is there. */
const SPELL: Readonly<Record<Exclude<Spelling, 'plain'>, (value: string) => string>> = {
  percent: (value) => `encodeURIComponent(${value})`,
  query: (value) => `encodeURIComponent(${value}).replaceAll("\\x27","%27")`,
  json: (value) => `JSON.stringify(${value}).slice(1,-1)`,
};

const quoteName = ({ name }: { readonly name: string }, spelling: Spelling): string =>
  spelling === 'plain' ? `"$${name}"` : `"$(node -p '${SPELL[spelling](['process.env', name].join('.'))}')"`;

/** Control characters, and those that show nothing or turn the direction of a line. */
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;
const ESCAPES: Readonly<Record<string, string>> = {
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\\': '\\\\',
  "'": "\\'",
};

function quoteText(text: string): string {
  if (!HIDDEN.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const escaped = text.replace(
    /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\\']/g,
    (char) => ESCAPES[char] ?? escapeOf(char.charCodeAt(0)),
  );
  return `$'${escaped}'`;
}

const escapeOf = (code: number): string =>
  code < 0x80 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
