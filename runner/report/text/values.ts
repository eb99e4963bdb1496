import type { Check } from '../../run/events.ts';
import { cut } from './text.ts';

/** A value as JSON on one line, cut if it is long. */
const jsonText = (value: unknown, length: number): string => cut(JSON.stringify(value) ?? 'null', length);

/** Stands for a missing value; `null` would mean that the response has one. */
export const NOTHING = 'nothing';

type Values = { readonly expected: string; readonly actual: string };

/** What a check expected and found, the same in every format; undefined if it compared no values. */
export function valuesOf({ expected, actual, isAbsent, outcome }: Check, length = 500): Values | undefined {
  // A check that could not be made, or that expects no value, has null in both.
  if (expected === null && actual === null && isAbsent !== true && outcome !== 'passed') return undefined;
  return {
    expected: jsonText(expected, length),
    actual: isAbsent === true ? NOTHING : jsonText(actual, length),
  };
}
