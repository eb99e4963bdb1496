import { isObject } from '../../openapi/document/json.ts';
import type { Step } from '../../language/step/step.ts';

/** `filter[state]` belongs to a parameter of that name, to `filter`, or to `filter[]`; `ids[]` to `ids`. */
export const isQueryNameOf = (documented: string, sent: string): boolean =>
  documented === sent || documented.replace(/\[\]$/, '') === sent.replace(/\[.*$/s, '');

/** Names of the query parameters of a step, from its params and from its path. */
export function queryNames({ params, path }: Step): readonly string[] {
  const names = Object.entries(params).flatMap(([name, value]) =>
    isObject(value) ? Object.keys(value).map((key) => `${name}[${key}]`) : [name],
  );
  const inPath = (path.split('?')[1] ?? '').split('&').map((pair) => pair.split('=')[0]!);
  return [...new Set([...names, ...inPath.filter((name) => name !== '' && !name.startsWith('{{'))])];
}
