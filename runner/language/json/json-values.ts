import { writeExactJson } from './exact-json.ts';
import { ExactNumber, isNumber, isSameNumber } from './exact-number.ts';
import { shorten } from '../shorten.ts';
import { asText } from '../template/template.ts';
import type { Json } from '../yaml/yaml.ts';

/** The limit for recursive walks: deeper values would overflow the stack. */
const MAX_NESTING = 500;

/** Whether a value is nested deeper than it can be compared or shown. */
export function isTooDeep(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false;
  let level: readonly object[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_NESTING) return true;
    const next: object[] = [];
    for (const each of level)
      for (const inner of Object.values(each))
        if (inner !== null && typeof inner === 'object') next.push(inner);
    level = next;
  }
  return false;
}

/** A value as a message shows it: JSON, cut after 200 characters. */
export function show(value: unknown): string {
  if (isTooDeep(value)) return 'a value that is nested too deep to be shown';
  return shorten(value === undefined ? 'nothing' : writeExactJson(value));
}

/** A value as reports keep it. */
export const shownValue = (value: unknown): Json =>
  value === undefined ? null : isTooDeep(value) ? show(value) : (value as Json);

export const isObjectValue = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);

/** Deep equality of JSON data; the order of keys does not count. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isNumber(a) && isNumber(b)) return isSameNumber(a, b);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b) || isNumber(a) || isNumber(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every(
      (key) =>
        Object.hasOwn(b, key) &&
        isEqual((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
    )
  );
}

/** Text contains text; a list contains an equal item, or one that contains the wanted map; a map contains its pairs. */
export function contains(actual: unknown, wanted: Json): boolean {
  if (typeof actual === 'string') return actual.includes(asText(wanted));
  if (Array.isArray(actual))
    return actual.some((each) => isEqual(each, wanted) || (isObjectValue(each) && contains(each, wanted)));
  if (!isObjectValue(actual) || !isObjectValue(wanted)) return false;
  return Object.entries(wanted).every(
    ([key, value]) => Object.hasOwn(actual, key) && isEqual(actual[key], value),
  );
}
