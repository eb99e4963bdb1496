import { expect, test } from 'vitest';
import type { SpecResult, StepResult, Verdict } from '../run/events.ts';
import { rootCauses } from './root-causes.ts';

type Given = {
  readonly file: string;
  readonly verdict?: Verdict;
  readonly url?: string;
  readonly method?: string;
  readonly reason?: string;
  readonly line?: number;
  readonly sent?: boolean;
};

function result({
  file,
  verdict = 'blocked',
  url = 'https://api.test/things',
  method = 'GET',
  reason = 'status: expected 200, got 500',
  line = 12,
  sent = true,
}: Given): SpecResult {
  const step = { id: 'first', reason, line, request: sent ? { method, url } : null } as unknown as StepResult;
  const other = { id: 'other', reason: null, request: { method: 'PUT', url: 'https://api.test/other' } };
  return { file, verdict, decidedBy: 'first', steps: [other, step] } as unknown as SpecResult;
}

const many = (count: number, given: Omit<Given, 'file'> = {}): readonly SpecResult[] =>
  Array.from({ length: count }, (_, index) => result({ file: `specs/${index}.md`, ...given }));

test('the same request with the same reason in three specs is one cause', () => {
  expect(rootCauses(many(3))).toEqual([
    {
      request: 'GET https://api.test/things',
      reason: 'status: expected 200, got 500',
      verdict: 'blocked',
      specs: 3,
      first: 'specs/0.md:12',
    },
  ]);
});

test('two alike are none', () => {
  expect(rootCauses(many(2))).toEqual([]);
});

test.each<[string, Omit<Given, 'file'>]>([
  ['another reason', { reason: 'status: expected 200, got 404' }],
  ['another URL', { url: 'https://api.test/others' }],
  ['another method', { method: 'HEAD' }],
  ['another verdict', { verdict: 'failed' }],
])('%s is another cause', (_what, given) => {
  expect(rootCauses([...many(2), result({ file: 'specs/x.md', ...given })])).toEqual([]);
  expect(rootCauses([...many(3), ...many(3, given)])).toHaveLength(2);
});

test.each<[string, Omit<Given, 'file'>]>([
  ['what passed', { verdict: 'passed' }],
  ['what was skipped', { verdict: 'skipped' }],
  ['a step that was never sent', { sent: false }],
])('%s is no cause', (_what, given) => {
  expect(rootCauses(many(5, given))).toEqual([]);
});

test('a spec that no step decided has none', () => {
  const specs = many(3).map(({ decidedBy: _decidedBy, ...rest }) => rest as SpecResult);
  expect(rootCauses(specs)).toEqual([]);
});

test('rows and turns of one document count as one', () => {
  const rows = Array.from({ length: 9 }, () => result({ file: 'specs/rows.md' }));
  expect(rootCauses(rows)).toEqual([]);
  expect(rootCauses([...rows, ...many(2)])).toMatchObject([{ specs: 3, first: 'specs/rows.md:12' }]);
});

test('the most common comes first', () => {
  const specs = [...many(3, { verdict: 'errored', reason: 'answer: refused' }), ...many(5)];
  expect(rootCauses(specs).map((cause) => [cause.verdict, cause.specs])).toEqual([
    ['blocked', 5],
    ['errored', 3],
  ]);
});
