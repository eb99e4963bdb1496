import { expect, test } from 'vitest';
import type { Check, SpecResult, Verdict } from '../run/events.ts';
import { makeCheck } from '../test/report/sample-report.ts';
import { rootCauses } from './root-causes.ts';

type Given = {
  readonly file: string;
  readonly verdict?: Verdict;
  readonly url?: string;
  readonly method?: string;
  readonly reason?: string;
  readonly line?: number;
  readonly sent?: boolean;
  readonly answered?: number | null;
  readonly body?: string;
  readonly token?: string;
  readonly row?: string;
  readonly checks?: readonly Check[];
};

function result({
  file,
  verdict = 'blocked',
  url = 'https://api.test/things',
  method = 'GET',
  reason = 'status: expected 200, got 500',
  line = 12,
  sent = true,
  answered = 200,
  body = '',
  token = 'staff',
  row,
  checks = [],
}: Given): SpecResult {
  const request = sent ? { method, url } : null;
  const response = sent && answered !== null ? { status: answered, body } : null;
  const step = { id: 'first', section: 'test', reason, line, token, request, response, checks };
  const other = {
    ...step,
    id: 'other',
    reason: null,
    request: { method: 'PUT', url: 'https://api.test/other' },
  };
  return {
    file,
    verdict,
    ...(row !== undefined && { row }),
    decidedBy: 'first',
    diagnostics: [],
    steps: [other, step],
  } as unknown as SpecResult;
}

const many = (count: number, given: Omit<Given, 'file'> = {}): readonly SpecResult[] =>
  Array.from({ length: count }, (_, index) => result({ file: `specs/${index}.md`, ...given }));

test('the same request with the same reason in three specs is one cause', () => {
  expect(rootCauses(many(3))).toEqual([
    {
      what: 'GET https://api.test/things',
      reason: 'status: expected 200, got 500',
      count: 3,
      verdicts: { blocked: 3 },
      first: 'specs/0.md:12',
      specs: ['specs/0.md', 'specs/1.md', 'specs/2.md'],
    },
  ]);
});

test('what decides one spec is no cause of several', () => {
  expect(rootCauses(many(1))).toEqual([]);
});

test('results are joined whatever their verdicts', () => {
  const specs = [...many(3), result({ file: 'specs/x.md', verdict: 'failed' })];
  expect(rootCauses(specs)).toMatchObject([{ count: 4, verdicts: { failed: 1, blocked: 3 } }]);
});

const broken = (name: string, message: string, more: Partial<Check> = {}): readonly Check[] => [
  makeCheck({ name, message, outcome: 'not-made', ...more }),
];

test.each<[string, Omit<Given, 'file'>, Omit<Given, 'file'>, string]>([
  [
    'a token that did not come',
    { sent: false, checks: broken('token', 'the token "staff" could not be obtained'), line: 1 },
    { sent: false, checks: broken('token', 'the token "staff" could not be obtained'), line: 2 },
    'the token "staff"',
  ],
  [
    'a variable that is missing',
    { sent: false, checks: broken('variables', 'nobody provides {{id}}') },
    { sent: false, checks: broken('variables', 'nobody provides {{id}}'), verdict: 'errored' },
    '{{id}}',
  ],
  [
    'a host that does not answer',
    { answered: null, checks: broken('send', 'refused') },
    { answered: null, checks: broken('send', 'refused'), url: 'https://api.test/others' },
    'https://api.test',
  ],
  [
    'a status, whatever was expected instead',
    { answered: 500, checks: broken('status', 'expected 200, got 500', { outcome: 'failed' }) },
    { answered: 500, checks: broken('status', 'expected 201, got 500', { outcome: 'failed' }), reason: 'b' },
    'GET https://api.test/things',
  ],
  [
    'a promise of the API document',
    { checks: broken('response-schema', 'a', { document: { path: 'd.yaml', line: 7, column: 3 } }) },
    {
      checks: broken('response-schema', 'a', { document: { path: 'd.yaml', line: 7, column: 3 } }),
      url: 'https://api.test/others',
    },
    'd.yaml:7',
  ],
])('%s is one cause', (_what, one, another, what) => {
  const specs = [result({ file: 'a.md', ...one }), result({ file: 'b.md', ...another })];
  expect(rootCauses(specs)).toMatchObject([{ what, count: 2 }]);
});

const status = (expected: readonly (number | string)[], actual: number): readonly Check[] => [
  makeCheck({ name: 'status', message: 'a', outcome: 'failed', expected, actual }),
];

test.each<[string, Omit<Given, 'file'>, Omit<Given, 'file'>]>([
  [
    'an answer that says something else',
    { answered: 422, body: '{"error":"no amount"}', checks: status(['2xx'], 422) },
    { answered: 422, body: '{"error":"no such currency"}', checks: status(['2xx'], 422) },
  ],
  [
    'another code in it',
    { answered: 400, body: '{"code":1001}', checks: status([200], 400) },
    { answered: 400, body: '{"code":1002}', checks: status([200], 400) },
  ],
  [
    'a refusal that was waited for in vain, and another',
    { answered: 200, checks: status([401], 200) },
    { answered: 200, checks: status([404], 200) },
  ],
  [
    'another success than the one that was waited for',
    { answered: 200, checks: status([201], 200) },
    { answered: 200, checks: status([204], 200) },
  ],
  [
    'a refused token, and another one',
    { answered: 401, token: 'staff', checks: status([200], 401) },
    { answered: 401, token: 'admin', checks: status([200], 401) },
  ],
  [
    'a request without a token at another URL',
    { answered: 401, token: 'none', checks: status([200], 401) },
    { answered: 401, token: 'none', checks: status([200], 401), url: 'https://api.test/others' },
  ],
])('%s is another cause of the same status', (_what, one, another) => {
  const specs = [result({ file: 'a.md', ...one }), result({ file: 'b.md', ...another })];
  expect(rootCauses(specs)).toEqual([]);
});

test('ids and times in an answer make no other cause', () => {
  const bodyOf = (id: string, at: string) => `{"error":"no amount","request":"req_${id}","at":"${at}"}`;
  const given = { answered: 422, checks: status(['2xx'], 422) };
  const specs = [
    result({ file: 'a.md', ...given, body: bodyOf('01HQZX7K2M', '2026-03-01T10:00:00Z') }),
    result({ file: 'b.md', ...given, body: bodyOf('02AB44QQ81', '2026-03-01T10:00:07Z') }),
  ];
  expect(rootCauses(specs)).toMatchObject([{ count: 2, answer: specs[0]!.steps[1]!.response!.body }]);
});

test('a token that is refused at several URLs is one cause, with the answer', () => {
  const given = { answered: 401, body: '{"error":"account locked"}', checks: status(['2xx'], 401) };
  const specs = [
    result({ file: 'a.md', ...given }),
    result({ file: 'b.md', ...given, url: 'https://api.test/others' }),
  ];
  expect(rootCauses(specs)).toMatchObject([
    { what: 'the token "staff"', count: 2, answer: '{"error":"account locked"}' },
  ]);
  expect(rootCauses(many(2, given))).toMatchObject([{ what: 'GET https://api.test/things' }]);
});

test('a gateway that answers for a host is one cause at every URL, unless the API answers itself', () => {
  const given = { answered: 502, checks: status([200], 502) };
  const pair = (body: string) => [
    result({ file: 'a.md', ...given, body }),
    result({ file: 'b.md', ...given, body, url: 'https://api.test/others' }),
  ];
  for (const body of ['', '<html>Bad Gateway</html>'])
    expect(rootCauses(pair(body))).toMatchObject([
      { what: 'https://api.test', reason: 'a gateway answered 502 instead of the API', count: 2 },
    ]);
  expect(rootCauses(pair('{"error":"maintenance"}'))).toEqual([]);
});

test('the answer to a login is that of the cause', () => {
  const actual = { status: 403, body: '{"message":"account locked"}' };
  const checks = broken('token', 'the token "staff" could not be obtained', { actual });
  expect(rootCauses(many(2, { sent: false, checks }))).toMatchObject([
    { what: 'the token "staff"', answer: actual.body },
  ]);
});

test('each file is listed once, as often as it counts', () => {
  const rows = (file: string, ...names: readonly string[]) => names.map((row) => result({ file, row }));
  expect(rootCauses([...rows('a.md', 'euro', 'yen'), ...rows('b.md', 'euro')])).toMatchObject([
    { count: 2, specs: ['a.md (2 rows)', 'b.md [euro]'] },
  ]);
});

test('a mistake in a file that specs share is one cause', () => {
  const diagnostic = {
    rule: 'environment',
    severity: 'error',
    message: 'wrong',
    file: 'environments.yaml',
    line: 3,
  };
  const specs = ['a.md', 'b.md'].map((file) => {
    const { decidedBy: _decidedBy, ...rest } = result({ file, verdict: 'errored' });
    return { ...rest, diagnostics: [diagnostic] } as unknown as SpecResult;
  });
  expect(rootCauses(specs)).toMatchObject([{ what: 'environments.yaml:3', reason: 'wrong', count: 2 }]);
});

test.each<[string, Omit<Given, 'file'>]>([
  ['another reason', { reason: 'status: expected 200, got 404' }],
  ['another URL', { url: 'https://api.test/others' }],
  ['another method', { method: 'HEAD' }],
])('%s is another cause', (_what, given) => {
  expect(rootCauses([...many(1), result({ file: 'specs/x.md', ...given })])).toEqual([]);
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
  expect(rootCauses([...rows, ...many(2)])).toMatchObject([{ count: 3, first: 'specs/rows.md:12' }]);
});

test('the most common comes first', () => {
  const specs = [...many(3, { verdict: 'errored', reason: 'answer: refused' }), ...many(5)];
  expect(rootCauses(specs).map(({ verdicts }) => verdicts)).toEqual([{ blocked: 5 }, { errored: 3 }]);
});
