import { describe, expect, test } from 'vitest';
import { coverageOf } from '../../coverage/coverage.ts';
import { exitCodeOf } from '../../cli/exit-code.ts';
import { printConclusion } from '../../cli/print-conclusion.ts';
import type { Folded, Report } from '../../report/fold.ts';
import type { Check } from '../../run/events.ts';
import { type GateRules, holdGate } from '../../report/gate.ts';
import { addRun, renderHistory } from '../../report/history.ts';
import { createOutliner, isWhole, type Outline } from '../../report/outline.ts';
import { hostileReport, largeReport, makeCheck, makeSpec, makeStep, sampleReport } from './sample-report.ts';

const strict: GateRules = {
  regressions: true,
  maxFailures: 0,
  maxAgeMs: 1,
  coverage: { operations: 100 },
  flaky: false,
  expiredKnownIssues: false,
};

/** All that a run says at its end and keeps for later, apart from the reports. */
function saidOf(report: Folded<Outline>) {
  const gateLines = holdGate(report, strict, {
    nowMs: Date.parse('2027-01-01T00:00:00.000Z'),
    coverage: {},
    changed: new Set(),
  });
  const conclusion = { report, gateLines, failOnFlaky: true, hasNoEnvironment: false, notes: [] };
  const printed: string[] = [];
  printConclusion(conclusion, {
    write: (text) => printed.push(text),
    isLive: false,
    page: { paint: (_style, text) => text, columns: 80, readLine: () => undefined },
  });
  return {
    gateLines,
    printed: printed.join(''),
    exit: exitCodeOf(conclusion),
    history: [...renderHistory(addRun([], report))],
    coverage: coverageOf(report, []),
  };
}

test.each<[string, Report]>([
  ['of every kind of result', sampleReport],
  ['of texts that want to do harm', hostileReport],
  ['of a thousand specs', largeReport(1_000)],
])('a run %s says the same of its outline as of its whole report', (_what, report) => {
  expect(saidOf({ ...report, specs: report.specs.map(createOutliner()) })).toEqual(saidOf(report));
});

const isKeptWhole = (changes: Parameters<typeof makeSpec>[0]): boolean =>
  isWhole(createOutliner()(makeSpec(changes)));

describe('what is kept of a spec', () => {
  test('that plainly passed: nothing that was sent or answered', () => {
    const secret = 'a body of the API';
    const [step] = makeSpec().steps;
    const spec = makeSpec({
      warnings: [secret],
      steps: [
        {
          ...step!,
          response: { status: 200, headers: {}, body: secret, bodyBytes: 17 },
          checks: ['known', 'not-made', 'failed'].map((outcome) =>
            makeCheck({ outcome: outcome as Check['outcome'], severity: 'warn', message: secret }),
          ),
        },
      ],
    });
    expect(isWhole(createOutliner()(spec))).toBe(false);
    expect(JSON.stringify(createOutliner()(spec))).not.toContain(secret);
  });

  test.each<[string, Parameters<typeof makeSpec>[0]]>([
    ['that failed', { verdict: 'failed' }],
    ['that was blocked', { verdict: 'blocked' }],
    ['that was errored', { verdict: 'errored' }],
    ['that was skipped', { verdict: 'skipped' }],
    [
      'that passed with a known issue whose day has passed',
      {
        steps: [
          makeStep({
            checks: [makeCheck({ outcome: 'failed', severity: 'warn', knownUntil: '2026-01-01' })],
          }),
        ],
      },
    ],
  ])('%s: all of it', (_what, changes) => {
    expect(isKeptWhole(changes)).toBe(true);
  });
});
