import { digitsOf, isExact, normalOf } from './exact.ts';

/**
 * A text that is the same for equal JSON values and for no others: members in any order, numbers by their value. Members are
 * only those that are written, whatever their names.
 */
export function keyOf(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (isExact(value)) return `x${normalOf(digitsOf(value))}`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(keyOf).join()}]`;
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${keyOf((value as Record<string, unknown>)[name])}`).join()}}`;
}
