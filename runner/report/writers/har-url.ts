import { wellFormed } from '../text/well-formed.ts';

type Field = { readonly name: string; readonly value: string };

/** Everything that RFC 3986 lets stand as it is; brackets only belong around the address of a host. */
const NOT_ALLOWED = /[^\w\-.~:/?@!$&'()*+,;=%]|%(?![\dA-Fa-f]{2})/gu;

/**
 * A URL as archives have it: absolute, encoded, without its fragment, which is never sent. A host that is hidden, as in
 * `$API_URL/v1`, stands in the place of a host.
 */
export function encodeUrl(url: string): string {
  const [withoutFragment = ''] = url.split('#', 1);
  const [, scheme = 'https://', host = '', rest = ''] =
    /^([a-z][a-z\d+.-]*:\/\/)?([^/?]*)(.*)$/is.exec(withoutFragment) ?? [];
  const shownHost = /^(?:[^@]*@)?\[[\da-f:.]+\](?::\d*)?$/i.test(host) ? host : encode(host);
  return `${scheme}${shownHost}${encode(rest)}`;
}

const encode = (text: string): string =>
  wellFormed(text).replace(NOT_ALLOWED, (char) => (char === '%' ? '%25' : percent(char)));

const percent = (char: string): string =>
  Array.from(Buffer.from(char), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');

/** The query of a URL, field by field and decoded, whatever its host. */
export function queryOf(url: string): readonly Field[] {
  const [beforeFragment = ''] = url.split('#', 1);
  const at = beforeFragment.indexOf('?');
  return at === -1 ? [] : fieldsOfQuery(beforeFragment.slice(at + 1));
}

/** The same of a form. */
export const fieldsOfQuery = (query: string): readonly Field[] =>
  [...new URLSearchParams(query)].map(([name, value]) => ({ name, value }));
