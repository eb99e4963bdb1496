import { ctrfText } from './text-of.ts';
import { describe, expect, it, test } from 'vitest';
import { problemsOfJson } from './json-schema.ts';
import { hostileReport, largeReport, makeReport, makeSpec, makeStep, sampleReport } from './sample-report.ts';
import { ABOUT_LINEAR, growthOf } from '../growth.ts';

type Test = Readonly<Record<string, unknown>> & { readonly filePath: string };
type Ctrf = {
  readonly results: { readonly summary: Record<string, unknown>; readonly tests: readonly Test[] };
};

const render = (report = sampleReport): Ctrf => JSON.parse(ctrfText(report, { version: '1.0.0' })) as Ctrf;
const testOf = (name: string): Test =>
  render().results.tests.find(({ filePath }) => filePath.includes(name))!;

describe('ctrf.json', () => {
  it.each([
    ['all verdicts', sampleReport],
    ['hostile text', hostileReport],
    ['no specs', makeReport([])],
    ['a spec at the top without an endpoint', makeReport([makeSpec({ file: 'a.md', endpoint: '' })])],
  ])('holds to the schema: %s', (_name, report) => {
    expect(problemsOfJson('ctrf.schema.json', render(report))).toEqual([]);
  });

  it('would not hold to it with a key of its own', () => {
    expect(problemsOfJson('ctrf.schema.json', { ...render(), verdict: 'passed' })).toHaveLength(1);
  });

  it('calls blocked and errored "other", never failed and never passed', () => {
    expect(
      ['get_items', 'wrong_price', 'blocked', 'unreachable', 'later'].map((name) => testOf(name)['status']),
    ).toEqual(['passed', 'failed', 'other', 'other', 'skipped']);
    expect(testOf('blocked')).toMatchObject({ rawStatus: 'blocked', extra: { verdict: 'blocked' } });
    expect(render().results.summary).toMatchObject({
      tests: 7,
      passed: 2,
      failed: 1,
      other: 3,
      skipped: 1,
      pending: 0,
    });
  });

  it('points at the line that was not kept', () => {
    expect(testOf('wrong_price')).toMatchObject({
      line: 31,
      suite: ['specs', 'sales'],
      message: 'body $.data.items[0].price: expected 11, got 10.5',
    });
    expect(testOf('unreadable')).toMatchObject({ line: 5 });
  });

  it('calls a spec flaky when the transport had to try again, not when a step waited', () => {
    expect(testOf('cleanup_fails')).toMatchObject({ retries: 0, flaky: false });
    const retried = [{ durationMs: 5, status: 503 }];
    const report = makeReport([makeSpec({ flaky: true, steps: [makeStep({ retried, attempts: 2 })] })]);
    expect(render(report).results.tests[0]).toMatchObject({ retries: 1, flaky: true });
    expect(render(report).results.summary).toMatchObject({ flaky: 1 });
  });

  it('has the tags of the spec, and tells its rows and turns apart', () => {
    expect(testOf('wrong_price')['tags']).toEqual(['money']);
    const specs = [makeSpec({ row: 'euro' }), makeSpec({ row: 'yen', turn: 2 })];
    expect(render(makeReport(specs)).results.tests.map((each) => each['name'])).toEqual([
      'GET /v1/items (get_items.md [euro])',
      'GET /v1/items (get_items.md [yen] [2])',
    ]);
  });

  it('renders 10,000 specs in a time that grows with their number', () => {
    expect(ctrfText(largeReport(10_000), { version: '1' }).length).toBeGreaterThan(10_000);
    expect(growthOf((count) => ctrfText(largeReport(count), { version: '1' }), 10_000)).toBeLessThan(
      ABOUT_LINEAR,
    );
  });
});

test('a spec that was tried again says what became of each try', () => {
  const retried = [
    { durationMs: 5.4, status: 503 },
    { durationMs: 7, error: 'connection refused' },
  ] as const;
  const report = makeReport([makeSpec({ flaky: true, steps: [makeStep({ retried })] })]);
  const document = JSON.parse(ctrfText(report, { version: '1.0.0' }));
  expect(problemsOfJson('ctrf.schema.json', document)).toEqual([]);
  expect(document.results.summary.flaky).toBe(1);
  expect(document.results.tests).toMatchObject([
    {
      status: 'passed',
      flaky: true,
      retries: 2,
      retryAttempts: [
        {
          attempt: 1,
          status: 'failed',
          duration: 5,
          message: 'test main_request: answered 503; tried again',
        },
        { attempt: 2, status: 'other', duration: 7 },
      ],
    },
  ]);
});
