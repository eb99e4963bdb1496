/** A value under construction, before other code sees it. */
export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Adds the entries that are defined. */
export function addDefined<T extends object>(
  draft: T,
  more: { readonly [Key in keyof T]?: T[Key] | undefined },
): T {
  for (const key of Object.keys(more) as (keyof T)[])
    if (more[key] !== undefined) draft[key] = more[key] as T[typeof key];
  return draft;
}

/**
 * A record with its values, and on request its keys, changed; the same object when nothing changes. A key called `__proto__`
 * stays an ordinary key.
 */
export function mapRecord<T>(
  record: Readonly<Record<string, T>>,
  change: (value: T, key: string) => T,
  changeKey?: (key: string) => string,
): Readonly<Record<string, T>> {
  let isChanged = false;
  const names = Object.keys(record);
  if (names.length === 0) return record;
  const values: T[] = [];
  for (let at = 0; at < names.length; at++) {
    const key = names[at]!;
    const before = record[key]!;
    if (changeKey !== undefined) names[at] = changeKey(key);
    const value = change(before, key);
    values.push(value);
    isChanged ||= value !== before || names[at] !== key;
  }
  if (!isChanged) return record;
  if (names.includes('__proto__')) return Object.fromEntries(names.map((name, at) => [name, values[at]!]));
  const changed: Record<string, T> = {};
  for (let at = 0; at < names.length; at++) changed[names[at]!] = values[at]!;
  return changed;
}

/** The same for a list. */
export function mapList<T>(list: readonly T[], change: (value: T) => T): readonly T[] {
  let changed: T[] | undefined;
  for (let at = 0; at < list.length; at++) {
    const value = change(list[at]!);
    if (changed === undefined) {
      if (value === list[at]) continue;
      changed = list.slice(0, at);
    }
    changed.push(value);
  }
  return changed ?? list;
}

/** An own property of JSON data, or the length of an array or string; undefined for anything else. */
export function ownProperty(value: unknown, key: string): unknown {
  if (key === 'length' && (Array.isArray(value) || typeof value === 'string')) return value.length;
  if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}
