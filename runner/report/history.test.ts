import { describe, expect, test } from 'vitest';
import type { Check, Trend, Verdict } from '../run/events.ts';
import { makeCheck, makeReport, makeSpec, makeStep, sampleReport } from '../test/report/sample-report.ts';
import {
  addRun,
  createLastFailed,
  lastRuns,
  parseHistory,
  renderHistory,
  sayDamaged,
  usualDurations,
} from './history.ts';
import type { History, HistoryEntry } from './history/entry.ts';
import { withTrends } from './history/trend.ts';
import { reasonKeyOf } from './reason-key.ts';

const day = (number: number): string => new Date(Date.UTC(2026, 2, number, 3)).toISOString();
const FILE = 'specs/sales/get_items.md';

const entry = (number: number, verdict: Verdict, changes: Partial<HistoryEntry> = {}): HistoryEntry => ({
  run: day(number),
  file: FILE,
  verdict,
  durationMs: 10,
  ...changes,
});

/** One entry a day, from the first of the month on. */
const nights = (...verdicts: readonly Verdict[]): History =>
  verdicts.map((verdict, index) => entry(index + 1, verdict));

const textOf = (history: History): string => [...renderHistory(history)].join('');

const parse = (text: string) => parseHistory(text.split('\n').toReversed());

const trendOf = (history: History, verdict: Verdict, today = 9): Trend | undefined =>
  withTrends(makeReport([makeSpec({ verdict })], { startedAt: day(today) }), history).specs[0]!.trend;

describe('the trend of a spec', () => {
  test.each<[string, readonly Verdict[], Verdict, Trend['state'], number]>([
    ['its first run', [], 'passed', 'new', 9],
    ['its first run, a failure', [], 'failed', 'new', 9],
    ['passed as always', ['passed', 'passed'], 'passed', 'still-passing', 1],
    ['passed since it was mended', ['failed', 'passed', 'passed'], 'passed', 'still-passing', 2],
    ['fails for the first time', ['passed', 'passed'], 'failed', 'newly-failing', 9],
    ['fails since a night', ['passed', 'failed', 'failed'], 'failed', 'still-failing', 2],
    ['has never passed', ['failed', 'failed'], 'failed', 'still-failing', 1],
    ['passes again', ['passed', 'failed'], 'passed', 'fixed', 9],
    [
      'blocked, errored and failed are all the same trouble',
      ['passed', 'blocked', 'errored'],
      'failed',
      'still-failing',
      2,
    ],
    [
      'nights when it was skipped say nothing',
      ['failed', 'skipped', 'skipped'],
      'failed',
      'still-failing',
      1,
    ],
    ['only skipped so far', ['skipped'], 'failed', 'new', 9],
  ])('%s', (_name, before, verdict, state, since) => {
    expect(trendOf(nights(...before), verdict)).toEqual({ state, since: day(since) });
  });

  test('is not there when it was skipped', () => {
    expect(trendOf(nights('failed'), 'skipped')).toBeUndefined();
  });

  test('is reported for each row and turn separately', () => {
    const history = [
      entry(1, 'passed', { which: 'euro' }),
      entry(1, 'failed', { which: 'yen' }),
      entry(1, 'passed', { which: 'yen 2' }),
      entry(1, 'failed'),
    ];
    const specs = [
      makeSpec({ row: 'euro', verdict: 'failed' }),
      makeSpec({ row: 'yen', verdict: 'failed' }),
      makeSpec({ row: 'yen', turn: 2, verdict: 'failed' }),
      makeSpec({ verdict: 'failed' }),
      makeSpec({ row: 'franc', verdict: 'failed' }),
    ];
    expect(withTrends(makeReport(specs), history).specs.map(({ trend }) => trend?.state)).toEqual([
      'newly-failing',
      'still-failing',
      'newly-failing',
      'still-failing',
      'new',
    ]);
  });

  test('leaves the report it is made from as it is', () => {
    const report = makeReport([makeSpec()]);
    withTrends(report, nights('failed'));
    expect(report.specs[0]).not.toHaveProperty('trend');
  });
});

describe('the history of several environments', () => {
  const spec = (environment: string | null, verdict: Verdict) => makeSpec({ environment, verdict });
  const stateOf = (history: History, environment: string | null, verdict: Verdict) =>
    withTrends(makeReport([spec(environment, verdict)], { startedAt: day(9) }), history).specs[0]!.trend;
  const mixed = [
    entry(1, 'passed', { environment: 'local' }),
    entry(2, 'failed', { environment: 'staging' }),
    entry(3, 'passed', { environment: 'local' }),
    entry(4, 'failed', { environment: 'staging' }),
  ];

  test.each<[string, Verdict, Trend]>([
    ['local', 'passed', { state: 'still-passing', since: day(1) }],
    ['local', 'failed', { state: 'newly-failing', since: day(9) }],
    ['staging', 'failed', { state: 'still-failing', since: day(2) }],
    ['staging', 'passed', { state: 'fixed', since: day(9) }],
    ['production', 'failed', { state: 'new', since: day(9) }],
  ])('is one for each: %s %s', (environment, verdict, trend) => {
    expect(stateOf(mixed, environment, verdict)).toEqual(trend);
  });

  test('takes lines of older versions as those of every environment', () => {
    expect(stateOf(nights('passed'), 'staging', 'failed')).toEqual({ state: 'newly-failing', since: day(9) });
  });

  test('knows a run without an environment as one of none, in old lines of any', () => {
    const unknown = [
      entry(1, 'passed', { environment: 'staging' }),
      entry(2, 'errored', { environment: null }),
    ];
    expect(stateOf(unknown, 'staging', 'passed')).toEqual({ state: 'still-passing', since: day(1) });
    expect(stateOf(unknown, null, 'errored')).toEqual({ state: 'still-failing', since: day(2) });
    expect(stateOf([...mixed], null, 'errored')).toEqual({ state: 'new', since: day(9) });
    const { history, damaged } = parse(textOf(addRun([], makeReport([spec(null, 'errored')]))));
    expect({ environment: history[0]!.environment, damaged }).toEqual({ environment: null, damaged: [] });
  });

  test('keeps sixty runs of each, and what failed last is that of the environment that is named', () => {
    const long = Array.from({ length: 70 }, (_, index) =>
      entry(index + 1, 'passed', { environment: 'local' }),
    );
    const history = addRun([...mixed, ...long], makeReport([spec('staging', 'failed')]));
    expect(history.filter(({ environment }) => environment === 'staging')).toHaveLength(3);
    expect(history.filter(({ environment }) => environment === 'local')).toHaveLength(60);
    expect(createLastFailed(mixed)(FILE, 'local')).toBe(false);
    expect(createLastFailed(mixed)(FILE, 'staging')).toBe(true);
  });
});

describe('since when a spec fails', () => {
  const failing = (check: Partial<Check>) =>
    makeSpec({
      verdict: 'failed',
      decidedBy: 'main_request',
      steps: [makeStep({ verdict: 'failed', checks: [makeCheck({ outcome: 'failed', ...check })] })],
    });
  const sinceOf = (history: History, check: Partial<Check> = {}) =>
    withTrends(makeReport([failing(check)], { startedAt: day(9) }), history).specs[0]!.trend;
  const STATUS = 'test main_request: status';
  const TOKEN = 'test main_request: token';

  test.each<[string, readonly (string | undefined)[], Omit<Trend, 'state'>]>([
    ['the same reason', [STATUS, STATUS], { since: day(2) }],
    [
      'another reason until today',
      [TOKEN, TOKEN],
      { since: day(9), before: { since: day(2), reason: TOKEN }, failingSince: day(2) },
    ],
    [
      'another reason before',
      [TOKEN, STATUS],
      { since: day(3), before: { since: day(2), reason: TOKEN }, failingSince: day(2) },
    ],
    [
      'two others, of which the last counts',
      ['test x: status', TOKEN, STATUS],
      { since: day(4), before: { since: day(3), reason: TOKEN }, failingSince: day(2) },
    ],
    [
      'the same reason before another',
      [STATUS, TOKEN],
      { since: day(9), before: { since: day(3), reason: TOKEN }, failingSince: day(2) },
    ],
    ['lines without a reason', [undefined, undefined], { since: day(2) }],
    ['a line without a reason between others', [STATUS, undefined, STATUS], { since: day(2) }],
    [
      'a line without a reason within the reason before',
      [TOKEN, undefined, TOKEN],
      { since: day(9), before: { since: day(2), reason: TOKEN }, failingSince: day(2) },
    ],
  ])('is told by its reason: %s', (_what, reasons, trend) => {
    const nightsBefore = reasons.map((reason, index) =>
      entry(index + 2, 'errored', reason === undefined ? {} : { reason }),
    );
    expect(sinceOf([entry(1, 'passed'), ...nightsBefore])).toEqual({ state: 'still-failing', ...trend });
  });

  test.each<[string, Partial<Check>, string]>([
    ['its step and check', {}, STATUS],
    [
      'its place in the answer',
      { name: 'response-schema', pointer: '/price' },
      'test main_request: response-schema /price',
    ],
    ['any item of a list', { name: 'a', pointer: '/items/3/1' }, 'test main_request: a /items/*/*'],
  ])('a reason is %s', (_what, check, reason) => {
    expect(reasonKeyOf(failing(check))).toBe(reason);
  });

  test('a reason is neither a line nor a value', () => {
    expect(reasonKeyOf(failing({ line: 99, actual: 404, message: 'other' }))).toBe(STATUS);
  });

  test('a document that cannot be read is a reason, and what passed has none', () => {
    expect(reasonKeyOf(sampleReport.specs[4]!)).toBe('document: unknown-key');
    expect(reasonKeyOf(makeSpec())).toBeUndefined();
  });
});

describe('what is remembered', () => {
  test('a line for each spec of a run', () => {
    const specs = [
      makeSpec({ durationMs: 25.4 }),
      makeSpec({ file: 'specs/b.md', row: 'euro', turn: 2, verdict: 'failed', flaky: false }),
      makeSpec({ file: 'specs/c.md', flaky: true }),
    ];
    expect(textOf(addRun([], makeReport(specs, { startedAt: day(1) }))).split('\n')).toEqual([
      `{"run":"${day(1)}","file":"${FILE}","environment":"sandbox","verdict":"passed","durationMs":25}`,
      `{"run":"${day(1)}","file":"specs/b.md","which":"euro 2","environment":"sandbox","verdict":"failed","durationMs":25,"reason":"failed"}`,
      `{"run":"${day(1)}","file":"specs/c.md","environment":"sandbox","verdict":"passed","durationMs":25,"flaky":true}`,
      '',
    ]);
  });

  test('reads back as it was written', () => {
    const history = addRun(
      nights('passed', 'failed'),
      makeReport([makeSpec({ row: 'a "b"\n', flaky: true })]),
    );
    expect(parse(textOf(history))).toEqual({ history, damaged: [], dropped: 0 });
  });

  test('the last sixty runs of each spec, the newest last', () => {
    const long = Array.from({ length: 80 }, (_, index) =>
      entry(index + 1, 'passed', { environment: 'sandbox' }),
    );
    const other = entry(1, 'failed', { file: 'specs/b.md' });
    const history = addRun(
      [other, ...long],
      makeReport([makeSpec({ verdict: 'failed' })], { startedAt: day(90) }),
    );
    expect(history[0]).toEqual(other);
    expect(history.filter(({ file }) => file === FILE)).toHaveLength(60);
    expect(history[1]?.run).toBe(day(22));
    expect(history.at(-1)).toMatchObject({ run: day(90), verdict: 'failed' });
  });

  test('keeps at most sixty thousand lines', () => {
    const gone = Array.from({ length: 70_000 }, (_, index) =>
      entry(1, 'passed', { file: `gone/${index}.md` }),
    );
    const history = addRun(gone, makeReport([makeSpec()]));
    expect(history).toHaveLength(60_000);
    expect(history.at(-1)?.file).toBe(FILE);
  });

  test('holds sixty runs of each spec of a longer history, and its newest pass', () => {
    const long = [
      entry(1, 'passed'),
      ...Array.from({ length: 80 }, (_, index) => entry(index + 2, 'failed')),
    ];
    const { history, damaged, dropped } = parse(textOf(long));
    expect(history).toEqual([long[0], ...long.slice(-60)]);
    expect({ damaged, dropped }).toEqual({ damaged: [], dropped: 20 });
  });

  test.each([
    ['half a line', '{"run":"2026-03-01T03:00:00.000Z","file":"specs/a.md","verd'],
    ['another program', '{"name":"x"}'],
    ['no object', '7'],
    ['null', 'null'],
    ['a verdict of a later version', `{"run":"${day(1)}","file":"a.md","verdict":"splendid","durationMs":1}`],
    ['no date', '{"run":"yesterday","file":"a.md","verdict":"passed","durationMs":1}'],
    ['binary', '\u0000\u0001\ufffd'],
  ])('what is damaged is counted and left out: %s', (_name, line) => {
    const good = textOf(nights('passed'));
    expect(parse(`${good}${line}\n\n${good}`)).toMatchObject({
      history: [entry(1, 'passed'), entry(1, 'passed')],
      damaged: [{ line: 2, text: line }],
    });
  });

  test('what is damaged stays at the top, in part, and keeps being damaged', () => {
    const long = `{"run":"${day(1)}","file":"a.md","verdict":"passed","durationMs":1}${' '.repeat(2_000)}x`;
    const { history, damaged } = parse(`${textOf(nights('passed'))}${long}\n`);
    const again = parse([...renderHistory(history, damaged)].join(''));
    expect(again).toMatchObject({ history, damaged: [{ line: 1 }] });
    expect(again.damaged[0]!.text).toHaveLength(1_001);
    const many = parse('half\n'.repeat(150)).damaged;
    expect([many.length, many[0]!.line, many.at(-1)!.line]).toEqual([100, 51, 150]);
  });

  test('a message about damaged lines names them', () => {
    expect(sayDamaged([3])).toBe(
      '1 damaged line was left out (line 3); correct or delete it, until then the gate stays closed',
    );
    expect(sayDamaged([1, 2, 3, 4, 5, 6, 7])).toContain(
      '7 damaged lines were left out (lines 1, 2, 3, 4, 5 and 2 more)',
    );
  });

  test('an invalid duration is ignored', () => {
    const line = (duration: string) =>
      `{"run":"${day(1)}","file":"a.md","verdict":"passed","durationMs":${duration}}\n`;
    const { history } = parse(line('"long"') + line('-5') + line('null'));
    expect(history.map(({ durationMs }) => durationMs)).toEqual([0, 0, 0]);
  });
});

describe('what failed last', () => {
  const failedIn = (history: History): readonly string[] =>
    [...new Set(history.map(({ file }) => file))].filter((file) => createLastFailed(history)(file));

  test('is what did not pass in the last run that each spec was in', () => {
    const history = [
      entry(1, 'failed', { file: 'mended.md' }),
      entry(1, 'passed', { file: 'broken.md' }),
      entry(1, 'blocked', { file: 'not-run-since.md' }),
      entry(2, 'passed', { file: 'mended.md' }),
      entry(2, 'errored', { file: 'broken.md' }),
      entry(2, 'skipped', { file: 'skipped.md' }),
    ];
    expect(failedIn(history).toSorted()).toEqual(['broken.md', 'not-run-since.md']);
  });

  test('is a spec when one of its rows is', () => {
    const history = [entry(1, 'failed', { which: 'euro' }), entry(1, 'passed', { which: 'yen' })];
    expect(failedIn(history)).toEqual([FILE]);
  });

  test('stays so behind a run that skipped it', () => {
    expect(failedIn(nights('passed', 'failed', 'skipped', 'skipped'))).toEqual([FILE]);
    expect(failedIn(nights('failed', 'passed', 'skipped'))).toEqual([]);
  });

  test('is that of the environment, and of any where none is known', () => {
    const history = [
      entry(1, 'failed', { environment: 'staging' }),
      entry(2, 'passed', { environment: 'local' }),
    ];
    const hasFailed = createLastFailed(history);
    expect(['staging', 'local', 'production', undefined].map((each) => hasFailed(FILE, each))).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  test('is what had no environment that could be read, wherever it was meant to run', () => {
    const history = [
      entry(1, 'passed', { environment: 'local' }),
      entry(2, 'errored', { environment: null }),
    ];
    expect(createLastFailed(history)(FILE, 'local')).toBe(true);
  });
});

test('how long a spec usually takes is the mean of its runs, without those that were skipped', () => {
  const history = [
    entry(1, 'passed', { durationMs: 100 }),
    entry(2, 'skipped', { durationMs: 0 }),
    entry(3, 'failed', { durationMs: 200 }),
    entry(3, 'skipped', { file: 'specs/b.md' }),
  ];
  expect([...usualDurations(history)]).toEqual([[FILE, 150]]);
});

test('the last runs are counted by verdict, those of other environments left out, this one last', () => {
  const ran = (run: string, file: string, verdict: 'passed' | 'failed', environment = 'sandbox') => ({
    run: `2026-03-0${run}T02:00:00.000Z`,
    file,
    verdict,
    environment,
    durationMs: 1,
  });
  const history = [
    ran('1', 'a.md', 'passed'),
    ran('1', 'b.md', 'failed'),
    ran('2', 'a.md', 'failed', 'staging'),
    ran('3', 'a.md', 'passed'),
  ];
  const report = makeReport([makeSpec()], { startedAt: '2026-03-04T02:00:00.000Z' });
  expect(lastRuns(history, report)).toMatchObject([
    { startedAt: '2026-03-01T02:00:00.000Z', total: 2, passed: 1, failed: 1 },
    { startedAt: '2026-03-03T02:00:00.000Z', total: 1, passed: 1 },
    { startedAt: '2026-03-04T02:00:00.000Z', total: 1, passed: 1 },
  ]);
});

test('of many runs, thirty are shown', () => {
  const history = Array.from({ length: 50 }, (_, index) => ({
    run: new Date(index * 86_400_000).toISOString(),
    file: 'a.md',
    verdict: 'passed' as const,
    durationMs: 1,
  }));
  const runs = lastRuns(history, makeReport([makeSpec()]));
  expect(runs).toHaveLength(30);
  expect(runs[0]!.startedAt).toBe(history[21]!.run);
});
