import { compareNumbers, isNumber } from '../json/exact-number.ts';
import { isObjectValue, show } from '../json/json-values.ts';
import { asText } from '../template/template.ts';
import type { Json } from '../yaml/yaml.ts';
import {
  differs,
  HELD,
  type Match,
  type Matcher,
  matchEach,
  type MatcherWords,
  type Operand,
  type TestPattern,
} from './match.ts';

const DIFFERS = differs();
export const UNFIT = differs('', [], true);

/** Says that an operand is none of what is named. */
export const expected = (what: string, operand: Json): string => `expected ${what}, found ${show(operand)}`;

/** An operand must have the named type, and be in the set. */
export const must =
  (what: string, accepts: (operand: Json) => boolean): Matcher['problem'] =>
  (operand) =>
    accepts(operand) ? undefined : expected(what, operand);

/** A matcher that tests each value alone. */
export const ofValue = (
  operand: Operand,
  test: (value: unknown, operand: Json, testPattern: TestPattern) => boolean | Match,
  problem: Matcher['problem'],
  describe: Matcher['describe'],
  words: MatcherWords,
): Matcher => ({
  operand,
  match: (values, wanted, testPattern) =>
    matchEach(
      values,
      (value) => {
        const found = test(value, wanted, testPattern);
        return typeof found === 'boolean' ? (found ? HELD : DIFFERS) : found;
      },
      () => describe(wanted),
    ),
  problem,
  describe,
  words,
});

/** Whether an operand can be written as a text that is not empty. */
export const isScalarText = (operand: Json): boolean =>
  (typeof operand !== 'object' || isNumber(operand)) && asText(operand) !== '';

/** A matcher of texts. */
export const ofText = (
  name: string,
  test: (value: string, operand: string) => boolean,
  words: MatcherWords,
): Matcher =>
  ofValue(
    'text',
    (value, operand) => (typeof value === 'string' ? test(value, asText(operand)) : UNFIT),
    must('a text that is not empty', isScalarText),
    (operand) => `${name} ${show(operand)}`,
    words,
  );

const isOrdered = (operand: Json): boolean =>
  typeof operand === 'number'
    ? Number.isFinite(operand)
    : isNumber(operand) || (typeof operand === 'string' && operand !== '');

/** Numbers compare with numbers and texts with texts; the order of a text and a number is undefined. */
export const ofOrder = (word: string, test: (order: number) => boolean, words: MatcherWords): Matcher =>
  ofValue(
    'order',
    (value, operand) => {
      if (isNumber(value) && isNumber(operand)) return test(compareNumbers(value, operand));
      if (typeof value === 'string' && typeof operand === 'string')
        return test(value === operand ? 0 : value < operand ? -1 : 1);
      if (!isNumber(value)) return UNFIT;
      return { outcome: 'not-made', reason: `a number cannot be compared with the text ${show(operand)}` };
    },
    must('a number, or a text that is not empty', isOrdered),
    (operand) => `${word} ${show(operand)}`,
    words,
  );

const lengthOf = (value: unknown): number | undefined => {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return isObjectValue(value) ? Object.keys(value).length : undefined;
};

const isWhole = (operand: Json, minimum: number): boolean =>
  Number.isSafeInteger(operand) && (operand as number) >= minimum;

/** A matcher of how many characters, items or keys there are. */
export const ofLength = (
  name: string,
  minimum: number,
  test: (length: number, operand: number) => boolean,
  words: MatcherWords,
): Matcher =>
  ofValue(
    'length',
    (value, operand) => {
      const length = lengthOf(value);
      return length === undefined ? UNFIT : test(length, operand as number);
    },
    must(`a whole number of at least ${minimum}`, (operand) => isWhole(operand, minimum)),
    (operand) => `${name} ${show(operand)}`,
    words,
  );

/** A matcher with a list of values. */
export const ofList = (
  name: string,
  test: (value: unknown, operand: readonly Json[]) => boolean,
  words: MatcherWords,
): Matcher =>
  ofValue(
    'list',
    (value, operand) => test(value, operand as readonly Json[]),
    must('a list that is not empty', (operand) => Array.isArray(operand) && operand.length > 0),
    (operand) => `${name} ${show(operand)}`,
    words,
  );
