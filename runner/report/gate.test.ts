import { describe, expect, test } from 'vitest';
import type { SpecResult, Verdict } from '../run/events.ts';
import { makeCheck, makeReport, makeSpec, makeStep } from '../test/report/sample-report.ts';
import type { Report } from './fold.ts';
import { defaultGate, type GateInput, type GateRules, holdGate, percentagesOf } from './gate.ts';

const PROVEN = '2026-02-20T03:00:00.000Z';
const NOW = Date.parse('2026-03-02T03:00:00.000Z');
const DAY = 86_400_000;

const broken = (changes: Partial<SpecResult> = {}): SpecResult =>
  makeSpec({
    status: 'verified',
    verifiedAt: PROVEN,
    verdict: 'failed',
    reason: 'main_request: status: expected 200, got 500',
    decidedBy: 'main_request',
    steps: [
      makeStep({
        verdict: 'failed',
        checks: [makeCheck({ outcome: 'failed', line: 31, message: 'expected 200, got 500' })],
      }),
    ],
    ...changes,
  });

const hold = (
  report: Report | readonly SpecResult[],
  rules: Partial<GateRules> = {},
  input: Partial<GateInput> = {},
): readonly string[] =>
  holdGate(
    'specs' in report ? report : makeReport(report),
    { ...defaultGate, ...rules },
    { nowMs: NOW, coverage: {}, changed: new Set(), ...input },
  );

test('all is well when everything passed or was skipped', () => {
  expect(
    hold([makeSpec({ status: 'verified' }), makeSpec({ status: 'skipped', verdict: 'skipped' })]),
  ).toEqual([]);
});

describe('regressions', () => {
  test('a spec that was proven fails: its line, its last proof and why', () => {
    expect(hold([broken()])).toEqual([
      `regression: specs/sales/get_items.md:31 failed (last proven ${PROVEN}): main_request: status: expected 200, got 500`,
    ]);
  });

  test('since when, where earlier runs are known', () => {
    const since = '2026-02-27T03:00:00.000Z';
    for (const state of ['newly-failing', 'still-failing'] as const)
      expect(hold([broken({ trend: { state, since } })])[0]).toContain(`, failing since ${since})`);
    expect(hold([broken({ trend: { state: 'new', since } })])[0]).not.toContain('since');
  });

  test.each<Verdict>(['failed', 'blocked', 'errored'])('%s keeps the gate shut', (verdict) => {
    expect(hold([broken({ verdict })])).toHaveLength(1);
  });

  test('a verified spec without a date is one, too', () => {
    const { verifiedAt: _verifiedAt, ...undated } = broken();
    expect(hold([undated])[0]).toContain('get_items.md:31 failed (verified)');
  });

  test('one that has been written down as failed stays one until it passes', () => {
    expect(hold([broken({ status: 'failed' })])).toHaveLength(1);
    expect(hold([broken({ status: 'failed', verdict: 'passed' })])).toEqual([]);
  });

  test('what was never proven is none', () => {
    const { verifiedAt: _verifiedAt, ...undated } = broken({ status: 'failed' });
    expect(hold([undated])).toEqual([]);
  });

  test.each<Verdict>(['failed', 'blocked', 'errored'])('a pending spec that is %s never is', (verdict) => {
    expect(hold([broken({ status: 'pending', verdict })])).toEqual([]);
  });

  test('names the row, and the first line of a spec that cannot be read', () => {
    const unreadable = broken({
      row: 'euro',
      verdict: 'errored',
      steps: [],
      diagnostics: [{ rule: 'x', severity: 'error', message: 'unknown key', line: 5, column: 1, length: 1 }],
      reason: 'unknown key',
    });
    expect(hold([unreadable])[0]).toContain('get_items.md [euro]:5 errored');
  });

  test('names the file that is to be mended, where it is another', () => {
    const noToken = broken({
      verdict: 'errored',
      steps: [],
      diagnostics: [
        {
          rule: 'environment',
          severity: 'error',
          message: 'no',
          line: 3,
          column: 1,
          length: 1,
          file: 'environments.yaml',
        },
      ],
    });
    expect(hold([noToken])[0]).toContain('get_items.md (environments.yaml:3) errored');
  });

  test('are not asked for when the rules say so', () => {
    expect(hold([broken()], { regressions: false })).toEqual([]);
  });
});

describe('max failures', () => {
  const specs = [
    broken({ status: 'pending' }),
    broken({ status: 'pending', verdict: 'errored' }),
    makeSpec(),
  ];

  test('counts everything that did not pass, pending or not', () => {
    expect(hold(specs, { maxFailures: 1 })).toEqual(['max failures: at most 1 allowed, 2 did not pass']);
    expect(hold([broken({ status: 'pending' })], { maxFailures: 0 })).toHaveLength(1);
  });

  test('is met by as many', () => {
    expect(hold(specs, { maxFailures: 2 })).toEqual([]);
  });
});

describe('max age', () => {
  const old = (changes: Partial<SpecResult>) =>
    broken({ verdict: 'skipped', verifiedAt: PROVEN, ...changes });

  test('a proof that is too old', () => {
    expect(hold([old({})], { maxAgeMs: 7 * DAY })).toEqual([
      'max age: specs/sales/get_items.md was last proven 10 days ago, 7 days are allowed',
    ]);
    expect(hold([old({})], { maxAgeMs: 3 * 3_600_000 })[0]).toContain('3 hours are allowed');
  });

  test('a proof that is just young enough', () => {
    expect(hold([old({})], { maxAgeMs: 10 * DAY })).toEqual([]);
  });

  test('a spec that passed is proven now', () => {
    expect(hold([old({ verdict: 'passed' })], { maxAgeMs: DAY })).toEqual([]);
  });

  test('steps other than those last proven are not proven, however young the date', () => {
    expect(
      hold([old({})], { maxAgeMs: 30 * DAY }, { changed: new Set(['specs/sales/get_items.md']) }),
    ).toEqual(['max age: specs/sales/get_items.md has other steps than those last proven']);
  });

  test('a date that is missing, or none, is no proof', () => {
    for (const verifiedAt of ['', 'last week'])
      expect(hold([old({ verifiedAt })], { maxAgeMs: 30 * DAY })[0]).toContain('was never proven');
  });

  test('pending and skipped specs have no proof to grow old', () => {
    for (const status of ['pending', 'skipped'] as const)
      expect(hold([old({ status })], { maxAgeMs: DAY })).toEqual([]);
  });
});

describe('coverage', () => {
  test('below what is asked for', () => {
    expect(hold([], { coverage: { operations: 60 } }, { coverage: { operations: 59.96 } })).toEqual([
      'coverage: 59.9 % of operations, 60 % is asked for',
    ]);
  });

  test('met', () => {
    expect(
      hold([], { coverage: { operations: 60, tokens: 0 } }, { coverage: { operations: 60, tokens: 0 } }),
    ).toEqual([]);
  });

  test('what was not measured is not met', () => {
    expect(hold([], { coverage: { statuses: 1 } }, { coverage: { operations: 100 } })).toEqual([
      'coverage: statuses could not be measured, 1 % is asked for',
    ]);
  });

  test('of nothing cannot be measured', () => {
    const share = { covered: 1, total: 4 };
    const total = { operations: share, statuses: share, tokens: { covered: 0, total: 0 } };
    expect(percentagesOf({ total, documents: [], missing: [] })).toEqual({ operations: 25, statuses: 25 });
    expect(percentagesOf(undefined)).toEqual({});
  });
});

test('flaky specs count only when the rules say so', () => {
  const flaky = [makeSpec({ flaky: true })];
  expect(hold(flaky)).toEqual([]);
  expect(hold(flaky, { flaky: false })).toEqual([
    'flaky: specs/sales/get_items.md passed only after a retry',
  ]);
});

test('a known issue whose day has passed keeps the gate shut, also on a pending spec', () => {
  const steps = [
    makeStep({
      checks: [makeCheck({ name: 'response-schema', outcome: 'failed', line: 7, knownUntil: '2026-02-28' })],
    }),
  ];
  const specs = [makeSpec({ verdict: 'failed', steps })];
  expect(hold(specs)).toEqual([
    'expired known issue: specs/sales/get_items.md:7 response-schema, forgiven until 2026-02-28',
  ]);
  expect(hold(specs, { expiredKnownIssues: true })).toEqual([]);
});

test('a run that was stopped opens no gate', () => {
  expect(hold(makeReport([makeSpec()], { interrupted: true }))).toEqual([
    'the run was stopped before its end',
  ]);
});

test('each rule that is not met has its own line', () => {
  const rules = { maxFailures: 0, coverage: { operations: 5 } };
  expect(hold([broken(), broken({ file: 'specs/b.md' })], rules).map((line) => line.split(':')[0])).toEqual([
    'regression',
    'regression',
    'max failures',
    'coverage',
  ]);
});
