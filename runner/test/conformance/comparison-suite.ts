import { matchHeader } from '../../language/matcher/expected-header.ts';
import type { Match, TestPattern } from '../../language/matcher/match.ts';
import { match, problemOfMatcher } from '../../language/matcher/matcher.ts';
import type { Json } from '../../language/yaml/yaml.ts';
import { agreesIf, type Outcome, type Suite } from './suite.ts';
import own from './vectors/comparisons.json' with { type: 'json' };

/** An expectation about the values of a path or a header, and whether it holds. */
type ComparisonVector = { readonly wanted: Json; readonly holds: boolean } & (
  | { readonly values: readonly unknown[] }
  | { readonly header: string; readonly value: string }
);

export const ownComparisons: Suite = {
  name: 'our comparisons',
  vectors: (own.vectors as readonly ComparisonVector[]).map((vector) => ({
    name: JSON.stringify(vector),
    ask: () => outcomeOf(vector),
  })),
};

function outcomeOf(vector: ComparisonVector): Outcome {
  if (problemOfMatcher(vector.wanted) !== undefined) return 'refuse';
  const { outcome } = compare(vector);
  if (outcome === 'not-made') return 'refuse';
  return agreesIf((outcome === 'held') === vector.holds);
}

function compare(vector: ComparisonVector): Match {
  if ('values' in vector) return match(vector.values, vector.wanted, testPattern);
  const { header, value, wanted } = vector;
  const answer = { status: 200, headers: { [header.toLowerCase()]: value }, bodyBytes: 0, json: undefined };
  return matchHeader(answer, header, wanted, testPattern);
}

const testPattern: TestPattern = (pattern, text) =>
  new RegExp(pattern, 'u').test(text) ? 'matches' : 'differs';
