import { writeExactJson } from '../json/exact-json.ts';
import { type ExactNumber, isNumber, readNumber } from '../json/exact-number.ts';
import { dataOf, Written } from './written.ts';

/** A helper receives the values of its arguments. It throws with a sentence when they are invalid. */
type Helper = (...args: readonly unknown[]) => unknown;

const DAY_MS = 86_400_000;

/** The helpers of `{{helper argument …}}`, with the names that Handlebars users know. */
export const helpers: Readonly<Record<string, Helper>> = {
  lowercase: (value) => text(value).toLowerCase(),
  uppercase: (value) => text(value).toUpperCase(),
  trim: (value) => text(value).trim(),
  replace: (value, from, to) => text(value).replaceAll(text(from), text(to)),
  append: (...parts) => parts.map(text).join(''),
  encodeURI: (value) => encodeURIComponent(text(value)),
  base64: (value) => btoa(String.fromCharCode(...new TextEncoder().encode(text(value)))),
  JSONstringify: (value) => writeExactJson(dataOf(value)),
  toNumber: (value) => exactNumber(value),

  add: (a, b) => number(a) + number(b),
  subtract: (a, b) => number(a) - number(b),
  multiply: (a, b) => number(a) * number(b),
  addDays: (date, days) => shift(date, number(days) * DAY_MS),
  addHours: (date, hours) => shift(date, (number(hours) * DAY_MS) / 24),
  addMinutes: (date, minutes) => shift(date, (number(minutes) * DAY_MS) / 1440),
  toTimestamp: (date) => Math.floor(instant(date) / 1000),
};

function text(value: unknown): string {
  if (value === undefined || value === null) throw new Error('an argument is missing');
  if (value instanceof Written) return value.text;
  return typeof value === 'object' ? writeExactJson(dataOf(value)) : String(value);
}

/** Keeps a number that a double would round as it is; arithmetic refuses it. */
function exactNumber(value: unknown): number | ExactNumber {
  if (isNumber(value)) return value;
  if (value instanceof Written) return exactNumber(value.value);
  const digits = typeof value === 'string' ? value.trim() : '';
  if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(digits)) return readNumber(digits);
  const result = digits === '' ? Number.NaN : Number(digits);
  if (Number.isNaN(result)) throw new Error(`expected a number, found ${JSON.stringify(value)}`);
  return result;
}

function number(value: unknown): number {
  const result = exactNumber(value);
  if (typeof result === 'number') return result;
  throw new Error(`${result.digits} has more digits than can be calculated with`);
}

function instant(value: unknown): number {
  if (value instanceof Written) return instant(value.value);
  const time = typeof value === 'number' ? value : Date.parse(text(value));
  if (Number.isNaN(time))
    throw new Error(`expected a date such as 2026-01-31, found ${JSON.stringify(value)}`);
  return time;
}

/** A date stays a date, a time stays a time. */
function shift(date: unknown, byMs: number): string {
  const shifted = new Date(instant(date) + byMs).toISOString();
  return typeof date === 'string' && /^\d{4}-\d\d-\d\d$/.test(date) ? shifted.slice(0, 10) : shifted;
}
