import { describe, expect, test } from 'vitest';
import type { SpecResult, Verdict } from '../run/events.ts';
import { makeCheck, makeReport, makeSpec, makeStep } from '../test/report/sample-report.ts';
import { defaultGate, type GateRules, type GateDecision } from './gate-rules.ts';
import { decideGate, type GateInput, percentagesOf } from './gate.ts';
import { earlierProofs, proofOf } from './proof.ts';
import type { Report } from './report.ts';

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

const decide = (
  report: Report | readonly SpecResult[],
  rules: Partial<GateRules> = {},
  input: Partial<GateInput> = {},
): GateDecision =>
  decideGate(
    'specs' in report ? report : makeReport([makeSpec({ file: 'specs/fine.md' }), ...report]),
    { ...defaultGate, ...rules },
    {
      nowMs: NOW,
      coverage: {},
      changed: new Set(),
      proofOf: (spec) => proofOf(spec, earlierProofs([], []), NOW),
      lost: [],
      hasNoEnvironment: false,
      unselected: 0,
      vanished: [],
      ...input,
    },
  );

/** The lines that keep the gate closed, beside a spec that passed. */
const hold = (...args: Parameters<typeof decide>): readonly string[] => decide(...args).lines;

/** Without the day of its last proof. */
const unproven = (changes: Partial<SpecResult> = {}): SpecResult => {
  const { verifiedAt: _verifiedAt, ...spec } = broken({ status: 'pending' });
  return { ...spec, ...changes };
};

test('all is well when everything passed or was skipped', () => {
  expect(
    hold([makeSpec({ status: 'verified' }), makeSpec({ status: 'skipped', verdict: 'skipped' })]),
  ).toEqual([]);
});

describe('regressions', () => {
  test('a spec that was proven fails: its line, its last proof and why', () => {
    expect(hold([broken()])).toEqual([
      `regression: specs/sales/get_items.md:31 failed (last proven 2026-02-20 03:00 UTC): main_request: status: expected 200, got 500`,
    ]);
  });

  test('specs that one cause has broken share a line, which counts them and names the first', () => {
    const specs = ['a', 'b', 'c'].map((name) => broken({ file: `specs/${name}.md` }));
    const other = broken({ file: 'specs/d.md', steps: [makeStep({ verdict: 'failed', id: 'another' })] });
    const [joined, own, ...more] = hold([...specs, other]);
    expect(joined).toMatch(
      /^regression: 3 specs failed by GET https\S+ \(.*\), the first at specs\/a\.md:\d+ \(last proven /,
    );
    expect(own).toContain('regression: specs/d.md');
    expect(more).toEqual([]);
  });

  test('since when, where earlier runs are known', () => {
    const since = '2026-02-27T03:00:00.000Z';
    for (const state of ['newly-failing', 'still-failing'] as const)
      expect(hold([broken({ trend: { state, since } })])[0]).toContain(
        ', failing since 2026-02-27 03:00 UTC)',
      );
    expect(hold([broken({ trend: { state: 'new', since } })])[0]).not.toContain('since');
  });

  test.each<Verdict>(['failed', 'blocked', 'errored'])('%s keeps the gate closed', (verdict) => {
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

  test('a spec that was never proven has no proof', () => {
    const { verifiedAt: _verifiedAt, ...undated } = broken({ status: 'failed' });
    expect(hold([undated])).toEqual([]);
  });

  test.each<Verdict>(['failed', 'blocked', 'errored'])(
    'one that was never proven and is %s is none',
    (verdict) => {
      expect(hold([unproven({ verdict })])).toEqual([]);
    },
  );

  test.each<SpecResult['status']>(['pending', 'failed', 'skipped'])(
    'what the frontmatter says now, such as %s, makes no proof undone',
    (status) => {
      expect(hold([broken({ status })])).toHaveLength(1);
    },
  );

  test('a spec that was left out by anything but its own status is one', () => {
    expect(hold([broken({ verdict: 'skipped' })])[0]).toMatch(/^regression: .* skipped \(last proven/);
    expect(hold([broken({ verdict: 'skipped', status: 'skipped' })])).toEqual([]);
    expect(decide([broken({ verdict: 'skipped', skippedBy: 'read-only' })])).toEqual({
      decision: 'open',
      lines: [],
      notJudged: ['1 spec left out by --read-only'],
    });
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
  const specs = [unproven(), unproven({ verdict: 'errored' }), makeSpec()];

  test('counts everything that did not pass, pending or not', () => {
    expect(hold(specs, { maxFailures: 1 })).toEqual(['max failures: at most 1 allowed, 2 did not pass']);
    expect(hold([unproven()], { maxFailures: 0 })).toHaveLength(1);
  });

  test('is met by as many', () => {
    expect(hold(specs, { maxFailures: 2 })).toEqual([]);
  });
});

describe('max age', () => {
  const old = (changes: Partial<SpecResult> = {}) =>
    broken({ verdict: 'skipped', verifiedAt: PROVEN, ...changes });
  const holdAge = (spec: SpecResult, maxAgeMs: number, input: Partial<GateInput> = {}) =>
    hold([spec], { regressions: false, maxAgeMs }, input);

  test('a proof that is too old', () => {
    expect(holdAge(old(), 7 * DAY)).toEqual([
      'max age: specs/sales/get_items.md was last proven 10 days ago, 7 days are allowed',
    ]);
    expect(holdAge(old(), 3 * 3_600_000)[0]).toContain('3 hours are allowed');
  });

  test('a proof that is just young enough', () => {
    expect(holdAge(old(), 10 * DAY)).toEqual([]);
  });

  test('a spec that passed is proven now', () => {
    expect(holdAge(old({ verdict: 'passed' }), DAY)).toEqual([]);
  });

  test('steps other than those last proven are not proven, however young the date', () => {
    expect(holdAge(old(), 30 * DAY, { changed: new Set(['specs/sales/get_items.md']) })).toEqual([
      'max age: specs/sales/get_items.md has other steps than those last proven',
    ]);
  });

  test('a day that is missing, no day, or in the future says nothing', () => {
    expect(holdAge(old({ verifiedAt: '' }), 30 * DAY)[0]).toContain('does not say when');
    expect(holdAge(old({ verifiedAt: 'last week' }), 30 * DAY)[0]).toContain('does not say when');
    expect(holdAge(old({ verifiedAt: '2031-01-01T00:00:00Z' }), 30 * DAY)[0]).toContain('was never proven');
  });

  test('pending specs that were never proven, and those left out, have no proof to grow old', () => {
    expect(holdAge(unproven(), DAY)).toEqual([]);
    expect(holdAge(old({ status: 'skipped' }), DAY)).toEqual([]);
    expect(holdAge(old({ skippedBy: 'read-only' }), DAY)).toEqual([]);
    expect(holdAge(old({ status: 'pending' }), DAY)).toHaveLength(1);
  });
});

describe('a spec that cannot be read', () => {
  const diagnostic = {
    rule: 'yaml',
    severity: 'error',
    message: 'no YAML',
    line: 4,
    column: 1,
    length: 1,
  } as const;
  const unreadable = (changes: Partial<SpecResult> = {}): SpecResult =>
    unproven({ verdict: 'errored', steps: [], reason: 'no YAML', diagnostics: [diagnostic], ...changes });

  test('keeps the gate closed, whatever it was before and whatever the rules say', () => {
    const line = 'unreadable: specs/sales/get_items.md:4: no YAML';
    expect(hold([unreadable()])).toEqual([line]);
    expect(hold([unreadable({ verifiedAt: PROVEN })], { regressions: false })).toEqual([line]);
  });

  test('is a regression where it was proven', () => {
    expect(hold([unreadable({ verifiedAt: PROVEN })])).toHaveLength(1);
    expect(hold([unreadable({ verifiedAt: PROVEN })])[0]).toContain('get_items.md:4 errored (last proven');
  });

  test('is not one whose environment cannot be read', () => {
    for (const changes of [{ rule: 'environment' }, { file: 'environments.yaml' }])
      expect(hold([unreadable({ diagnostics: [{ ...diagnostic, ...changes }] })])).toEqual([]);
  });
});

describe('a run', () => {
  const skipped = (changes: Partial<SpecResult>) => makeSpec({ verdict: 'skipped', ...changes });

  test('in which nothing passed keeps the gate closed', () => {
    expect(hold(makeReport([unproven(), skipped({ status: 'skipped' })]))).toEqual([
      'nothing passed: 1 failed, 1 skipped',
    ]);
    expect(hold(makeReport([skipped({ skippedBy: 'read-only' })]))).toEqual(['nothing passed: 1 skipped']);
  });

  test('in which every spec says itself that it is skipped does not', () => {
    expect(hold(makeReport([skipped({ status: 'skipped' })]))).toEqual([]);
  });

  test('that was cut keeps it closed, and says by what', () => {
    const cut = (changes: Partial<Report>) => hold(makeReport([makeSpec()], changes));
    expect(cut({ cutBy: '--bail' })).toEqual([
      'the run was cut by --bail: what it did not reach is not known',
    ]);
    expect(cut({ interrupted: true })[0]).toContain('cut by a signal');
  });

  test('that was cut names no spec as a regression that it left without a verdict', () => {
    const unfinished = makeSpec({ status: 'verified', verdict: 'errored', cut: true });
    expect(hold(makeReport([makeSpec(), unfinished], { cutBy: '--timeout' }))).toEqual([
      'the run was cut by --timeout: 1 spec not finished',
    ]);
  });

  test('whose reports or proofs were lost keeps it closed', () => {
    expect(hold([], {}, { lost: ['the disk is full'] })).toEqual(['not complete: the disk is full']);
  });

  test('says in words what was left out', () => {
    expect(decide([], {}, { unselected: 3, vanished: ['specs/gone.md'] })).toEqual({
      decision: 'open',
      lines: [],
      notJudged: [
        '3 specs left out by the selection',
        '1 proven spec no longer there (deleted or renamed): specs/gone.md',
      ],
    });
  });
});

describe('coverage of a selection', () => {
  const rules = { coverage: { operations: 60 } };
  const coverage = { operations: 50 };

  test.each<[string, Partial<GateInput>, readonly SpecResult[]]>([
    ['specs left out', { unselected: 1 }, []],
    ['specs left out by --read-only', {}, [makeSpec({ verdict: 'skipped', skippedBy: 'read-only' })]],
  ])('is not judged, and said: %s', (_what, input, specs) => {
    const { lines, notJudged } = decide(specs, rules, { coverage, ...input });
    expect(lines).toEqual([]);
    expect(notJudged).toContain(
      'coverage: 50.0 % of operations, 60 % is asked for, and only a selection of the specs ran',
    );
  });

  test('is not spoken of when it is met all the same', () => {
    const { notJudged } = decide([], rules, { coverage: { operations: 60 }, unselected: 1 });
    expect(notJudged).toEqual(['1 spec left out by the selection']);
  });

  test('keeps the gate closed when it could not be measured', () => {
    expect(hold([], rules, { unselected: 1 })).toEqual([
      'coverage: operations could not be measured, 60 % is asked for',
    ]);
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
    expect(percentagesOf({ total, documents: [], missing: [], unread: ['a.yaml is broken'] })).toEqual({});
  });
});

test('flaky specs count only when the rules say so', () => {
  const flaky = [makeSpec({ flaky: true })];
  expect(hold(flaky)).toEqual([]);
  expect(hold(flaky, { flaky: false })).toEqual([
    'flaky: specs/sales/get_items.md passed only after a retry',
  ]);
});

test('a known issue whose day has passed keeps the gate closed, also on a pending spec', () => {
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

test('each rule that is not met has its own line', () => {
  const rules = { maxFailures: 0, coverage: { operations: 5 } };
  expect(hold([broken(), unproven({ file: 'specs/b.md' })], rules).map((line) => line.split(':')[0])).toEqual(
    ['regression', 'max failures', 'coverage'],
  );
});
