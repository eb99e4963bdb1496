import { describe, expect, test } from 'vitest';
import type { SpecResult, Trend, Verdict } from '../../run/events.ts';
import { makeCheck, makeReport, makeSpec, makeStep } from '../../test/report/sample-report.ts';
import { addRun, mergeRun, parseHistory, renderHistory, splitAt } from '../history.ts';
import { earlierProofs, earlierProofOf } from '../proof.ts';
import type { History, HistoryEntry } from './entry.ts';
import { withTrends } from './trend.ts';

const day = (number: number): string => new Date(Date.UTC(2026, 7, number, 3)).toISOString();

const failing = (check: string, changes: Partial<SpecResult> = {}): SpecResult =>
  makeSpec({
    verdict: 'failed',
    decidedBy: 'main_request',
    steps: [makeStep({ verdict: 'failed', checks: [makeCheck({ outcome: 'failed', name: check })] })],
    ...changes,
  });

/** A night as a run does it: the results get their trends, and the history its lines. */
function runNight(
  history: History,
  number: number,
  ...specs: readonly SpecResult[]
): [SpecResult[], History] {
  const report = withTrends(makeReport(specs, { startedAt: day(number) }), history);
  return [[...report.specs], addRun(history, report)];
}

const trendAfter = (history: History, number: number, spec: SpecResult): Trend | undefined =>
  runNight(history, number, spec)[0][0]!.trend;

describe('what has failed for longer than lines are kept', () => {
  let history: History = [];
  [, history] = runNight(history, 1, makeSpec());
  for (let night = 2; night <= 80; night++)
    [, history] = runNight(history, night, failing(night < 10 ? 'status' : 'body'));

  test('is known since its first night, and for its reason since that one', () => {
    expect(history).toHaveLength(61);
    expect(trendAfter(history, 81, failing('body'))).toEqual({
      state: 'still-failing',
      since: day(10),
      failingSince: day(2),
    });
    expect(trendAfter(history, 81, failing('headers'))).toEqual({
      state: 'still-failing',
      since: day(81),
      before: { since: day(10), reason: 'test main_request: body' },
      failingSince: day(2),
    });
  });

  test('reads back the same', () => {
    const lines = [...renderHistory(history)].join('').split('\n').toReversed();
    expect(parseHistory(lines).history).toEqual(history);
  });

  test('is known since the oldest line at least where older versions wrote the lines', () => {
    const old = history.map(({ failingSince: _since, reasonSince: _reasonSince, ...entry }) => entry);
    const trend = { state: 'still-failing', since: day(21), atLeast: true } as const;
    expect(trendAfter(old, 81, failing('body'))).toEqual(trend);
    let next: History = old;
    for (let night = 81; night <= 150; night++) [, next] = runNight(next, night, failing('body'));
    expect(trendAfter(next, 151, failing('body'))).toEqual(trend);
  });

  test('is known since a pass that was added later', () => {
    const late = makeReport([makeSpec()], { startedAt: new Date(Date.parse(day(78)) + 1).toISOString() });
    expect(trendAfter(mergeRun(history, late), 81, failing('body'))).toMatchObject({ since: day(79) });
  });
});

test('what passes for longer than lines are kept does so since the oldest at least', () => {
  let history: History = [];
  for (let night = 1; night <= 70; night++) [, history] = runNight(history, night, makeSpec());
  expect(trendAfter(history, 71, makeSpec())).toEqual({
    state: 'still-passing',
    since: day(11),
    atLeast: true,
  });
});

test('a line of an older run that finished later does not hide since when something fails', () => {
  const lines = runNight(runNight([], 1, makeSpec())[1], 3, failing('status'))[1];
  const older = withTrends(makeReport([failing('status')], { startedAt: day(2) }), lines.slice(0, 1));
  const history = addRun(lines, older, ({ run }) => run === day(3));
  expect(history.map(({ run }) => run)).toEqual([day(1), day(2), day(3)]);
  expect(trendAfter(history, 4, failing('status'))).toEqual({ state: 'still-failing', since: day(2) });
});

describe('rows of data', () => {
  const row = (label: string, rowKey: string, verdict: Verdict) => makeSpec({ row: label, rowKey, verdict });
  const statesOf = (history: History, ...specs: readonly SpecResult[]) =>
    runNight(history, 9, ...specs)[0].map(({ trend }) => trend?.state);
  const isProven = (history: History, spec: SpecResult): boolean =>
    earlierProofOf(spec, earlierProofs(history, [])) !== undefined;

  test('keep their history and their proof when another is inserted before them', () => {
    const [, history] = runNight([], 1, row('1 A', 'A', 'passed'), row('2 B', 'B', 'failed'));
    expect(history.map(({ which, key }) => [which, key])).toEqual([
      ['1 A', 'A'],
      ['2 B', 'B'],
    ]);
    const tonight = [row('1 Z', 'Z', 'failed'), row('2 A', 'A', 'failed'), row('3 B', 'B', 'failed')];
    expect(statesOf(history, ...tonight)).toEqual(['new', 'newly-failing', 'still-failing']);
    expect(tonight.map((spec) => isProven(history, spec))).toEqual([false, true, false]);
  });

  test('are found in lines of older versions by their names, and without a name by their numbers', () => {
    const old = (which: string, verdict: Verdict): HistoryEntry => ({
      run: day(1),
      file: makeSpec().file,
      which,
      verdict,
      durationMs: 1,
    });
    const history = [old('1 A', 'passed'), old('2 B', 'passed'), old('3', 'passed'), old('4 C 2', 'passed')];
    const tonight = [
      row('1 Z', 'Z', 'failed'),
      row('2 A', 'A', 'failed'),
      row('3', '#0123456789ab', 'failed'),
      { ...row('9 C', 'C', 'failed'), turn: 2 },
    ];
    expect(statesOf(history, ...tonight)).toEqual(['new', 'newly-failing', 'newly-failing', 'newly-failing']);
    expect(tonight.map((spec) => isProven(history, spec))).toEqual([false, true, true, true]);
  });

  test('that get the name of another are proven as that one is', () => {
    const [, history] = runNight([], 1, row('1 B', 'B', 'passed'));
    const tonight = [row('1 B', '#0123456789ab', 'passed'), row('2 B', '#ba9876543210', 'failed')];
    expect(tonight.map((spec) => isProven(history, spec))).toEqual([true, true]);
  });

  test('whose name is secret are found by their number', () => {
    const [, history] = runNight([], 1, row('1 ***', '', 'passed'), row('2 ***', '', 'failed'));
    expect(statesOf(history, row('2 ***', '', 'failed'))).toEqual(['still-failing']);
  });
});

test('a run that is merged twice has its lines once, and those of others stay', () => {
  const [, history] = runNight(runNight([], 1, makeSpec())[1], 3, makeSpec());
  const older = makeReport([failing('status'), makeSpec({ file: 'specs/b.md' })], { startedAt: day(2) });
  const once = mergeRun(history, older);
  expect(once.map(({ run }) => run)).toEqual([day(1), day(2), day(2), day(3)]);
  expect(mergeRun(once, older)).toEqual(once);
  expect(splitAt(once, day(2)).map((part) => part.length)).toEqual([1, 3]);
});
