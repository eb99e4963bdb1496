/**
 * A record with its values, and its keys if asked, changed; the same object when nothing changes. A key called
 * `__proto__` stays an ordinary key.
 */
export function mapRecord<T>(
  record: Readonly<Record<string, T>>,
  change: (value: T, key: string) => T,
  changeKey?: (key: string) => string,
): Readonly<Record<string, T>> {
  let changed: [string, T][] | undefined;
  const keys = Object.keys(record);
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at]!;
    const before = record[key]!;
    const name = changeKey === undefined ? key : changeKey(key);
    const value = change(before, key);
    if (changed === undefined) {
      if (value === before && name === key) continue;
      changed = keys.slice(0, at).map((each) => [each, record[each]!]);
    }
    changed.push([name, value]);
  }
  return changed === undefined ? record : Object.fromEntries(changed);
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
