import type { Visits } from '../jsonpath/visits.ts';
import type { Json } from '../yaml/yaml.ts';

/** The outcome of comparing values with a literal or a matcher. */
export type Match =
  | { readonly outcome: 'held' }
  | {
      readonly outcome: 'differs';
      readonly expected: string;
      /** The indices of the values that do not match; empty when the matcher is about all of them together. */
      readonly differing: readonly number[];
      /** The matcher does not apply to such a value, so its negation does not hold either. */
      readonly isUnfit: boolean;
    }
  /** Nothing is known, and so nothing about the negation. */
  | { readonly outcome: 'not-made'; readonly reason: string };

/** Tests a text against an author's pattern, within a limit of time and length. */
export type TestPattern = {
  (pattern: string, text: string): 'matches' | 'differs' | 'given-up';
  /** The visits that all paths of the answer share; each path has its own when absent. */
  readonly visits?: Visits;
};

/**
 * What the operand of a matcher is, and so how it is read, filled in and held against a header: any value, what a value contains,
 * a text, a number or a text in its order, a list of values, a length, the name of a format, names of types, true or false, a
 * matcher in turn, or a matcher of a number.
 */
export type Operand =
  | 'literal'
  | 'part'
  | 'text'
  | 'order'
  | 'list'
  | 'length'
  | 'format'
  | 'types'
  | 'flag'
  | 'matcher'
  | 'count';

/** What the manual and the messages say of a matcher. */
export type MatcherWords = {
  /** Completes "holds where the value …". */
  readonly holds: string;
  /** One right use. */
  readonly example: string;
  /** What other tools call it, without case, `_`, `-` and `$`; separated by blanks. */
  readonly otherNames?: string;
  /** What other tools have a name for, and what is written here with this matcher. */
  readonly otherForms?: Readonly<Record<string, string>>;
  /** The name is a common name of fields too. */
  readonly isFieldName?: true;
};

/** One row of the table of matchers. */
export type Matcher = {
  readonly operand: Operand;
  /** Compares the values that a path finds with the operand. */
  readonly match: (values: readonly unknown[], operand: Json, testPattern: TestPattern) => Match;
  /** Why an operand is invalid; undefined when it is valid. */
  readonly problem: (operand: Json) => string | undefined;
  /** What is expected, in words. */
  readonly describe: (operand: Json) => string;
  readonly words: MatcherWords;
  /** It asks about all values together, so that its negation does too. */
  readonly isOfAll?: true;
};

export const HELD: Match = { outcome: 'held' };

export const differs = (expected = '', differing: readonly number[] = [], isUnfit = false): Match => ({
  outcome: 'differs',
  expected,
  differing,
  isUnfit,
});

/** Applies a test to each value; a value that differs decides, then one that is unknown. An empty list differs. */
export function matchEach(
  values: readonly unknown[],
  test: (value: unknown) => Match,
  describe: () => string,
): Match {
  let differing: number[] | undefined;
  let isUnfit = false;
  let unknown: Match | undefined;
  for (let at = 0; at < values.length; at++) {
    const found = test(values[at]);
    if (found.outcome === 'not-made') unknown ??= found;
    if (found.outcome !== 'differs') continue;
    differing ??= [];
    differing.push(at);
    isUnfit ||= found.isUnfit;
  }
  if (values.length === 0 || differing !== undefined) return differs(describe(), differing, isUnfit);
  return unknown ?? HELD;
}
