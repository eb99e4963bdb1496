import type { HttpRequest } from './exchange.ts';

/** The request as a command a person can paste into a POSIX shell. Long or binary bodies are named, not shown. */
export function toCurl(
  request: Pick<HttpRequest, 'method' | 'url' | 'headers'> & { readonly body?: string },
): string {
  // Without -g, curl reads brackets in a URL as a range.
  const words = [
    'curl',
    ...(/[[\]{}]/.test(request.url) ? ['-g'] : []),
    ...(request.method === 'HEAD' ? ['-I'] : ['-X', request.method]),
    quote(request.url),
  ];
  // Curl leaves out a header with nothing behind its colon, and sends an empty one for a semicolon.
  for (const [name, value] of Object.entries(request.headers))
    words.push('-H', quote(value === '' ? `${name};` : `${name}: ${value}`));
  if (request.body !== undefined) words.push('--data-raw', quote(request.body));
  return words.join(' ');
}

/**
 * Single quotes, except where a `$NAME` must reach the shell. The escapes of `$'…'` keep a command on one line, and are right
 * where control characters are shown as escapes.
 */
function quote(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  if (/[\u0000-\u001f\u007f]/.test(text)) return text.split(NAME).map(quoteEscaped).join('');
  if (/\$[A-Z][A-Z0-9_]*/.test(text)) return `"${text.replace(/["\\`]|\$(?![A-Z])/g, '\\$&')}"`;
  return `'${text.replaceAll("'", "'\\''")}'`;
}

const NAME = /(\$[A-Z][A-Z0-9_]*)/;
const ESCAPES: Readonly<Record<string, string>> = {
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\\': '\\\\',
  "'": "\\'",
};

/** Parts with an odd index are names. */
function quoteEscaped(part: string, index: number): string {
  if (part === '') return '';
  if (index % 2 === 1) return `"${part}"`;
  const escaped = part.replace(
    /[\u0000-\u001f\u007f\\']/g,
    (char) => ESCAPES[char] ?? `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `$'${escaped}'`;
}
