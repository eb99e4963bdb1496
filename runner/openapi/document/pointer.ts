import { own } from './json.ts';

/** Decodes percent-encoding; badly encoded text stays unchanged. */
export function decodePercent(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const unescapeKey = (key: string): string => key.replaceAll('~1', '/').replaceAll('~0', '~');

/** Splits a plain JSON Pointer into keys: `/paths/~1v1` is `paths`, `/v1`. */
export const pointerKeys = (pointer: string): string[] => pointer.split('/').slice(1).map(unescapeKey);

/** Splits the fragment of a `$ref` into keys; only there a pointer is percent-encoded, too. */
export const fragmentKeys = (fragment: string): string[] =>
  fragment
    .split('/')
    .slice(1)
    .map((key) => unescapeKey(decodePercent(key)));

/** Extends a JSON Pointer by keys. */
export const extendPointer = (pointer: string, ...keys: readonly (string | number)[]): string =>
  pointer + keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** Looks up keys in a value; undefined if one of them is missing. */
export function lookUp(root: unknown, keys: readonly string[]): { readonly value: unknown } | undefined {
  let value = root;
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = own(value, key);
  }
  return { value };
}

/** Keys as a JSONPath: `data`, `0`, `a b` under an array is `$.data[0]['a b']`. */
export function jsonPath(keys: readonly (string | number)[]): string {
  let path = '$';
  for (const key of keys) {
    if (typeof key === 'number' || key === '*') path += `[${key}]`;
    else if (/^[A-Za-z_$][\w$]*$/.test(key)) path += `.${key}`;
    else path += `['${key.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}']`;
  }
  return path;
}

/** The keys of a pointer, array indexes as numbers, by walking the value. */
export function typedKeys(root: unknown, pointer: string): (string | number)[] {
  let value = root;
  return pointerKeys(pointer).map((key) => {
    const inArray = Array.isArray(value);
    value = own(value, key);
    return inArray ? Number(key) : key;
  });
}
