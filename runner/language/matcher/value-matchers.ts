import { compareNumbers, isNumber } from '../json/exact-number.ts';
import { FORMATS } from './formats.ts';
import { contains, isEqual, isObjectValue, show } from '../json/json-values.ts';
import { differs, HELD, type Match, type Matcher, matchEach, type TestPattern } from './match.ts';
import { asText } from '../template/template.ts';
import { TYPES } from './value-types.ts';
import type { Json } from '../yaml/yaml.ts';

const DIFFERS = differs();
const UNFIT = differs('', [], true);

const expected = (what: string, operand: Json): string => `expected ${what}, found ${show(operand)}`;

/** An operand must have the named type, and be in the set. */
const must =
  (what: string, accepts: (operand: Json) => boolean): Matcher['problem'] =>
  (operand) =>
    accepts(operand) ? undefined : expected(what, operand);

/** A matcher that tests each value alone. */
const ofValue = (
  test: (value: unknown, operand: Json, testPattern: TestPattern) => boolean | Match,
  problem: Matcher['problem'],
  describe: Matcher['describe'],
): Matcher => ({
  match: (values, operand, testPattern) =>
    matchEach(
      values,
      (value) => {
        const found = test(value, operand, testPattern);
        return typeof found === 'boolean' ? (found ? HELD : DIFFERS) : found;
      },
      () => describe(operand),
    ),
  problem,
  describe,
});

const isScalarText = (operand: Json): boolean =>
  (typeof operand !== 'object' || isNumber(operand)) && asText(operand) !== '';

const text = (name: string, test: (value: string, operand: string) => boolean): Matcher =>
  ofValue(
    (value, operand) => (typeof value === 'string' ? test(value, asText(operand)) : UNFIT),
    must('a text that is not empty', isScalarText),
    (operand) => `${name} ${show(operand)}`,
  );

const isOrdered = (operand: Json): boolean =>
  typeof operand === 'number'
    ? Number.isFinite(operand)
    : isNumber(operand) || (typeof operand === 'string' && operand !== '');

/** Numbers compare with numbers and texts with texts; the order of a text and a number is undefined. */
const order = (word: string, test: (order: number) => boolean): Matcher =>
  ofValue(
    (value, operand) => {
      if (isNumber(value) && isNumber(operand)) return test(compareNumbers(value, operand));
      if (typeof value === 'string' && typeof operand === 'string')
        return test(value === operand ? 0 : value < operand ? -1 : 1);
      if (!isNumber(value)) return UNFIT;
      return { outcome: 'not-made', reason: `a number cannot be compared with the text ${show(operand)}` };
    },
    must('a number, or a text that is not empty', isOrdered),
    (operand) => `${word} ${show(operand)}`,
  );

const lengthOf = (value: unknown): number | undefined => {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return isObjectValue(value) ? Object.keys(value).length : undefined;
};

const isWhole = (operand: Json, minimum: number): boolean =>
  Number.isSafeInteger(operand) && (operand as number) >= minimum;

const size = (name: string, minimum: number, test: (length: number, operand: number) => boolean): Matcher =>
  ofValue(
    (value, operand) => {
      const length = lengthOf(value);
      return length === undefined ? UNFIT : test(length, operand as number);
    },
    must(`a whole number of at least ${minimum}`, (operand) => isWhole(operand, minimum)),
    (operand) => `${name} ${show(operand)}`,
  );

const list = (name: string, test: (value: unknown, operand: readonly Json[]) => boolean): Matcher =>
  ofValue(
    (value, operand) => test(value, operand as readonly Json[]),
    must('a list that is not empty', (operand) => Array.isArray(operand) && operand.length > 0),
    (operand) => `${name} ${show(operand)}`,
  );

const namesOf = (operand: Json): readonly string[] =>
  (Array.isArray(operand) ? operand : [operand]).map(String);

/** Types that together hold every value. */
const EVERY_TYPE = ['string', 'number', 'boolean', 'array', 'object', 'null'];

function problemOfType(operand: Json): string | undefined {
  const names = namesOf(operand);
  if (names.length === 0 || !names.every((name) => Object.hasOwn(TYPES, name)))
    return expected(`one of ${Object.keys(TYPES).join(', ')}`, operand);
  return EVERY_TYPE.every((name) => names.includes(name)) ? 'every value has one of these types' : undefined;
}

/** Short texts, so that no pattern takes long: every printable ASCII character, and some beyond. */
const PROBES: readonly string[] = [
  '',
  ...Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)),
  ...['\u0001', 'é', '\u{1f600}', 'a1', '1a', ' a', '{"a":1}'],
];

/** At its start, a pattern can limit the length of the text, or exclude something. */
const CLAIMS_MORE = /^\^(?:.*\{\d+(?:,\d+)?\}.*\$$|.*\(\?!)/s;

/** Whether a pattern matches every text, as `.*`, `^` and `x?` do. */
const matchesEverything = (pattern: RegExp): boolean =>
  [...PROBES, ...pattern.source].every((probe) => pattern.test(probe)) && !CLAIMS_MORE.test(pattern.source);

function problemOfPattern(operand: Json): string | undefined {
  if (!isScalarText(operand)) return expected('a pattern that is not empty', operand);
  try {
    const pattern = new RegExp(asText(operand), 'u');
    return matchesEverything(pattern) ? `the pattern ${show(operand)} matches every text` : undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function matchPattern(value: unknown, operand: Json, testPattern: TestPattern): boolean | Match {
  if (typeof value !== 'string') return UNFIT;
  const found = testPattern(asText(operand), value);
  if (found !== 'given-up') return found === 'matches';
  const reason = `the pattern ${show(operand)} takes too long, or a text of ${value.length} characters is too long for it`;
  return { outcome: 'not-made', reason };
}

/** A text and a list can contain anything, a map only the pairs of a map; the matcher does not apply to other values. */
const canContain = (value: unknown, operand: Json): boolean =>
  typeof value === 'string' || Array.isArray(value) || (isObjectValue(value) && isObjectValue(operand));

const isEmpty = (operand: Json): boolean =>
  asText(operand) === '' ||
  (typeof operand === 'object' && !isNumber(operand) && Object.keys(operand!).length === 0);

/** Matchers for one value. */
export const valueMatchers: Readonly<Record<string, Matcher>> = {
  equals: ofValue(isEqual, () => undefined, show),
  contains: ofValue(
    (value, operand) => (canContain(value, operand) ? contains(value, operand) : UNFIT),
    must('a text, an item or a map that is not empty', (operand) => !isEmpty(operand)),
    (operand) => `contains ${show(operand)}`,
  ),
  matches: ofValue(matchPattern, problemOfPattern, (operand) => `matches ${show(operand)}`),
  startsWith: text('startsWith', (value, operand) => value.startsWith(operand)),
  endsWith: text('endsWith', (value, operand) => value.endsWith(operand)),
  type: ofValue(
    (value, operand) => namesOf(operand).some((name) => Object.hasOwn(TYPES, name) && TYPES[name]!(value)),
    problemOfType,
    (operand) => `a value of type ${namesOf(operand).join(' or ')}`,
  ),
  gt: order('more than', (found) => found > 0),
  gte: order('at least', (found) => found >= 0),
  lt: order('less than', (found) => found < 0),
  lte: order('at most', (found) => found <= 0),
  length: size('length', 0, (length, operand) => length === operand),
  minLength: size('minLength', 1, (length, operand) => length >= operand),
  maxLength: size('maxLength', 0, (length, operand) => length <= operand),
  in: list('in', (value, operand) => operand.some((each) => isEqual(value, each))),
  notIn: list('notIn', (value, operand) => !operand.some((each) => isEqual(value, each))),
  format: ofValue(
    (value, operand) => (typeof value === 'string' ? FORMATS[String(operand)]?.(value) === true : UNFIT),
    must(`one of ${Object.keys(FORMATS).join(', ')}`, (operand) => Object.hasOwn(FORMATS, String(operand))),
    (operand) => `a value in the format ${asText(operand)}`,
  ),
};
