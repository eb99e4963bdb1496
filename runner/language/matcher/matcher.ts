import { isEqual, isObjectValue, show } from '../json/json-values.ts';
import { NotChecked } from '../jsonpath/visits.ts';
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
import { valueMatchers } from './value-matchers.ts';
import type { Json } from '../yaml/yaml.ts';

/** Matchers for the values that a path finds, all together or one by one. */
const nodeMatchers: Readonly<Record<string, Matcher>> = {
  exists: {
    operand: 'flag',
    match: (values, operand) =>
      values.length > 0 === operand ? HELD : differs(nodeMatchers['exists']!.describe(operand)),
    problem: (operand) =>
      typeof operand === 'boolean' ? undefined : `expected true or false, found ${show(operand)}`,
    describe: (operand) => (operand === true ? 'to be there' : 'not to be there'),
    words: {
      holds: 'is there, or with `false` is not',
      example: '{ exists: true }',
      otherForms: {
        'exists: true': 'isdefined tobedefined ispresent isset toexist',
        'exists: false': 'isundefined tobeundefined isabsent notexists notexist doesnotexist ismissing',
      },
    },
  },
  not: {
    operand: 'matcher',
    match: (values, operand, testPattern) => {
      const describeNot = (): string => `not ${describe(operand)}`;
      if (values.length > 0 && isOfAll(operand))
        return negate(matchValues(values, operand, testPattern), describeNot());
      return matchEach(values, (value) => negate(matchValues([value], operand, testPattern)), describeNot);
    },
    problem: (operand) =>
      isObjectValue(operand) && Object.hasOwn(operand, 'exists')
        ? 'found nothing is a failure of its own: write exists: false'
        : problemOfInner(operand),
    describe: (operand) => `not ${describe(operand)}`,
    words: {
      holds: 'does not match what is inside',
      example: '{ not: failed }',
      otherNames: 'ne neq noteq notequal notequals notequalto isnot isnotequalto unequal',
      otherForms: {
        'not: { contains: … }': 'notcontain notcontains doesnotcontain excludes notinclude notincludes',
        'not: null': 'notnull isnotnull nonnull',
      },
    },
  },
  each: {
    operand: 'matcher',
    match: (values, operand, testPattern) =>
      matchEach(
        values,
        (value) => matchValues([value], operand, testPattern),
        () => describe(operand),
      ),
    problem: problemOfInner,
    describe: (operand) => `each ${describe(operand)}`,
    words: {
      holds: 'matches, for every node (the default)',
      example: '{ each: { gt: 0 } }',
      otherNames: 'every everyitem eachitem allitems foreach',
    },
    isOfAll: true,
  },
  any: {
    operand: 'matcher',
    match: (values, operand, testPattern) => {
      const all = values.map((value) => matchValues([value], operand, testPattern));
      if (all.some(({ outcome }) => outcome === 'held')) return HELD;
      return (
        all.find(({ outcome }) => outcome === 'not-made') ?? differs(`at least one: ${describe(operand)}`)
      );
    },
    problem: problemOfInner,
    describe: (operand) => `any ${describe(operand)}`,
    words: {
      holds: 'matches, for at least one node',
      example: '{ any: paid }',
      otherNames: 'some someitem anyitem atleastone',
    },
    isOfAll: true,
  },
  count: {
    operand: 'count',
    match: (values, operand, testPattern) => {
      const describeCount = `a count of ${describe(operand)}`;
      if (values.length === 0 && !namesZero(operand)) return differs(describeCount);
      const found = matchValues([values.length], operand, testPattern);
      return found.outcome === 'differs' ? differs(describeCount) : found;
    },
    problem: problemOfCount,
    describe: (operand) => `a count of ${describe(operand)}`,
    words: {
      holds: 'is one of this many nodes, or of a number of nodes that matches',
      example: '{ count: 2 }',
      isFieldName: true,
    },
    isOfAll: true,
  },
};

/** The one table of matchers. All matchers of a map must hold. */
const matchers: Readonly<Record<string, Matcher>> = { ...valueMatchers, ...nodeMatchers };

export const matcherNames: readonly string[] = Object.keys(matchers);

/** What the manual and the messages say of each matcher. */
export const matcherWords: readonly (readonly [name: string, words: MatcherWords])[] = Object.entries(
  matchers,
).map(([name, { words }]) => [name, words]);

/** What the operand of a matcher is. */
export const operandOf = (name: string): Operand => matchers[name]!.operand;

/** A map is a matcher when all its keys are matchers; any other value is an expected literal. */
export function isMatcher(wanted: Json): wanted is { readonly [name: string]: Json } {
  if (!isObjectValue(wanted)) return false;
  const keys = Object.keys(wanted);
  return keys.length > 0 && keys.every((key) => Object.hasOwn(matchers, key));
}

/**
 * Compares the values that a path finds with a literal or a matcher, which must hold for each of them. An empty list differs
 * from everything but `exists: false` and `count: 0`.
 */
export function match(values: readonly unknown[], wanted: Json, testPattern: TestPattern): Match {
  try {
    const parts = sizeOf(wanted);
    if (parts > 1) testPattern.visits?.count(values.length * parts);
    return matchValues(values, wanted, testPattern);
  } catch (error) {
    if (error instanceof NotChecked) return { outcome: 'not-made', reason: error.message };
    if (!(error instanceof RangeError)) throw error;
    return { outcome: 'not-made', reason: 'the value is nested too deep to be compared' };
  }
}

/** The number of parts that a value may be compared with. */
const sizeOf = (wanted: Json): number =>
  typeof wanted !== 'object' || wanted === null
    ? 1
    : Object.values(wanted).reduce((sum: number, part) => sum + sizeOf(part as Json), 0);

function matchValues(values: readonly unknown[], wanted: Json, testPattern: TestPattern): Match {
  if (!isMatcher(wanted))
    return matchEach(
      values,
      (value) => (isEqual(value, wanted) ? HELD : differs()),
      () => show(wanted),
    );
  let unknown: Match | undefined;
  for (const name of Object.keys(wanted)) {
    const found = matchers[name]!.match(values, wanted[name]!, testPattern);
    if (found.outcome === 'differs') return found;
    if (found.outcome === 'not-made') unknown ??= found;
  }
  return unknown ?? HELD;
}

function negate(found: Match, expected = ''): Match {
  switch (found.outcome) {
    case 'held':
      return differs(expected);
    case 'differs':
      return found.isUnfit ? differs(expected, [], true) : HELD;
    case 'not-made':
      return found;
  }
}

/** Whether a matcher is about all values together, so that its negation is, too. */
const isOfAll = (wanted: Json): boolean =>
  isMatcher(wanted) &&
  Object.entries(wanted).some(
    ([name, inner]) =>
      matchers[name]!.isOfAll === true || (matchers[name]!.operand === 'matcher' && isOfAll(inner as Json)),
  );

/** What is expected, in words. */
const describe = (wanted: Json): string =>
  isMatcher(wanted)
    ? Object.entries(wanted)
        .map(([name, operand]) => matchers[name]!.describe(operand as Json))
        .join(' and ')
    : show(wanted);

/** What is wrong with the operands of a matcher, such as an invalid pattern; undefined when nothing is. */
export function problemOfMatcher(wanted: Json): string | undefined {
  if (!isMatcher(wanted)) return undefined;
  if (wanted['exists'] === false && Object.keys(wanted).some((name) => name !== 'exists' && name !== 'count'))
    return 'exists: false stands alone: of what is not there, nothing else holds';
  for (const [name, operand] of Object.entries(wanted)) {
    const problem = problemOfOperand(name, operand as Json);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** What is wrong with one operand; one with a variable is validated after it is filled in. */
export function problemOfOperand(name: string, operand: Json): string | undefined {
  if (typeof operand === 'string' && /\{\{|<</.test(operand)) return undefined;
  const problem = matchers[name]!.problem(operand);
  return problem === undefined ? undefined : `${name}: ${problem}`;
}

function problemOfInner(operand: Json): string | undefined {
  return isObjectValue(operand) && Object.keys(operand).length === 0
    ? 'expected a literal or a matcher, found an empty map; equals: {} states one'
    : problemOfMatcher(operand);
}

/** Matchers that can be asked of a number, by their operands. */
const NUMERIC = (['literal', 'matcher', 'order', 'list'] as const).flatMap((kind) =>
  matcherNames.filter((name) => operandOf(name) === kind && matchers[name]!.isOfAll !== true),
);

function problemOfCount(operand: Json): string | undefined {
  if (!isMatcher(operand))
    return Number.isSafeInteger(operand) && (operand as number) >= 0
      ? undefined
      : `expected a whole number, or a matcher of one, found ${show(operand)}`;
  const other = Object.keys(operand).find((name) => !NUMERIC.includes(name));
  if (other !== undefined) return `${other} says nothing of a number; known here: ${NUMERIC.join(', ')}`;
  const { gt, gte } = operand;
  if ((typeof gte === 'number' && gte <= 0) || (typeof gt === 'number' && gt < 0))
    return 'every count is that large';
  return problemOfMatcher(operand);
}

/** Whether a count includes zero: only then an empty list matches. */
const namesZero = (operand: Json): boolean =>
  operand === 0 ||
  (isMatcher(operand) &&
    (operand['equals'] === 0 || (Array.isArray(operand['in']) && operand['in'].includes(0))));
