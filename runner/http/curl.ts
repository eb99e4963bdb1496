import type { HttpRequest } from './exchange.ts';
import { namesIn, type Spelling, type SpelledSecrets } from './spelled-secrets.ts';

/**
 * The request as a shell command that reads secrets from environment variables. Long and binary bodies are named, not shown.
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
    quote(withEncoding(url), spelled.url),
  ];
  const isSentByUser = (name: string): boolean => spelled.user !== undefined && /^authorization$/i.test(name);
  if (spelled.user !== undefined) words.push('-u', quote(spelled.user));
  // `-H 'name:'` removes a header; `-H 'name;'` sends it empty.
  for (const [name, value] of Object.entries(headers))
    if (!isSentByUser(name)) words.push('-H', quote(value === '' ? `${name};` : `${name}: ${value}`));
  if (body !== undefined) {
    // curl sends every body as a form unless this header is set or removed.
    if (!Object.keys(headers).some((name) => /^content-type$/i.test(name))) words.push('-H', 'Content-Type:');
    words.push('--data-raw', quote(body, spelled.body));
  }
  return words.join(' ');
}

/** A URL parser encodes blanks, and an apostrophe in a query; curl refuses the one, and sends the other as it is. */
const withEncoding = (url: string): string =>
  url.replaceAll(' ', '%20').replace(/\?[^#]*/, (query) => query.replaceAll("'", '%27'));

/** A piece of a text with one kind of quoting. */
type Piece = { readonly text: string } | { readonly name: string; readonly isNextToWord: boolean };

/**
 * Single quotes, except around a `$NAME` that the shell must expand. Characters that a line cannot show are escaped, as on the
 * terminal.
 */
function quoteFor(text: string, spelling: Spelling, names: readonly string[] | undefined): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  const pieces = piecesOf(text, names);
  const hasNames = pieces.some((piece) => 'name' in piece);
  // Between double quotes the shell expands these characters; `!` may recall an earlier command.
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

/** Braces where the shell would read the following character as part of the name. */
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

/** A shell cannot encode these; Node can, and is installed, since it runs this program. */
const SPELL: Readonly<Record<Exclude<Spelling, 'plain'>, (value: string) => string>> = {
  percent: (value) => `encodeURIComponent(${value})`,
  query: (value) => `encodeURIComponent(${value}).replaceAll("\\x27","%27")`,
  json: (value) => `JSON.stringify(${value}).slice(1,-1)`,
};

const quoteName = ({ name }: { readonly name: string }, spelling: Spelling): string =>
  spelling === 'plain' ? `"$${name}"` : `"$(node -p '${SPELL[spelling](['process.env', name].join('.'))}')"`;

/** Control characters, invisible characters, and those that change the direction of text. */
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
