import type { Answer } from './answer.ts';
import { type ExactNumber, isNumber, readNumber } from './exact-number.ts';
import { isSameHeader } from './header-value.ts';
import { isDecimalText } from './jsonpath/compare.ts';
import { HELD, type Match, type TestPattern } from './match.ts';
import { isMatcher, match } from './matcher.ts';
import type { Rendering } from './template.ts';
import { type Texts, textOfScalar, textsOf, toWritten } from './written.ts';
import { type Json, toJson, type YamlMap, type YamlNode } from './yaml.ts';

/** Matchers whose operand is a literal or a matcher in turn. */
const OF_MATCHERS = ['not', 'each', 'any'];

/** Matchers that hold a header against texts. */
const OF_TEXTS = ['equals', 'contains', 'matches', 'startsWith', 'endsWith', 'in', 'notIn', 'format'];

/** Matchers that hold a header against a number, where they say one. */
const OF_NUMBERS = ['gt', 'gte', 'lt', 'lte'];

/** What is expected of headers: a header is text, so a scalar is the text that it is written as. */
export const toExpectedHeaders = (map: YamlMap | undefined): Readonly<Record<string, Json>> =>
  Object.fromEntries((map?.entries ?? []).map(({ key, value }) => [key, toExpectedHeader(value)]));

function toExpectedHeader(node: YamlNode): Json {
  if (node.kind === 'scalar') return textOfScalar(node);
  const json = toJson(node);
  if (node.kind !== 'map' || !isMatcher(json)) return json;
  return Object.fromEntries(
    node.entries.map(({ key, value }) => [
      key,
      OF_MATCHERS.includes(key)
        ? toExpectedHeader(value)
        : OF_TEXTS.includes(key)
          ? textsOf(toWritten(value))
          : toJson(value),
    ]),
  );
}

/** Fills in what is expected of a header; a value that came out of a variable is text too. */
export function fillExpectedHeader(wanted: Json, work: Rendering): Json {
  if (!isMatcher(wanted)) return typeof wanted === 'string' ? work.flat(wanted) : work.json(wanted);
  return Object.fromEntries(
    Object.entries(wanted).map(([name, operand]) => [
      name,
      OF_MATCHERS.includes(name)
        ? fillExpectedHeader(operand, work)
        : OF_TEXTS.includes(name)
          ? work.texts(operand as Texts)
          : work.json(operand),
    ]),
  );
}

/** Holds a header against what is expected of it. It is text, and a number where it is asked to be more or less than one. */
export function matchHeader(
  { headers }: Answer,
  name: string,
  wanted: Json,
  testPattern: TestPattern,
): Match {
  const actual = headers[name.toLowerCase()];
  if (actual === undefined) return match([], wanted, testPattern);
  if (typeof wanted === 'string' && isSameHeader(name, actual, wanted)) return HELD;
  if (!isMatcher(wanted)) return match([actual], wanted, testPattern);
  let unknown: Match | undefined;
  for (const [key, operand] of Object.entries(wanted)) {
    const part: Json = { [key]: operand };
    const found = match([asksForNumber(part) ? numberOf(actual) : actual], part, testPattern);
    if (found.outcome === 'differs') return found;
    if (found.outcome === 'not-made') unknown ??= found;
  }
  return unknown ?? HELD;
}

const asksForNumber = (wanted: Json): boolean =>
  isMatcher(wanted) &&
  Object.entries(wanted).every(([name, operand]) =>
    OF_MATCHERS.includes(name) ? asksForNumber(operand) : OF_NUMBERS.includes(name) && isNumber(operand),
  );

const numberOf = (text: string): number | ExactNumber | string =>
  isDecimalText(text) ? readNumber(text.trim().replace(/^\+/, '')) : text;
