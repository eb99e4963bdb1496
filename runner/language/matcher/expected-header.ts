import { type Answer, headerOf } from '../answer.ts';
import { type ExactNumber, isNumber, readNumber } from '../json/exact-number.ts';
import { isSameHeader } from './header-value.ts';
import { isDecimalText } from '../jsonpath/compare.ts';
import { HELD, type Match, type TestPattern } from './match.ts';
import { isMatcher, match, operandOf } from './matcher.ts';
import { mapRecord } from '../records.ts';
import type { Json } from '../yaml/yaml.ts';

/** Compares a header with its expectation: as text, or as a number for the matchers of order. */
export function matchHeader(answer: Answer, name: string, wanted: Json, testPattern: TestPattern): Match {
  const actual = headerOf(answer, name);
  if (actual === undefined) return match([], wanted, testPattern);
  if (typeof wanted === 'string' && isSameHeader(name, actual, wanted)) return HELD;
  if (!isMatcher(wanted)) return match([actual], wanted, testPattern);
  let unknown: Match | undefined;
  for (const [key, operand] of Object.entries(wanted)) {
    const part: Json = { [key]: operand };
    const found = asksForNumber(part)
      ? match([numberOf(actual)], part, testPattern)
      : match([actual], withSame(part, name, actual), testPattern);
    if (found.outcome === 'differs') return found;
    if (found.outcome === 'not-made') unknown ??= found;
  }
  return unknown ?? HELD;
}

/** The same expectation with the actual header in place of each equivalent text, such as a media type in another spelling. */
function withSame(wanted: Json, name: string, actual: string): Json {
  if (typeof wanted === 'string') return isSameHeader(name, actual, wanted) ? actual : wanted;
  if (!isMatcher(wanted)) return wanted;
  return mapRecord(wanted, (value, key) => {
    const operand = operandOf(key);
    if (operand === 'list' && Array.isArray(value))
      return (value as readonly Json[]).map((each) => withSame(each, name, actual));
    return operand === 'literal' || operand === 'matcher' ? withSame(value, name, actual) : value;
  });
}

const asksForNumber = (wanted: Json): boolean =>
  isMatcher(wanted) &&
  Object.entries(wanted).every(([name, value]) => {
    const operand = operandOf(name);
    return operand === 'matcher' ? asksForNumber(value) : operand === 'order' && isNumber(value);
  });

const numberOf = (text: string): number | ExactNumber | string =>
  isDecimalText(text) ? readNumber(text.trim().replace(/^\+/, '')) : text;
