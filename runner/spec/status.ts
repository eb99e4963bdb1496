import { show } from './json-values.ts';
import type { Json } from './yaml.ts';

/** The statuses that are welcome: numbers, classes such as `2xx`, ranges such as `200-204`. Never empty. */
export type StatusSet = readonly (number | string)[];

export const anySuccess: StatusSet = ['2xx'];

/** Undefined when the value names no statuses. */
export function readStatuses(value: Json | undefined): StatusSet | undefined {
  const items: readonly Json[] = Array.isArray(value) ? value : value === undefined ? [] : [value as Json];
  const statuses = items.map((item) => {
    if (typeof item === 'number')
      return Number.isInteger(item) && item >= 100 && item <= 599 ? item : undefined;
    if (typeof item !== 'string') return undefined;
    const text = item.trim();
    if (/^[1-5]\d\d$/.test(text)) return Number(text);
    if (/^[1-5]xx$/i.test(text)) return text.toLowerCase();
    const range = /^([1-5]\d\d)\s*-\s*([1-5]\d\d)$/.exec(text);
    return range !== null && range[1]! <= range[2]! ? `${range[1]}-${range[2]}` : undefined;
  });
  return statuses.length > 0 && statuses.every((each) => each !== undefined) ? statuses : undefined;
}

/** Why a value cannot be an expectation of statuses; undefined when it can. */
export function problemOfStatuses(value: Json | undefined): string | undefined {
  const statuses = readStatuses(value);
  if (statuses === undefined)
    return `expected a status such as 201, a list, or a range such as 2xx or "200-204", found ${show(value)}`;
  // Single statuses, however many are listed, are not all that there are.
  if (statuses.length < LAST - FIRST_FINAL && statuses.every((each) => typeof each === 'number'))
    return undefined;
  for (let status = FIRST_FINAL; status <= LAST; status++)
    if (!includesStatus(statuses, status)) return undefined;
  return `expected statuses that not every answer has, found ${describeStatuses(statuses)}`;
}

/** A status below it does not end a request. */
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
