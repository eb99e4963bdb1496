import { SCHEME_WORDS } from '../../../environment/schemes.ts';
import { isSensitiveName } from './names.ts';

/** What an error response says of a field, as in `password: Must be longer`: several words, unlike a secret. */
export const isSentence = (value: string): boolean => /^\S+(?: \S+)+$/.test(value);

const PLACEHOLDER = new RegExp(
  String.raw`^(?:(?:(?:${SCHEME_WORDS}) )?(?:\$[A-Z0-9_]+|\*+|•+)|.*(?:\{\{|<<)[\s\S]*|null|true|false)$`,
  'i',
);

/** Whether a value is public: empty, the name of a secret, a template, stars. */
export const isPlaceholder = (value: string): boolean => value === '' || PLACEHOLDER.test(value);

/** The members that name a pair, as in `{ name: password, value: … }`. */
export const PAIR_NAME_KEYS = ['name', 'key', 'field'] as const;

/** A pair with a sensitive name; undefined for any other object. */
export function pairIn(
  members: Readonly<Record<string, unknown>>,
): { readonly name: string; readonly value: unknown } | undefined {
  const { value } = members;
  if (value === undefined) return undefined;
  for (const naming of PAIR_NAME_KEYS) {
    const name = members[naming];
    if (typeof name === 'string' && isSensitiveName(name)) return { name, value };
  }
  return undefined;
}

/** Shorter values match by chance elsewhere; they are hidden at their places only. */
export const MIN_SECRET_LENGTH = 8;

/** Calls `add` for each value of a sensitive name, at any depth, that is long enough to be searched for elsewhere. */
export function forEachSensitiveValue(value: unknown, add: (value: string, name: string) => void): void {
  const waiting: unknown[] = [value];
  for (let at = 0; at < waiting.length; at++) {
    const each = waiting[at];
    if (typeof each !== 'object' || each === null) continue;
    if (Array.isArray(each)) {
      for (const item of each as readonly unknown[])
        if (typeof item === 'object' && item !== null) waiting.push(item);
      continue;
    }
    const members = each as Readonly<Record<string, unknown>>;
    const pair = pairIn(members);
    if (pair !== undefined && typeof pair.value === 'string' && isLongEnough(pair.value))
      add(pair.value, pair.name);
    for (const key in members) {
      const inside = members[key];
      if (Array.isArray(inside) && isSensitiveName(key)) addItems(inside, key, add);
      if (typeof inside === 'object') waiting.push(inside);
      else if (
        typeof inside === 'string' &&
        inside.length >= MIN_SECRET_LENGTH &&
        isSensitiveName(key) &&
        !isPlaceholder(inside)
      )
        add(inside, key);
    }
  }
}

/** Adds each text of a list under a sensitive name, except the sentences of an error response. */
function addItems(items: readonly unknown[], name: string, add: (value: string, name: string) => void): void {
  for (const item of items)
    if (typeof item === 'string' && isLongEnough(item) && !isSentence(item)) add(item, name);
}

export const isLongEnough = (value: string): boolean =>
  value.length >= MIN_SECRET_LENGTH && !isPlaceholder(value);
