import { mapList, mapRecord } from '../../spec/records.ts';
import type { Json } from '../../spec/yaml.ts';
import { createSecretSearch } from './search.ts';

/** Replaces every known secret, in each form it can take, before anything is stored or shown. */
export type Redactor = {
  /** From now on `secret` is shown as `$NAME`. */
  readonly add: (secret: string, name: string) => void;
  readonly text: (text: string) => string;
  /** The same in every text of a JSON value, keys too. */
  readonly json: <T>(value: T) => T;
};

/** Headers whose value is never shown, whatever it is. */
const HIDDEN_HEADERS = ['authorization', 'proxy-authorization', 'cookie', 'set-cookie'];

/** A credential of which nothing but its scheme and the name of its secret is left to see. */
const NAMED_CREDENTIAL = /^(?:(?:Bearer|Basic|Admin|Token) )?(?:token=)?"?\$[A-Z0-9_]+"?$/i;

export function createRedactor(): Redactor {
  const search = createSecretSearch();
  const text = (value: string): string => search.replace(value);
  return {
    text,
    json: (value) => mapTexts(value as Json, text) as typeof value,
    add: (secret, name) => search.add(secret, `$${name.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}`),
  };
}

function mapTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  if (typeof value === 'number') {
    const shown = change(String(value));
    return shown === String(value) ? value : shown;
  }
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return mapList(value as readonly Json[], (each) => mapTexts(each, change));
  return mapRecord(value as Readonly<Record<string, Json>>, (each) => mapTexts(each, change), change);
}

/** Headers as they may be shown: credentials keep their scheme and the name of their secret. */
export function showHeaders(
  headers: Readonly<Record<string, string>>,
  redactor: Redactor,
): Readonly<Record<string, string>> {
  return mapRecord(headers, (value, name) => {
    const shown = redactor.text(value);
    if (!HIDDEN_HEADERS.includes(name.toLowerCase()) || NAMED_CREDENTIAL.test(shown)) return shown;
    const scheme = /^(Bearer|Basic|Admin|Token) /i.exec(value)?.[0] ?? '';
    return `${scheme}***`;
  });
}
