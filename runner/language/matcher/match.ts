import type { Visits } from '../jsonpath/visits.ts';
import type { Json } from '../yaml/yaml.ts';

/** What became of holding values against a literal or a matcher. */
export type Match =
  | { readonly outcome: 'held' }
  | {
      readonly outcome: 'differs';
      readonly expected: string;
      /** Which of the values do not hold; empty when it is about all of them together. */
      readonly differing: readonly number[];
      /** The matcher says nothing of such a value, so its negation does not hold either. */
      readonly isUnfit: boolean;
    }
  /** Nothing is known, of the negation neither. */
  | { readonly outcome: 'not-made'; readonly reason: string };

/** Tries a text against an author's pattern, within a limit of time and length. */
export type TestPattern = {
  (pattern: string, text: string): 'matches' | 'differs' | 'given-up';
  /** What all paths of the answer may look at together; each has its own where it is absent. */
  readonly visits?: Visits;
};

/** One row of the table of matchers. */
export type Matcher = {
  /** Holds the values that a path finds against the operand. */
  readonly match: (values: readonly unknown[], operand: Json, testPattern: TestPattern) => Match;
  /** Why an operand cannot stand here; undefined when it can. */
  readonly problem: (operand: Json) => string | undefined;
  /** What is expected, in words. */
  readonly describe: (operand: Json) => string;
};

export const HELD: Match = { outcome: 'held' };

export const differs = (expected = '', differing: readonly number[] = [], isUnfit = false): Match => ({
  outcome: 'differs',
  expected,
  differing,
  isUnfit,
});

/** Asks the same of each value; one that differs decides, and else one that is not known. No value at all differs. */
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
