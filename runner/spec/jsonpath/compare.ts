import { compareNumbers, isNumber, isSameNumber } from '../exact-number.ts';
import type { Operator } from './query.ts';

/** RFC 9535, section 2.3.5.2.2: strict, and `<` only between two numbers or two texts. */
export function compareOperands(operator: Operator, a: unknown, b: unknown): boolean {
  switch (operator) {
    case '==':
      return isSame(a, b);
    case '!=':
      return !isSame(a, b);
    default: {
      const order = compareValues(a, b);
      if (operator.endsWith('=') && isSame(a, b)) return true;
      return order !== undefined && (operator.startsWith('<') ? order < 0 : order > 0);
    }
  }
}

/** Whether a text is written like a number. */
export const isDecimalText = (text: string): boolean => /^\s*[-+]?\d+(?:\.\d+)?\s*$/.test(text);

/** Deep equality of JSON values without conversions; a symbol equals only itself. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isNumber(a) || isNumber(b)) return isNumber(a) && isNumber(b) && isSameNumber(a, b);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((each, at) => isSame(each, b[at]))
    );
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every(
      (key) =>
        Object.hasOwn(b, key) &&
        isSame((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
    )
  );
}

/** Below, at or above zero for two numbers or two texts (by code points); undefined for anything else. */
function compareValues(a: unknown, b: unknown): number | undefined {
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b);
  return typeof a === 'string' && typeof b === 'string' ? compareTexts(a, b) : undefined;
}

/** JavaScript's `<` compares UTF-16 units, in which a rare character comes before some usual ones. */
function compareTexts(a: string, b: string): number {
  const [first, second] = [[...a], [...b]];
  for (let at = 0; at < first.length && at < second.length; at++) {
    const difference = first[at]!.codePointAt(0)! - second[at]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return first.length - second.length;
}
