import { describe, expect, test } from 'vitest';
import type { Verdict } from '../run/events.ts';
import { makeReport, makeSpec } from '../test/report/sample-report.ts';
import { atLeastUnknown, exitCodeOf, exitCodeOfPlan } from './exit-code.ts';
import type { Report } from '../report/report.ts';
import type { FinishedRun } from '../session/finished-run.ts';

const reportOf = (verdicts: readonly Verdict[], changes: Partial<Report> = {}): Report =>
  makeReport(
    verdicts.map((verdict) => makeSpec({ verdict })),
    changes,
  );

const exitOf = (report: Report, changes: Partial<FinishedRun> = {}): number =>
  exitCodeOf({
    report,
    failOnFlaky: false,
    hasNoEnvironment: false,
    hasIdleFault: false,
    isReportMissing: false,
    ...changes,
  });

const gateOf = (lines: readonly string[]): Pick<Report, 'gate'> => ({
  gate: { decision: lines.length === 0 ? 'open' : 'closed', lines, notJudged: [] },
});

const flaky = makeReport([makeSpec({ flaky: true })]);

describe('without a gate the verdicts decide', () => {
  test.each<[readonly Verdict[], number]>([
    [['passed'], 0],
    [['passed', 'skipped'], 0],
    [['skipped'], 0],
    [['passed', 'failed'], 1],
    [['blocked', 'errored', 'failed'], 1],
    [['passed', 'blocked'], 2],
    [['errored', 'skipped'], 2],
    [[], 4],
  ])('%j: %i', (verdicts, exit) => {
    expect(exitOf(reportOf(verdicts))).toBe(exit);
  });
});

test.each<[readonly Verdict[], number]>([
  [['passed'], 2],
  [['passed', 'failed'], 1],
  [['passed', 'errored'], 2],
])('a run of %j that --timeout cut has not passed: %i', (verdicts, exit) => {
  expect(exitOf(reportOf(verdicts, { cutBy: '--timeout' }))).toBe(exit);
});

describe('with a gate, it decides instead', () => {
  test.each<[readonly Verdict[], readonly string[], number]>([
    [['failed', 'errored'], [], 0],
    [['passed'], [], 0],
    [['passed'], ['max age: …'], 5],
    [['failed'], ['regression: …'], 5],
    [[], [], 4],
  ])('%j with %j: %i', (verdicts, lines, exit) => {
    expect(exitOf(reportOf(verdicts, gateOf(lines)))).toBe(exit);
  });
});

test('a fault that changed nothing is a mistake in the call, whatever the verdicts and the gate say', () => {
  for (const report of [reportOf(['passed']), reportOf(['failed']), reportOf(['passed'], gateOf(['…']))])
    expect(exitOf(report, { hasIdleFault: true })).toBe(3);
  expect(exitOf(reportOf(['passed'], { interrupted: true }), { hasIdleFault: true })).toBe(130);
});

test('a flaky spec fails a run only where it is asked to', () => {
  expect(exitOf(flaky)).toBe(0);
  expect(exitOf(flaky, { failOnFlaky: true })).toBe(5);
});

test('a failure weighs more than a flaky spec', () => {
  const report = makeReport([makeSpec({ flaky: true }), makeSpec({ verdict: 'failed' })]);
  expect(exitOf(report, { failOnFlaky: true })).toBe(1);
});

test('no spec with an environment is a mistake in the call, whatever the gate says', () => {
  expect(exitOf(reportOf(['errored']), { hasNoEnvironment: true })).toBe(3);
  expect(exitOf(reportOf(['errored'], gateOf([])), { hasNoEnvironment: true })).toBe(3);
});

test('a run that was stopped says so before all else', () => {
  const stopped = reportOf(['failed'], { interrupted: true, ...gateOf(['…']) });
  expect(exitOf(stopped)).toBe(130);
  expect(exitOf(stopped, { hasNoEnvironment: true, failOnFlaky: true })).toBe(130);
});

test('a report that could not be written is as bad as an unknown verdict, and no worse than a failure', () => {
  expect(exitOf(reportOf(['passed']), { isReportMissing: true })).toBe(2);
  expect(exitOf(reportOf(['failed']), { isReportMissing: true })).toBe(1);
});

test.each([
  [{ hasNoEnvironment: false, cannotRun: 0 }, 0],
  [{ hasNoEnvironment: false, cannotRun: 2 }, 2],
  [{ hasNoEnvironment: true, cannotRun: 2 }, 3],
])('a plan of which %j: %i', (plan, exit) => {
  expect(exitCodeOfPlan(plan)).toBe(exit);
});

test.each([
  [0, 2],
  [1, 1],
  [2, 2],
  [3, 3],
  [4, 4],
  [5, 5],
  [130, 130],
])('what is incomplete with %i ends with %i', (code, expected) => {
  expect(atLeastUnknown(code)).toBe(expected);
});
