import { digitsOf, isExact, normalOf } from './exact.ts';

/**
 * A text that is equal for equal JSON values only: members in any order, numbers by value. Only own members count, whatever
 * their names.
 */
export function keyOf(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (isExact(value)) return `x${normalOf(digitsOf(value))}`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(keyOf).join()}]`;
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${keyOf((value as Record<string, unknown>)[name])}`).join()}}`;
}
