import type { Answer } from '../answer.ts';
import { fillExpectedValue } from './expected-value.ts';
import { parseQuery } from '../jsonpath/jsonpath.ts';
import type { Match, TestPattern } from './match.ts';
import { match, problemOfMatcher } from './matcher.ts';
import { shorten } from '../shorten.ts';
import { fillPathText } from '../template/path-text.ts';
import { type Lookup, Rendering } from '../template/template.ts';
import type { Json } from '../yaml/yaml.ts';

/** What an answer should be: the shape of `expect` and of `until`. */
export type ExpectedAnswer = {
  readonly status?: Json;
  readonly headers: Readonly<Record<string, Json>>;
  /** JSONPath to a literal or a matcher. */
  readonly body: Readonly<Record<string, Json>>;
};

/** What is expected with its variables filled in, or why it cannot be. */
export type Filling =
  | { readonly filled: ExpectedAnswer }
  | { readonly missing: readonly string[] }
  | { readonly problem: string };

/** Fills in the expectations of an answer, and validates the values of variables as if they were written there. */
export function fillExpected({ status, headers, body }: ExpectedAnswer, lookup: Lookup): Filling {
  const work = new Rendering(lookup);
  const { missing, problems } = work;
  const fillEach = (
    expected: Readonly<Record<string, Json>>,
    place: 'header' | 'body',
  ): Readonly<Record<string, Json>> => {
    const entries = Object.entries(expected);
    if (entries.length === 0) return expected;
    return Object.fromEntries(
      entries.map(([key, wanted]) => [
        place === 'body' ? fillPathText(key, work) : work.flat(key),
        fillExpectedValue(wanted, place, work),
      ]),
    );
  };
  const filled: ExpectedAnswer = {
    headers: fillEach(headers, 'header'),
    body: fillEach(body, 'body'),
    ...(status !== undefined && { status: work.json(status) }),
  };
  if (problems[0] !== undefined) return { problem: problems[0] };
  if (missing.length > 0) return { missing };
  const problem = problemOfExpected(filled);
  return problem === undefined ? { filled } : { problem };
}

/** Only variables can cause these: written text was validated with the spec. */
function problemOfExpected({ headers, body }: ExpectedAnswer): string | undefined {
  for (const path of Object.keys(body)) {
    const result = parseQuery(path);
    if ('problem' in result) return `"${shorten(path)}" is not a JSONPath: ${problemOfFilled(result)}`;
  }
  for (const values of [headers, body])
    for (const value of Object.values(values)) {
      const problem = problemOfMatcher(value);
      if (problem !== undefined) return problem;
    }
  return undefined;
}

/**
 * A path without variables was validated with the spec. The text of this one may hold a part of a secret, so it is not quoted.
 */
const problemOfFilled = ({ offset }: { readonly offset: number }): string =>
  `with its variables filled in, the path cannot be read from character ${offset + 1} on`;

/** What a path finds in an answer, or why it cannot be evaluated. */
export type PathResult =
  | { readonly kind: 'values'; readonly values: readonly unknown[] }
  | { readonly kind: 'not-json' }
  | { readonly kind: 'problem'; readonly problem: string };

/** Evaluates a path on the JSON of an answer; its default applies only when asked for. */
export function findIn(
  { json, text }: Pick<Answer, 'json' | 'text'>,
  path: string,
  testPattern: TestPattern,
  missing: 'default' | 'nothing' = 'nothing',
): PathResult {
  const result = parseQuery(path);
  if ('problem' in result) return { kind: 'problem', problem: problemOfFilled(result) };
  const root = path === '$' && text !== undefined ? text : json;
  if (root === undefined) return { kind: 'not-json' };
  const { select, find } = result.query;
  const found = missing === 'default' ? select(root, testPattern) : find(root, testPattern);
  return 'problem' in found
    ? { kind: 'problem', problem: found.problem }
    : { kind: 'values', values: found.nodes };
}

/** Compares what a path finds with its expectation. An answer that is not JSON counts as nothing found. */
export function matchBody(
  answer: Pick<Answer, 'json' | 'text'>,
  path: string,
  wanted: Json,
  testPattern: TestPattern,
): Match {
  const found = findIn(answer, path, testPattern);
  switch (found.kind) {
    case 'values':
      return match(found.values, wanted, testPattern);
    case 'not-json':
      return { outcome: 'differs', expected: 'JSON', differing: [], isUnfit: true };
    case 'problem':
      return { outcome: 'not-made', reason: found.problem };
  }
}
