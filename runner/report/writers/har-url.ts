import { wellFormed } from '../text/well-formed.ts';

type Field = { readonly name: string; readonly value: string };

/** Characters that RFC 3986 does not allow; brackets are only allowed around an IPv6 address. */
const NOT_ALLOWED = /[^\w\-.~:/?@!$&'()*+,;=%]|%(?![\dA-Fa-f]{2})/gu;

/**
 * A URL for archives: absolute, encoded, without its fragment, which is never sent. A hidden host, as in `$API_URL/v1`, takes
 * the place of a host.
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

/** The fields of a URL's query, decoded, whatever its host. */
export function queryOf(url: string): readonly Field[] {
  const [beforeFragment = ''] = url.split('#', 1);
  const at = beforeFragment.indexOf('?');
  return at === -1 ? [] : fieldsOfQuery(beforeFragment.slice(at + 1));
}

/** The fields of a form, decoded. */
export const fieldsOfQuery = (query: string): readonly Field[] =>
  [...new URLSearchParams(query)].map(([name, value]) => ({ name, value }));
