import { asText } from './template.ts';
import type { Json } from './yaml.ts';

/** Whether a value is as promised, and if not, what was promised. */
export type Match = { readonly held: true } | { readonly held: false; readonly expected: string };

/** The value that was found; undefined when nothing was. */
type Test = (actual: unknown, wanted: Json) => boolean;

/** Longer texts are not tried against an author's pattern: it might backtrack for minutes. */
const MAX_PATTERN_INPUT = 20_000;

const FORMATS: Readonly<Record<string, RegExp>> = {
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  date: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
  'date-time': /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/,
  uri: /^[a-z][a-z0-9+.-]*:\/\/[^\s]+$/i,
  email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
};

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  array: Array.isArray,
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  null: (value) => value === null,
};

const lengthOf = (value: unknown): number =>
  typeof value === 'string' || Array.isArray(value)
    ? value.length
    : TYPES['object']!(value)
      ? Object.keys(value as object).length
      : Number.NaN;

const compare =
  (test: (a: number | string, b: number | string) => boolean): Test =>
  (actual, wanted) =>
    typeof actual === typeof wanted &&
    (typeof actual === 'number' || typeof actual === 'string') &&
    test(actual, wanted as number | string);

/** What can stand in a matcher map, such as `{ gt: 0, type: integer }`; all of them must hold. */
const tests: Readonly<Record<string, Test>> = {
  equals: (actual, wanted) => isEqual(actual, wanted),
  not: (actual, wanted) => actual !== undefined && !match(actual, wanted).held,
  contains: (actual, wanted) => contains(actual, wanted),
  matches: (actual, wanted) =>
    typeof actual === 'string' &&
    actual.length <= MAX_PATTERN_INPUT &&
    new RegExp(asText(wanted), 'u').test(actual),
  startsWith: (actual, wanted) => typeof actual === 'string' && actual.startsWith(asText(wanted)),
  endsWith: (actual, wanted) => typeof actual === 'string' && actual.endsWith(asText(wanted)),
  type: (actual, wanted) =>
    (Array.isArray(wanted) ? wanted : [wanted]).some((each) => TYPES[String(each)]?.(actual)),
  exists: (actual, wanted) => (actual !== undefined) === wanted,
  gt: compare((a, b) => a > b),
  gte: compare((a, b) => a >= b),
  lt: compare((a, b) => a < b),
  lte: compare((a, b) => a <= b),
  length: (actual, wanted) => lengthOf(actual) === wanted,
  minLength: (actual, wanted) => lengthOf(actual) >= (wanted as number),
  maxLength: (actual, wanted) => lengthOf(actual) <= (wanted as number),
  in: (actual, wanted) => Array.isArray(wanted) && wanted.some((each) => isEqual(actual, each)),
  notIn: (actual, wanted) =>
    actual !== undefined && Array.isArray(wanted) && !wanted.some((each) => isEqual(actual, each)),
  format: (actual, wanted) => typeof actual === 'string' && FORMATS[String(wanted)]?.test(actual) === true,
};

export const matcherNames: readonly string[] = Object.keys(tests);

/** A map is a matcher when all its keys are matcher names; any other value is the literal that is expected. */
export function isMatcher(wanted: Json): wanted is { readonly [name: string]: Json } {
  if (wanted === null || typeof wanted !== 'object' || Array.isArray(wanted)) return false;
  const keys = Object.keys(wanted);
  return keys.length > 0 && keys.every((key) => Object.hasOwn(tests, key));
}

/** Holds a value against a literal (deep equality, the order of keys apart) or a matcher map. */
export function match(actual: unknown, wanted: Json): Match {
  if (!isMatcher(wanted)) {
    return actual !== undefined && isEqual(actual, wanted)
      ? { held: true }
      : { held: false, expected: show(wanted) };
  }
  for (const [name, value] of Object.entries(wanted))
    if (!tests[name]!(actual, value as Json)) return { held: false, expected: describe(name, value as Json) };
  return { held: true };
}

/** What is wrong with the matcher itself, such as a pattern that is no pattern; undefined when nothing is. */
export function problemOfMatcher(wanted: Json): string | undefined {
  if (!isMatcher(wanted)) return undefined;
  for (const [name, value] of Object.entries(wanted)) {
    const problem = problemOfOperand(name, value as Json);
    if (problem !== undefined) return `${name}: ${problem}`;
  }
  return undefined;
}

function problemOfOperand(name: string, value: Json): string | undefined {
  if (typeof value === 'string' && /\{\{|<</.test(value)) return undefined;
  const expected = (what: string) => `expected ${what}, found ${show(value)}`;
  switch (name) {
    case 'matches':
      try {
        new RegExp(asText(value), 'u');
        return undefined;
      } catch (error) {
        return (error as Error).message;
      }
    case 'not':
      return problemOfMatcher(value);
    case 'exists':
      return typeof value === 'boolean' ? undefined : expected('true or false');
    case 'length':
    case 'minLength':
    case 'maxLength':
      return typeof value === 'number' ? undefined : expected('a number');
    case 'in':
    case 'notIn':
      return Array.isArray(value) ? undefined : expected('a list');
    case 'format':
      return Object.hasOwn(FORMATS, String(value))
        ? undefined
        : expected(`one of ${Object.keys(FORMATS).join(', ')}`);
    case 'type': {
      const unknown = (Array.isArray(value) ? value : [value]).find(
        (each) => !Object.hasOwn(TYPES, String(each)),
      );
      return unknown === undefined ? undefined : expected(`one of ${Object.keys(TYPES).join(', ')}`);
    }
    default:
      return undefined;
  }
}

function describe(name: string, wanted: Json): string {
  switch (name) {
    case 'equals':
      return show(wanted);
    case 'exists':
      return wanted === true ? 'to be there' : 'not to be there';
    case 'not':
      return `not ${
        isMatcher(wanted)
          ? Object.entries(wanted)
              .map(([key, value]) => describe(key, value))
              .join(' and ')
          : show(wanted)
      }`;
    case 'type':
      return `a value of type ${asText(wanted)}`;
    case 'format':
      return `a value in the format ${asText(wanted)}`;
    case 'gt':
      return `more than ${show(wanted)}`;
    case 'gte':
      return `at least ${show(wanted)}`;
    case 'lt':
      return `less than ${show(wanted)}`;
    case 'lte':
      return `at most ${show(wanted)}`;
    default:
      return `${name} ${show(wanted)}`;
  }
}

/** A value as a message shows it: JSON, cut after 200 characters. */
export function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}

export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
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
function contains(actual: unknown, wanted: Json): boolean {
  if (typeof actual === 'string') return actual.includes(asText(wanted));
  if (Array.isArray(actual))
    return actual.some((each) => isEqual(each, wanted) || (TYPES['object']!(each) && contains(each, wanted)));
  if (!TYPES['object']!(actual) || !TYPES['object']!(wanted)) return false;
  return Object.entries(wanted as object).every(
    ([key, value]) =>
      Object.hasOwn(actual as object, key) && isEqual((actual as Record<string, unknown>)[key], value),
  );
}
