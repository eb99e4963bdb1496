import { expect, test } from 'vitest';
import { type RunReport, whyNotChecked } from './run-report.ts';

const reportOf = (outcomes: readonly string[], warnings: readonly string[] = []): RunReport => ({
  durationMs: 1,
  summary: { total: 1, passed: 1 },
  specs: [
    { warnings, steps: outcomes.map((outcome) => ({ checks: [{ name: 'response-schema', outcome }] })) },
  ],
});

test('a run counts when each response was checked and passed', () => {
  expect(whyNotChecked(reportOf(['passed', 'passed']), 2)).toBeUndefined();
});

test('a run without the contract has no checks of it', () => {
  expect(whyNotChecked(reportOf([]), 0)).toBeUndefined();
  expect(whyNotChecked(reportOf(['passed']), 0)).toContain('expected 0');
});

test.each([
  [
    'too few responses checked',
    reportOf(['passed']),
    'expected 2 responses checked against their schema, found 1',
  ],
  ['a check that failed', reportOf(['passed', 'failed']), 'the check response-schema is failed'],
  ['a check that was skipped', reportOf(['skipped', 'passed']), 'the check response-schema is skipped'],
  ['a warning', reportOf(['passed', 'passed'], ['undocumented field']), '1 specs have warnings'],
])('a run with %s does not count', (_, report, problem) => {
  expect(whyNotChecked(report, 2)).toBe(problem);
});
