import { describe, expect, test } from 'vitest';
import { specOf } from '../test/run-fixture.ts';
import type { StepResult, Verdict } from './events.ts';
import { consequenceOf, decide, decidingStep, isDecidedBy, isOf } from './verdict.ts';

const OnFail = ['abort', 'continue', 'warn', 'skip'] as const;

const specWith = (onFail: string) =>
  specOf({
    prerequisites: `- { id: p, method: GET, path: /p, onFail: ${onFail}, extract: { x: $.x } }`,
    test: '- { id: a, method: GET, path: /a }\n- { id: b, method: GET, path: /b }',
  });

const result = (id: string, verdict: Verdict, lacking?: string) =>
  ({
    id,
    verdict,
    section: id === 'p' ? 'prerequisites' : 'test',
    reason: verdict === 'passed' ? null : `because ${id}`,
    checks:
      lacking === undefined
        ? []
        : [{ name: 'variables', outcome: 'not-made', message: `nobody provides {{${lacking}}}` }],
  }) as unknown as StepResult;

describe('the whole table', () => {
  test.each([
    ['abort', ['passed', 'passed', 'passed'], 'passed', undefined],
    ['abort', ['passed', 'passed', 'failed'], 'failed', 'b'],
    ['abort', ['passed', 'failed'], 'failed', 'a'],
    ['abort', ['passed', 'errored'], 'errored', 'a'],
    ['abort', ['passed', 'passed', 'errored'], 'errored', 'b'],
    ['abort', ['passed', 'skipped', 'passed'], 'passed', undefined],
    ['abort', ['passed', 'skipped', 'skipped'], 'skipped', undefined],
    ['abort', ['passed', 'skipped', 'failed'], 'failed', 'b'],
    ['abort', ['skipped', 'passed', 'passed'], 'passed', undefined],
    ['abort', ['failed'], 'blocked', 'p'],
    ['abort', ['errored'], 'errored', 'p'],
    ['continue', ['failed', 'passed', 'passed'], 'passed', undefined],
    ['warn', ['errored', 'passed', 'passed'], 'passed', undefined],
    ['skip', ['failed', 'passed', 'passed'], 'passed', undefined],
    ['skip', ['failed', 'failed'], 'failed', 'a'],
    ['continue', ['failed', 'errored'], 'errored', 'a'],
    // An unsent request proves nothing.
    ['abort', ['passed', 'passed'], 'errored', undefined],
    ['abort', ['passed'], 'errored', undefined],
    ['abort', [], 'errored', undefined],
  ] as const)('onFail: %s and %j is %s', (onFail, verdicts, verdict, decidedBy) => {
    const results = verdicts.map((each, index) => result(['p', 'a', 'b'][index]!, each));
    const decision = decide(specWith(onFail), results);
    expect(decision.verdict).toBe(verdict);
    expect(decision.decidedBy).toBe(decidedBy);
    expect(decision.reason === null).toBe(verdict === 'passed');
  });
});

describe('a test step that lacks what the prerequisite extracts', () => {
  test.each([
    ['continue', 'failed', 'blocked'],
    ['warn', 'failed', 'blocked'],
    ['skip', 'failed', 'skipped'],
    ['continue', 'errored', 'errored'],
    ['skip', 'errored', 'skipped'],
  ] as const)('onFail: %s, %s: %s', (onFail, prerequisite, verdict) => {
    expect(decide(specWith(onFail), [result('p', prerequisite), result('a', 'errored', 'x')])).toMatchObject({
      verdict,
      decidedBy: 'p',
    });
    expect(
      decide(specWith(onFail), [result('p', prerequisite), result('a', 'errored', 'x.y')]),
    ).toMatchObject({ verdict, decidedBy: 'p' });
  });

  test('is no victim when it lacks something else', () => {
    for (const other of ['xx', 'y', 'a.x'])
      expect(decide(specWith('skip'), [result('p', 'failed'), result('a', 'errored', other)])).toMatchObject({
        verdict: 'errored',
        decidedBy: 'a',
      });
  });

  test('is no victim when the prerequisite held', () => {
    expect(decide(specWith('skip'), [result('p', 'passed'), result('a', 'errored', 'x')])).toMatchObject({
      decidedBy: 'a',
    });
  });
});

test('only a prerequisite that did not hold and says abort stops', () => {
  for (const onFail of OnFail) {
    const [step] = specWith(onFail).steps;
    const outcome = (verdict: Verdict) => consequenceOf(step!, result('p', verdict));
    expect([outcome('passed'), outcome('skipped')]).toEqual(['go-on', 'go-on']);
    expect([outcome('failed'), outcome('errored')]).toEqual(
      Array(2).fill(onFail === 'abort' ? 'stop' : 'go-on'),
    );
  }
});

describe('a step and its section', () => {
  const shared = specOf({
    prerequisites: '- { id: create, method: POST, path: /p }',
    test: '- { id: create, method: POST, path: /t }',
  });
  const of = (section: 'prerequisites' | 'test', verdict: Verdict) =>
    ({ ...result('create', verdict), section }) as StepResult;

  test('decide together: the same id elsewhere is another step', () => {
    const results = [of('prerequisites', 'passed'), of('test', 'failed')];
    const decision = decide(shared, results);
    expect(decision).toMatchObject({ verdict: 'failed', decidedBy: 'create', decidedIn: 'test' });
    expect(decidingStep({ ...decision, steps: results })).toBe(results[1]);
    expect(isDecidedBy(decision, results[0]!)).toBe(false);
  });

  test('that was sent says nothing of the one that was not', () => {
    expect(decide(shared, [of('prerequisites', 'passed')])).toMatchObject({
      verdict: 'errored',
      reason: 'test create: was not sent',
    });
  });

  test('are not known to the reports of older versions, where the id has to do', () => {
    expect(isDecidedBy({ decidedBy: 'create' }, of('test', 'failed'))).toBe(true);
  });

  test('own their turns, and nothing that only begins alike', () => {
    const step = { id: 'a', section: 'test', forEach: { in: [1], as: 'item', max: 1 } } as const;
    expect(isOf(step, { id: 'a[0]', section: 'test' })).toBe(true);
    expect(isOf(step, { id: 'a[0]', section: 'cleanup' })).toBe(false);
    expect(isOf(step, { id: 'a[b]', section: 'test' })).toBe(false);
    expect(isOf({ id: 'a', section: 'test' }, { id: 'a[0]', section: 'test' })).toBe(false);
  });
});
