import { expect, test } from 'vitest';
import { renderSarif } from '../../report/writers/sarif.ts';
import { largeReport, makeCheck, makeReport, makeSpec, makeStep, sampleReport } from './sample-report.ts';

type Result = {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string };
      readonly region: object;
    };
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly occurrenceCount?: number;
  readonly suppressions?: readonly object[];
};

const runOf = (report = sampleReport) =>
  JSON.parse(renderSarif(report, { version: '1.0.0' })).runs[0] as {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly invocations: readonly {
      readonly executionSuccessful: boolean;
      readonly toolExecutionNotifications: readonly object[];
    }[];
    readonly results: readonly Result[];
  };

/** A spec that failed at one check. */
const failing = (
  check: Parameters<typeof makeCheck>[0],
  spec: Parameters<typeof makeSpec>[0] = {},
): ReturnType<typeof makeSpec> =>
  makeSpec({
    verdict: 'failed',
    decidedBy: 'main_request',
    steps: [makeStep({ verdict: 'failed', checks: [makeCheck({ outcome: 'failed', ...check })] })],
    ...spec,
  });

test('each spec that did not pass has an error at its line, and what was warned of a warning', () => {
  const { results, tool } = runOf();
  expect(
    results.map(({ level, ruleId, locations: [place] }) => [
      level,
      ruleId,
      place!.physicalLocation.artifactLocation.uri,
      place!.physicalLocation.region,
    ]),
  ).toEqual([
    ['error', 'body', 'specs/sales/wrong_price.md', { startLine: 31, startColumn: 15 }],
    ['error', 'status', 'specs/sales/orders/blocked.md', { startLine: 9, startColumn: 15 }],
    ['error', 'send', 'specs/links/unreachable.md', { startLine: 12, startColumn: 15 }],
    ['error', 'unknown-key', 'specs/links/unreadable.md', { startLine: 5, startColumn: 3 }],
    ['warning', 'response-schema', 'specs/sales/wrong_price.md', { startLine: 12, startColumn: 15 }],
    ['warning', 'status', 'specs/links/cleanup_fails.md', { startLine: 40, startColumn: 15 }],
  ]);
  for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]!.id).toBe(ruleId);
});

test('a spec that nothing explains has an error all the same', () => {
  const [result] = runOf(
    makeReport([makeSpec({ verdict: 'errored', reason: 'stopped', steps: [] })]),
  ).results;
  expect(result).toMatchObject({ ruleId: 'not-run', level: 'error' });
  expect(result!.message.text).toContain('stopped');
});

const fingerprint = (...args: Parameters<typeof failing>): string =>
  runOf(makeReport([failing(...args)])).results[0]!.partialFingerprints['verifyCheck/v1']!;

test('a result is the same the next night, whatever its line, value and item', () => {
  const check = { name: 'response-schema', pointer: '/items/3/id', actual: 1, line: 30 };
  expect(fingerprint({ ...check, pointer: '/items/4/id', actual: 2, line: 31 })).toBe(fingerprint(check));
});

test.each([
  ['check', { name: 'status' }, {}],
  ['place', { pointer: '/items/0/name' }, {}],
  ['spec', {}, { file: 'specs/other.md' }],
])('another %s is another result', (_what, check, spec) => {
  const base = { name: 'response-schema', pointer: '/items/3/id' };
  expect(fingerprint({ ...base, ...check }, spec)).not.toBe(fingerprint(base));
});

test('rows that fail alike are one result that counts and names them', () => {
  const rows = ['euro', 'yen', 'pound'].map((row) => failing({ message: 'expected 200, got 500' }, { row }));
  const { results } = runOf(makeReport(rows));
  expect(results).toHaveLength(1);
  expect(results[0]).toMatchObject({ occurrenceCount: 3 });
  expect(results[0]!.message.text).toContain('expected 200, got 500 (rows euro, yen, pound)');
});

test('a known issue is a suppressed result, so that it opens no alert', () => {
  const spec = makeSpec({ steps: [makeStep({ checks: [makeCheck({ outcome: 'known' })] })] });
  expect(runOf(makeReport([spec])).results).toMatchObject([
    { level: 'warning', suppressions: [{ kind: 'inSource' }] },
  ]);
});

test('no message holds a link', () => {
  const [result] = runOf(makeReport([failing({ message: 'see [this](1)' })])).results;
  expect(result!.message.text).toContain('see \\[this](1)');
});

test('what the gate decided and a stopped run are notifications', () => {
  const gate = { decision: 'closed', lines: ['specs/a.md failed'], notJudged: [] } as const;
  const [invocation] = runOf({ ...sampleReport, gate, interrupted: true }).invocations;
  expect(invocation).toMatchObject({
    executionSuccessful: false,
    toolExecutionNotifications: [
      { level: 'error', message: { text: 'gate: closed\n  specs/a.md failed' } },
      { level: 'error' },
    ],
  });
});

test('there are no more results than GitHub takes, errors first, and what is left out is said', () => {
  const { results, invocations } = runOf(largeReport(100_000));
  expect(results).toHaveLength(25_000);
  expect(results.every(({ level }) => level === 'error') || results[0]!.level === 'error').toBe(true);
  expect(JSON.stringify(invocations)).toMatch(/\d+ more results are left out/);
});
