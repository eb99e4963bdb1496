import { expect, test } from 'vitest';
import { renderPrometheus } from '../../report/writers/prometheus.ts';
import { readMetrics } from './metrics-reader.ts';
import { HOSTILE, largeReport, makeReport, makeSpec, sampleReport } from './sample-report.ts';
import type { Report } from '../../report/report.ts';

const metrics = (report: Report = sampleReport) => readMetrics(renderPrometheus(report));
const valuesOf = (name: string, report?: Report) =>
  metrics(report)
    .filter((sample) => sample.name === name)
    .map(({ labels, value }) => [labels, value]);

test('specs are counted by verdict', () => {
  expect(
    valuesOf('verify_specs').map(([labels, value]) => [(labels as { verdict: string }).verdict, value]),
  ).toEqual([
    ['passed', 2],
    ['failed', 1],
    ['blocked', 1],
    ['errored', 2],
    ['skipped', 1],
  ]);
});

test('a file that did not pass has a series with its verdict', () => {
  expect(valuesOf('verify_spec_failed')).toEqual([
    [{ file: 'specs/sales/wrong_price.md', verdict: 'failed', environment: 'sandbox' }, 1],
    [{ file: 'specs/sales/orders/blocked.md', verdict: 'blocked', environment: 'sandbox' }, 1],
    [{ file: 'specs/links/unreachable.md', verdict: 'errored', environment: 'sandbox' }, 1],
    [{ file: 'specs/links/unreadable.md', verdict: 'errored', environment: 'sandbox' }, 1],
  ]);
});

test('rows of a file are one series, with the worst of their verdicts', () => {
  const rows = [
    makeSpec({ row: 'a' }),
    makeSpec({ row: 'b', verdict: 'failed' }),
    makeSpec({ row: 'c', verdict: 'errored' }),
  ];
  expect(valuesOf('verify_spec_failed', makeReport(rows))).toMatchObject([[{ verdict: 'failed' }, 1]]);
});

test.each([
  ['passed', '2026-02-27T10:00:01.500Z', [0]],
  ['failed', '2026-02-27T10:00:01.500Z', [172_800]],
  ['failed', undefined, []],
  ['failed', '2099-01-01T00:00:00.000Z', []],
  ['failed', 'yesterday', []],
] as const)(
  'the proof of a spec that %s and was verified at %s is %j seconds old',
  (verdict, verifiedAt, ages) => {
    const report = makeReport([makeSpec({ verdict, ...(verifiedAt !== undefined && { verifiedAt }) })]);
    expect(valuesOf('verify_proof_age_seconds', report).map(([, age]) => age)).toEqual(ages);
  },
);

test('a gate is 1 when it is open, 0 when it is closed, and absent when none was asked for', () => {
  const gateOf = (decision: 'open' | 'closed') =>
    valuesOf('verify_gate_open', { ...sampleReport, gate: { decision, lines: [], notJudged: [] } });
  expect(gateOf('open')).toMatchObject([[{}, 1]]);
  expect(gateOf('closed')).toMatchObject([[{}, 0]]);
  expect(valuesOf('verify_gate_open')).toEqual([]);
});

test('a label keeps its name, whatever is in it', () => {
  const [[labels]] = valuesOf(
    'verify_spec_failed',
    makeReport([makeSpec({ file: `a"b\\c\n${HOSTILE}`, verdict: 'failed' })]),
  ) as [[{ file: string }]];
  expect(labels.file).toMatch(/^a"b\\c\n\\x00/);
});

test('files have at most a thousand series of a kind, and those left out are counted', () => {
  const report = largeReport(20_000);
  expect(valuesOf('verify_spec_failed', report)).toHaveLength(1_000);
  expect(valuesOf('verify_proof_age_seconds', report)).toHaveLength(1_000);
  expect(Number(valuesOf('verify_series_left_out', report)[0]![1])).toBeGreaterThan(10_000);
});
