import { describe, expect, test } from 'vitest';
import type { KnownIssue } from '../../language/known-issue.ts';
import type { Check } from '../events.ts';
import { judgeKnown } from './known-issues.ts';
import { fakeHost, runSpec, specOf } from '../../test/run-fixture.ts';

const failed = (name: string, pointer?: string): Check => ({
  name,
  outcome: 'failed',
  severity: 'error',
  expected: null,
  actual: null,
  message: 'is wrong',
  line: 1,
  column: 1,
  length: 1,
  ...(pointer !== undefined && { pointer }),
});
const issue = (given: Partial<KnownIssue>): KnownIssue => ({
  checks: ['response-schema'],
  span: { start: 0, end: 1 },
  ...given,
});
const outcomes = (checks: readonly Check[], issues: readonly KnownIssue[], today = '2026-05-01') =>
  judgeKnown(checks, issues, today).checks.map((check) => check.outcome);

test('a failure that a known issue describes is known', () => {
  expect(outcomes([failed('response-schema', '/data/0/price')], [issue({ at: '/data/*/price' })])).toEqual([
    'known',
  ]);
});

test('a JSONPath describes the same place as a JSON Pointer', () => {
  expect(outcomes([failed('response-schema', '/data/0/price')], [issue({ at: '$.data[*].price' })])).toEqual([
    'known',
  ]);
  expect(outcomes([failed('response-schema', '/a b/c')], [issue({ at: "$['a b'].c" })])).toEqual(['known']);
});

test('another place, another check and a longer path are not known', () => {
  const issues = [issue({ at: '/data/*/price' })];
  expect(outcomes([failed('response-schema', '/data/0/name')], issues)).toEqual(['failed']);
  expect(outcomes([failed('response-format', '/data/0/price')], issues)).toEqual(['failed']);
  expect(outcomes([failed('response-schema', '/data/0/price/amount')], issues)).toEqual(['failed']);
});

test('an issue without a place speaks of the check wherever it fails', () => {
  expect(outcomes([failed('status')], [issue({ checks: ['status'] })])).toEqual(['known']);
});

test("a spec's own body check is found by its JSONPath", () => {
  expect(outcomes([failed('body $.a.b')], [issue({ checks: ['body'], at: '$.a.b' })])).toEqual(['known']);
  expect(outcomes([failed('body $.a.c')], [issue({ checks: ['body'], at: '$.a.b' })])).toEqual(['failed']);
});

test('the last day still counts, the day after does not and says so', () => {
  const issues = [issue({ until: '2026-05-01', ticket: 'PAY-7' })];
  expect(outcomes([failed('response-schema')], issues, '2026-05-01')).toEqual(['known']);
  const [expired] = judgeKnown([failed('response-schema')], issues, '2026-05-02').checks;
  expect(expired?.outcome).toBe('failed');
  expect(expired?.hint).toContain('2026-05-01 (PAY-7)');
});

test('what could not be checked is never a known issue', () => {
  expect(outcomes([{ ...failed('response-schema'), outcome: 'not-made' }], [issue({})])).toEqual([
    'not-made',
  ]);
});

describe('a known status', () => {
  const verdictOf = async (more: string, json: unknown = { id: 1 }, section = 'test') => {
    const step = `- { id: main, method: GET, path: /x, ${more} }`;
    const spec = specOf(
      section === 'test'
        ? { test: step }
        : { prerequisites: step, test: '- { id: a, method: GET, path: /y }' },
      'knownIssues: [{ check: status, until: 2030-01-01 }]\n',
    );
    const host = fakeHost(({ path }) =>
      path === '/x' ? { status: 503, json, headers: { 'x-a': 'b' } } : 200,
    );
    const ran = await runSpec(spec, host.send);
    return ran.step('main');
  };

  test.each([
    'expect: { status: 200, body: { $.id: 1 } }',
    'expect: { status: 200, headers: { content-type: { contains: json } } }',
    'expect: { status: 200, headers: { x-a: b } }',
    'expect: { status: 200, body: { $.id: { type: number } } }',
    'expect: { status: 200, body: { "$.*": { any: { gte: 1 } } } }',
    'expect: { status: 200, body: { $: { contains: { id: 1 } } } }',
    'expect: { status: 200, body: { $.zz: { exists: false }, $.id: 1 } }',
    'expect: { status: 200 }, extract: { id: $.id }',
  ])('is forgiven where something else held: %s', async (more) => {
    expect((await verdictOf(more)).verdict).toBe('passed');
  });

  test.each([
    'expect: { status: 200 }',
    'expect: { status: 200, maxMs: 9000 }',
    'expect: { status: 200 }, extract: { x: { path: $.nowhere, optional: true } }',
    'expect: { status: 200 }, extract: { x: { path: $.nowhere, default: 1 } }',
    `expect: { status: 200 }, extract: { x: "$.nowhere || 'a'" }`,
    'expect: { status: 200 }, extract: { x: $ }',
    'expect: { status: 200 }, extract: { x: { header: content-type } }',
    'expect: { status: 200, body: { $.zz: { exists: false } } }',
    'expect: { status: 200, body: { "$.zz[*]": { count: 0 } } }',
    'expect: { status: 200, body: { "$.zz[*]": { count: { in: [0, 1] } } } }',
    'expect: { status: 200, body: { $: { exists: true } } }',
    'expect: { status: 200, body: { $: { type: object } } }',
    'expect: { status: 200, body: { $: { minLength: 1 } } }',
    'expect: { status: 200, body: { $: { not: [] } } }',
    'expect: { status: 200, body: { $: { each: { type: object } } } }',
    'expect: { status: 200, body: { "$.*": { exists: true } } }',
    'expect: { status: 200, body: { "$..*": { count: { gte: 1 } } } }',
    'expect: { status: 200, body: { $.id: { not: abc } } }',
    'expect: { status: 200, body: { $.id: { notIn: [7] } } }',
    'expect: { status: 200, body: { $.id: { any: { not: abc } } } }',
    'expect: { status: 200, headers: { x-foo: { exists: false } } }',
    'expect: { status: 200, headers: { content-type: { exists: true } } }',
    'expect: { status: 200, headers: { content-type: { not: text/html } } }',
    'expect: { status: 200, headers: { content-type: { minLength: 1 } } }',
  ])('is not where nothing else did: %s', async (more) => {
    const { verdict, checks } = await verdictOf(more);
    expect(verdict).toBe('failed');
    expect(checks.find(({ name }) => name === 'status')?.hint).toContain('is not applied');
  });

  test('of a prerequisite is forgiven by the same rule', async () => {
    const verdict = async (more: string) => (await verdictOf(more, { id: 1 }, 'prerequisites')).verdict;
    expect(await verdict('expect: { status: 200 }')).toBe('failed');
    expect(await verdict('expect: { status: 200, body: { $.id: 1 } }')).toBe('passed');
  });

  test.each([
    ['$: { equals: {} }', {}],
    ['$: []', []],
    ['$.length: { gte: 0 }', []],
  ])('is not where an empty answer held: %s', async (body, json) => {
    expect((await verdictOf(`expect: { status: 200, body: { ${body} } }`, json)).verdict).toBe('failed');
  });
});

test('the name of a header is compared as it is written', () => {
  const issues = [issue({ checks: ['header'], at: 'X-A' })];
  expect(outcomes([failed('header x-a')], issues)).toEqual(['known']);
  expect(outcomes([failed('header X-B')], issues)).toEqual(['failed']);
});

test('a path with a filter or a descent is compared as it is written', () => {
  expect(outcomes([failed('body $..id')], [issue({ checks: ['body'], at: '$.id' })])).toEqual(['failed']);
  expect(outcomes([failed('body $..id')], [issue({ checks: ['body'], at: '$..id' })])).toEqual(['known']);
});

test('a known issue that lasts more than a year is said on every run', async () => {
  const warningsOf = async (until: string) => {
    const issues = `knownIssues: [{ check: status, reason: r, until: ${until} }]\n`;
    const spec = specOf({ test: '- { id: a, method: GET, path: /x }' }, issues);
    const { warnings } = await runSpec(spec, fakeHost(() => 200).send);
    return warnings.filter((each) => each.includes('never expires'));
  };
  expect(await warningsOf('2027-03-05')).toEqual([expect.stringContaining('2027-03-05')]);
  expect(await warningsOf('9999-12-31')).toHaveLength(1);
  expect(await warningsOf('2027-03-04')).toEqual([]);
});

test('an older known data issue without a day is said on every run', async () => {
  const spec = specOf({ test: '- { id: a, method: GET, path: /x }' }, 'knownDataIssues: [{ path: $.a }]\n');
  const { verdict, warnings } = await runSpec(spec, fakeHost(() => 200).send);
  expect(verdict).toBe('passed');
  expect(warnings).toEqual([expect.stringContaining('has no end')]);
});
