import type { Check } from '../../run/events.ts';
import { cut } from './text.ts';

/** A value as JSON on one line, cut when it is long. */
const jsonText = (value: unknown, length: number): string => cut(JSON.stringify(value) ?? 'null', length);

/** What stands for a value where nothing was found; `null` would say that the answer has one. */
export const NOTHING = 'nothing';

type Values = { readonly expected: string; readonly actual: string };

/** What a check expected and found, as every format shows it; undefined where it compared no values. */
export function valuesOf({ expected, actual, isAbsent, outcome }: Check, length = 500): Values | undefined {
  // A check that could not be made, or that asks for no value, has null in both places.
  if (expected === null && actual === null && isAbsent !== true && outcome !== 'passed') return undefined;
  return {
    expected: jsonText(expected, length),
    actual: isAbsent === true ? NOTHING : jsonText(actual, length),
  };
}
