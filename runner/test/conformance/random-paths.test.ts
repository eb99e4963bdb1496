import { jsonpath } from 'json-p3';
import { query as queryDocument } from 'jsonpath-rfc9535';
import { expect, it } from 'vitest';
import type { TestPattern } from '../../language/matcher/match.ts';
import { parsePath } from '../../language/jsonpath/parse.ts';
import type { PathQuery } from '../../language/jsonpath/query.ts';
import { NodeSelection } from '../../language/jsonpath/select.ts';
import { RandomPaths } from './random-paths.ts';

const COUNT = 60_000;

const test: TestPattern = (pattern, text) => (new RegExp(pattern, 'u').test(text) ? 'matches' : 'differs');

it(`${COUNT} random paths find what implementations of RFC 9535 find`, () => {
  const random = new RandomPaths('paths');
  const differing: string[] = [];
  let nonEmpty = 0;
  for (let nth = 0; nth < COUNT; nth++) {
    const [document, path] = [random.document(), random.path()];
    const query = parsePath(path);
    if (picksFromMatches(query)) continue;
    const found = new NodeSelection(document, test).nodes(query).map(({ value }) => value);
    if (!agrees(found, path, document))
      differing.push(`${path} in ${JSON.stringify(document)}: ${JSON.stringify(found)}`);
    if (found.length > 0) nonEmpty++;
  }
  expect(differing).toEqual([]);
  expect(nonEmpty).toBeGreaterThan(COUNT / 10);
});

/**
 * Each of the two has a mistake or two (texts that are none in `match`, unions behind a filter; slices of short lists, the order
 * below `..`), and not the same ones.
 */
function agrees(found: readonly unknown[], path: string, document: unknown): boolean {
  const first = answerOf(() => jsonpath.query(path, document as never).values());
  if (first !== undefined && JSON.stringify(found) === JSON.stringify(first)) return true;
  const second = answerOf(() => queryDocument(document as never, path));
  return second !== undefined && sorted(found) === sorted(second);
}

const sorted = (values: readonly unknown[]): string =>
  JSON.stringify(values.map((each) => JSON.stringify(each)).toSorted());

/** Undefined where the implementation cannot read the path. */
function answerOf(ask: () => readonly unknown[]): readonly unknown[] | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

/** An index or slice directly behind a filter means something else here, and on purpose. */
function picksFromMatches(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { segments = [] } = value as Partial<PathQuery>;
  const isPicked = segments.some(
    ({ kind, selectors: [selector, ...others] }, at) =>
      at > 0 &&
      kind === 'child' &&
      others.length === 0 &&
      (selector!.kind === 'index' || selector!.kind === 'slice') &&
      segments[at - 1]!.selectors.every((each) => each.kind === 'filter'),
  );
  return isPicked || Object.values(value).some(picksFromMatches);
}
