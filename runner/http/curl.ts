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
  for (const [name, value] of Object.entries(request.headers)) words.push('-H', quote(`${name}: ${value}`));
  if (request.body !== undefined) words.push('--data-raw', quote(request.body));
  return words.join(' ');
}

/** Single quotes, except where a `$NAME` must reach the shell. */
function quote(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  if (/\$[A-Z][A-Z0-9_]*/.test(text)) return `"${text.replace(/["\\`]|\$(?![A-Z])/g, '\\$&')}"`;
  return `'${text.replaceAll("'", "'\\''")}'`;
}
