import { describe, expect, test } from 'vitest';
import { coverageOf } from '../../coverage/coverage.ts';
import { exitCodeOf } from '../../cli/exit-code.ts';
import { printConclusion } from '../../cli/print-conclusion.ts';
import type { Check, SpecResult } from '../../run/events.ts';
import { decideGate } from '../../report/gate.ts';
import type { GateRules } from '../../report/gate-rules.ts';
import { earlierProofs, proofOf } from '../../report/proof.ts';
import { addRun, renderHistory } from '../../report/history.ts';
import { createCompactor, isPassedSummary, type CompactResult } from '../../report/compact.ts';
import { hostileReport, largeReport, makeCheck, makeSpec, makeStep, sampleReport } from './sample-report.ts';
import type { Folded, Report } from '../../report/report.ts';

const strict: GateRules = {
  regressions: true,
  maxFailures: 0,
  maxAgeMs: 1,
  coverage: { operations: 100 },
  flaky: false,
  expiredKnownIssues: false,
};

/** All that a run says at its end and keeps for later, apart from the reports. */
function saidOf(report: Folded<CompactResult>) {
  const nowMs = Date.parse('2027-01-01T00:00:00.000Z');
  const gate = decideGate(report, strict, {
    nowMs,
    coverage: {},
    changed: new Set(),
    proofOf: (spec) => proofOf(spec, earlierProofs([], []), nowMs),
    lost: [],
    hasNoEnvironment: false,
    unselected: 0,
    vanished: [],
  });
  const judged = { ...report, gate };
  const conclusion = {
    report: judged,
    failOnFlaky: true,
    hasNoEnvironment: false,
    hasIdleFault: false,
    isReportMissing: false,
    notes: [],
  };
  const printed: string[] = [];
  printConclusion(conclusion, {
    print: (lines) => printed.push(...lines),
    eraseLines: () => undefined,
    isLive: false,
    page: { paint: (_style, text) => text, columns: 80, readLine: () => undefined },
  });
  return {
    gate,
    printed,
    exit: exitCodeOf(conclusion),
    history: [...renderHistory(addRun([], report))],
    coverage: coverageOf(report, []),
  };
}

test.each<[string, Report]>([
  ['of every kind of result', sampleReport],
  ['of texts that want to do harm', hostileReport],
  ['of a thousand specs', largeReport(1_000)],
])('a run %s says the same of its result as of its whole report', (_what, report) => {
  expect(saidOf({ ...report, specs: report.specs.map(createCompactor()) })).toEqual(saidOf(report));
});

describe('what is kept of a spec', () => {
  const secret = 'what the API said';
  /** A spec that was sent and answered with this, and warned of it. */
  const specOf = (changes: Partial<SpecResult>, check: Partial<Check> = {}): SpecResult =>
    makeSpec({
      steps: [
        makeStep({
          request: { method: 'POST', url: 'https://api.test/x', headers: { a: secret }, body: secret },
          response: { status: 200, headers: { a: secret }, body: secret, bodyBytes: 17 },
          extracted: { a: secret },
          checks: [makeCheck(check)],
        }),
      ],
      ...changes,
    });

  test.each(['passed', 'failed', 'blocked', 'errored', 'skipped'] as const)(
    'that %s: nothing that was sent or answered',
    (verdict) => {
      expect(JSON.stringify(createCompactor()(specOf({ verdict })))).not.toContain(secret);
    },
  );

  test.each(['known', 'not-made', 'failed'] as const)(
    'that passed with a check that is %s: that it passed',
    (outcome) => {
      const spec = specOf({ warnings: [secret] }, { outcome, severity: 'warn', message: secret });
      expect(isPassedSummary(createCompactor()(spec))).toBe(true);
      expect(JSON.stringify(createCompactor()(spec))).not.toContain(secret);
    },
  );

  test('that passed with a known issue whose day has passed: its checks', () => {
    const spec = specOf({}, { outcome: 'failed', severity: 'warn', knownUntil: '2026-01-01' });
    expect(createCompactor()(spec)).toMatchObject({ steps: [{ checks: spec.steps[0]!.checks }] });
  });

  test('what the steps of many have in common: once', () => {
    const outlineOf = createCompactor();
    const [one, two] = [outlineOf(specOf({ file: 'a.md' })), outlineOf(specOf({ file: 'b.md' }))];
    expect(two.steps).toBe(one.steps);
  });
});
