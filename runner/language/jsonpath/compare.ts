import { compareNumbers, isNumber, isSameNumber } from '../json/exact-number.ts';
import type { Operator } from './query.ts';
import { NotChecked, type Visits } from './visits.ts';

/** RFC 9535, section 2.3.5.2.2: strict, and `<` only between two numbers or two texts. Throws {@link NotChecked}. */
export function compareOperands(operator: Operator, a: unknown, b: unknown, visits: Visits): boolean {
  try {
    return compare(operator, a, b, visits);
  } catch (error) {
    if (error instanceof RangeError) throw new NotChecked('values are nested too deep to be compared');
    throw error;
  }
}

function compare(operator: Operator, a: unknown, b: unknown, visits: Visits): boolean {
  visits.countText(a);
  switch (operator) {
    case '==':
      return isSame(a, b, visits);
    case '!=':
      return !isSame(a, b, visits);
    default: {
      const order = compareValues(a, b);
      if (operator.endsWith('=') && isSame(a, b, visits)) return true;
      return order !== undefined && (operator.startsWith('<') ? order < 0 : order > 0);
    }
  }
}

/** Whether a text is written like a number. */
export const isDecimalText = (text: string): boolean => /^\s*[-+]?\d+(?:\.\d+)?\s*$/.test(text);

/** Deep equality of JSON values without conversions; a symbol equals only itself. */
function isSame(a: unknown, b: unknown, visits: Visits): boolean {
  if (a === b) return true;
  if (isNumber(a) || isNumber(b)) return isNumber(a) && isNumber(b) && isSameNumber(a, b);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((each, at) => {
      visits.count(1);
      return isSame(each, b[at], visits);
    });
  }
  const keys = Object.keys(a);
  visits.count(keys.length);
  return (
    keys.length === Object.keys(b).length &&
    keys.every(
      (key) =>
        Object.hasOwn(b, key) &&
        isSame((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], visits),
    )
  );
}

/** Below, at or above zero for two numbers or two texts (by code points); undefined for anything else. */
function compareValues(a: unknown, b: unknown): number | undefined {
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b);
  return typeof a === 'string' && typeof b === 'string' ? compareTexts(a, b) : undefined;
}

/** JavaScript's `<` compares UTF-16 units, which puts characters beyond U+FFFF before some below it. */
function compareTexts(a: string, b: string): number {
  for (let at = 0; at < a.length && at < b.length; at++)
    if (a[at] !== b[at]) return codePointOver(a, at) - codePointOver(b, at);
  return a.length - b.length;
}

/** The code point that the unit at `at` belongs to. */
function codePointOver(text: string, at: number): number {
  const isSecondUnit = /[\uDC00-\uDFFF]/.test(text[at]!) && /[\uD800-\uDBFF]/.test(text[at - 1] ?? '');
  return text.codePointAt(isSecondUnit ? at - 1 : at)!;
}
