import { show } from '../json/json-values.ts';
import type { Json } from '../yaml/yaml.ts';

/** The expected statuses: numbers, classes such as `2xx`, ranges such as `200-204`. Never empty. */
export type StatusSet = readonly (number | string)[];

export const anySuccess: StatusSet = ['2xx'];

/** The statuses of a value, or why it cannot be an expectation of them. */
export type ReadStatuses = { readonly statuses: StatusSet } | { readonly problem: string };

const known = new WeakMap<object, ReadStatuses>();

/** Reads the statuses that a value expects; a list is read once, with its step, for all its requests. */
export function readStatuses(value: Json | undefined): ReadStatuses {
  if (typeof value !== 'object' || value === null) return readAnew(value);
  const before = known.get(value) ?? readAnew(value);
  known.set(value, before);
  return before;
}

function readAnew(value: Json | undefined): ReadStatuses {
  const items: readonly Json[] = Array.isArray(value) ? value : value === undefined ? [] : [value as Json];
  const statuses: (number | string)[] = [];
  for (const item of items) {
    const status = readStatus(item);
    if (status !== undefined) statuses.push(status);
  }
  if (statuses.length === 0 || statuses.length < items.length)
    return {
      problem: `expected a status such as 201, a list, or a range such as 2xx or "200-204", found ${show(value)}`,
    };
  return holdsForEvery(statuses)
    ? { problem: `expected statuses that not every answer has, found ${describeStatuses(statuses)}` }
    : { statuses };
}

function readStatus(item: Json): number | string | undefined {
  if (typeof item === 'number')
    return Number.isInteger(item) && item >= 100 && item <= 599 ? item : undefined;
  if (typeof item !== 'string') return undefined;
  const text = item.trim();
  if (/^[1-5]\d\d$/.test(text)) return Number(text);
  if (/^[1-5]xx$/i.test(text)) return text.toLowerCase();
  const range = /^([1-5]\d\d)\s*-\s*([1-5]\d\d)$/.exec(text);
  return range !== null && range[1]! <= range[2]! ? `${range[1]}-${range[2]}` : undefined;
}

function holdsForEvery(statuses: StatusSet): boolean {
  // A list of single statuses is never complete, however long.
  if (statuses.length < LAST - FIRST_FINAL && statuses.every((each) => typeof each === 'number'))
    return false;
  for (let status = FIRST_FINAL; status <= LAST; status++)
    if (!includesStatus(statuses, status)) return false;
  return true;
}

/** Lower statuses are informational and do not end a request. */
const FIRST_FINAL = 200;
const LAST = 599;

export function includesStatus(statuses: StatusSet, status: number): boolean {
  return statuses.some((each) => {
    if (typeof each === 'number') return each === status;
    if (each.endsWith('xx')) return Math.floor(status / 100) === Number(each[0]);
    const [from, to] = each.split('-').map(Number);
    return status >= from! && status <= to!;
  });
}

/** "201", "200 or 201", "any 2xx". */
export function describeStatuses(statuses: StatusSet): string {
  return statuses.map((each) => (String(each).endsWith('xx') ? `any ${each}` : String(each))).join(' or ');
}
