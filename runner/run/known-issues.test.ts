import { describe, expect, test } from 'vitest';
import type { KnownIssue } from '../spec/metadata.ts';
import type { Check } from './events.ts';
import { judgeKnown } from './known-issues.ts';
import { fakeHost, runSpec, specOf } from '../test/run-fixture.ts';

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
    const host = fakeHost(({ path }) => (path === '/x' ? { status: 503, json } : 200));
    const ran = await runSpec(spec, host.send);
    return ran.step('main');
  };

  test.each([
    'expect: { status: 200, body: { $.id: 1 } }',
    'expect: { status: 200, headers: { content-type: { contains: json } } }',
    'expect: { status: 200 }, extract: { id: $.id }',
  ])('is forgiven where something else held: %s', async (more) => {
    expect((await verdictOf(more)).verdict).toBe('passed');
  });

  test.each([
    'expect: { status: 200 }',
    'expect: { status: 200, maxMs: 9000 }',
    'expect: { status: 200 }, extract: { x: { path: $.nowhere, optional: true } }',
    'expect: { status: 200 }, extract: { x: { path: $.nowhere, default: 1 } }',
  ])('is not where nothing else did: %s', async (more) => {
    const { verdict, checks } = await verdictOf(more);
    expect(verdict).toBe('failed');
    expect(checks.find(({ name }) => name === 'status')?.hint).toContain('is not applied');
  });

  test('of a prerequisite is forgiven all the same', async () => {
    expect((await verdictOf('expect: { status: 200 }', {}, 'prerequisites')).verdict).toBe('passed');
  });
});

test('an older known data issue without a day is said on every run', async () => {
  const spec = specOf({ test: '- { id: a, method: GET, path: /x }' }, 'knownDataIssues: [{ path: $.a }]\n');
  const { verdict, warnings } = await runSpec(spec, fakeHost(() => 200).send);
  expect(verdict).toBe('passed');
  expect(warnings).toEqual([expect.stringContaining('has no end')]);
});
