import { asText } from '../../language/template/template.ts';
import type { Json } from '../../language/yaml/yaml.ts';
import { isMap } from '../../environment/json-data.ts';

/** Appends the path to the base URL, and the parameters to the query that either may have. */
export function joinUrl(base: string, path: string, params: Readonly<Record<string, Json>>): string {
  const start = base.endsWith('/') ? base.replace(/\/+$/, '') : base;
  const url = start + (path.includes('#') ? path.replaceAll('#', '%23') : path);
  const query = queryString(params);
  return query === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`;
}

/** A map as a query or a form: percent-encoded pairs. */
export function queryString(params: Readonly<Record<string, Json>>): string {
  return pairsOf(params)
    .map(([name, value]) => `${encodeName(name)}=${encodeURIComponent(value)}`)
    .join('&');
}

/** Names stay as they are, brackets included; a list repeats its name, a map adds its keys in brackets. */
export function pairsOf(
  fields: Readonly<Record<string, Json>>,
): readonly (readonly [name: string, text: string])[] {
  const pairs: (readonly [string, string])[] = [];
  const add = (name: string, value: Json): void => {
    if (Array.isArray(value)) for (const each of value as readonly Json[]) add(name, each);
    else if (isMap(value)) for (const [key, each] of Object.entries(value)) add(`${name}[${key}]`, each);
    else pairs.push([name, asText(value)]);
  };
  for (const [name, value] of Object.entries(fields)) add(name, value);
  return pairs;
}

const encodeName = (name: string): string =>
  encodeURIComponent(name).replace(/%(5B|5D|24|2C|3A|40|2F)/g, (code) => decodeURIComponent(code));
