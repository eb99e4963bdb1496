import { describe, expect, test } from 'vitest';
import type { Answer } from '../../language/answer.ts';
import { scopeOf, stepOf } from '../../test/run-fixture.ts';
import { placeAt } from '../../language/source.ts';
import { checkAnswer } from './check.ts';
import { type RenderedExpect, renderExpect } from './expect.ts';

const answer: Answer = {
  status: 200,
  headers: { 'content-type': 'application/json', 'x-total': '5' },
  bodyBytes: 20,
  json: { id: 1, items: [{ id: 2 }, { id: 3 }], none: null },
};

function check(expectation: string, given: Partial<Answer> = {}, busyMs = 0) {
  const { spec, step } = stepOf(`method: GET\npath: /x\nexpect: ${expectation}`);
  const filled = renderExpect(spec, step, scopeOf()) as RenderedExpect;
  const checks = checkAnswer(spec, step, filled, { ...answer, ...given }, { durationMs: 10, busyMs });
  return {
    checks,
    failed: checks.filter(({ outcome }) => outcome !== 'passed').map(({ name, message }) => [name, message]),
  };
}

describe('holds', () => {
  test.each([
    '{ status: 200 }',
    '{ status: [201, 200] }',
    '{ body: { $.id: 1, "$.items[*].id": { gt: 1 }, $.none: ~, "$.items.length": 2, $: { type: object } } }',
    '{ body: { $.nowhere: { exists: false } } }',
    '{ headers: { X-Total: 5, Content-Type: { contains: json }, X-None: { exists: false } } }',
    '{ maxMs: 10 }',
  ])('%s', (expectation) => {
    const { checks, failed } = check(expectation);
    expect(failed).toEqual([]);
    expect(checks.length).toBeGreaterThan(0);
  });
});

describe('does not hold', () => {
  test.each([
    ['{ status: 201 }', ['status', 'expected 201, got 200']],
    ['{ body: { $.id: "1" } }', ['body $.id', 'expected "1", got 1']],
    ['{ body: { $.nowhere: 1 } }', ['body $.nowhere', 'expected 1, got nothing']],
    [`{ body: { "$.nowhere || 'abc'": abc } }`, ["body $.nowhere || 'abc'", 'expected "abc", got nothing']],
    [
      '{ body: { "$.nowhere || 1": { exists: true } } }',
      ['body $.nowhere || 1', 'expected to be there, got nothing'],
    ],
    ['{ body: { $.nowhere: { not: 1 } } }', ['body $.nowhere', 'expected not 1, got nothing']],
    ['{ headers: { X-Total: 6 } }', ['header X-Total', 'expected "6", got "5"']],
    [
      '{ headers: { constructor: { exists: true } } }',
      ['header constructor', 'expected to be there, got nothing'],
    ],
    ['{ headers: { X-None: a } }', ['header X-None', 'expected "a", got nothing']],
    [
      '{ body: { "$.items[*].id": 2 } }',
      ['body $.items[*].id', 'expected 2, got 1 of the 2 values found: [1] is 3'],
    ],
    [
      '{ body: { "$..id": { any: { gt: 3 } } } }',
      ['body $..id', 'expected at least one: more than 3, got 3 values found: [0] is 1, [1] is 2, [2] is 3'],
    ],
    [
      '{ body: { "$.items[*].id": { count: 3 } } }',
      ['body $.items[*].id', 'expected a count of 3, got 2 values found: [0] is 2, [1] is 3'],
    ],
    ['{ body: { "$.items[*].none": { not: 1 } } }', ['body $.items[*].none', 'expected not 1, got nothing']],
    ['{ maxMs: 9 }', ['maxMs', 'expected an answer within 9 ms, it took 10 ms']],
  ])('%s', (expectation, failure) => {
    expect(check(expectation).failed).toEqual([failure]);
  });

  test('a time of which the rest is short enough without what this process was busy is not told', () => {
    const { checks } = check('{ maxMs: 9 }', {}, 1);
    expect(checks.at(-1)).toMatchObject({
      outcome: 'not-made',
      message:
        'expected an answer within 9 ms, it took 10 ms, 1 ms of which this program was busy with checks',
    });
    expect(check('{ maxMs: 8 }', {}, 1).checks.at(-1)).toMatchObject({ outcome: 'failed' });
    expect(check('{ maxMs: 10 }', {}, 9).checks.at(-1)).toMatchObject({ outcome: 'passed' });
  });

  test('a body that is no JSON, whatever is expected of it', () => {
    const text = {
      json: undefined,
      headers: { 'content-type': 'text/html' },
      problem: 'expected JSON, the answer is text/html',
    };
    expect(check('{ body: { $.a: { exists: false } } }', text).failed).toMatchObject([
      ['body $.a', expect.stringContaining('text/html')],
    ]);
    expect(
      check('{ body: { $.a: 1 } }', {
        json: undefined,
        bodyBytes: 0,
        problem: 'expected JSON, the answer has no body',
      }).failed,
    ).toEqual([['body $.a', 'expected JSON, the answer has no body']]);
  });

  test('a body that says it is JSON and is not', () => {
    expect(check('{}', { json: undefined }).failed).toMatchObject([
      ['json', expect.stringContaining('not JSON')],
    ]);
    expect(
      check('{}', { json: undefined, headers: { 'content-type': 'application/problem+json' } }).failed,
    ).toHaveLength(1);
    expect(
      check('{}', { json: undefined, bodyBytes: 0, problem: 'expected JSON, the answer has no body' }).failed,
    ).toEqual([]);
  });
});

test.each([
  [401, {}, 'token'],
  [429, {}, '--jobs'],
  [502, {}, 'useFallbackApi'],
  [302, { location: 'https://login' }, 'https://login'],
])('a status of %i comes with a hint', (status, headers, hint) => {
  const [found] = check('{ status: 200 }', { status, headers }).checks;
  expect(found?.hint).toContain(hint);
});

test('each points at its promise', () => {
  const { spec, step } = stepOf('method: GET\npath: /x\nexpect:\n  status: 201\n  body:\n    $.id: 5');
  const lines = spec.source.text.split('\n');
  const checks = checkAnswer(spec, step, renderExpect(spec, step, scopeOf()) as RenderedExpect, answer, {
    durationMs: 1,
    busyMs: 0,
  });
  expect(
    checks.map(({ line, column, length }) => lines[line - 1]!.slice(column - 1, column - 1 + length)),
  ).toEqual(['201', '5']);
});

test('a place ends with its line', () => {
  expect(placeAt({ path: 'a.md', text: 'ab\ncdef\ngh' }, { start: 4, end: 9 })).toEqual({
    line: 2,
    column: 2,
    length: 3,
  });
  expect(placeAt({ path: 'a.md', text: '' }, { start: 0, end: 0 })).toEqual({
    line: 1,
    column: 1,
    length: 1,
  });
});

describe('a Content-Type', () => {
  test('is compared by its meaning', () => {
    const headers = { 'content-type': 'application/json;charset=UTF-8' };
    expect(
      check('{ headers: { Content-Type: application/json; charset=utf-8 } }', { headers }).failed,
    ).toEqual([]);
    expect(check('{ headers: { Content-Type: application/xml } }', { headers }).failed).toHaveLength(1);
  });
});

describe('a body with a type other than JSON', () => {
  const html = {
    headers: { 'content-type': 'text/html' },
    text: '{"id":1}',
    readAsJson: 'it says text/html',
  };

  test('is warned of where a step looks into it', () => {
    const { checks } = check('{ body: { $.id: 1 } }', { json: { id: 1 }, ...html });
    expect(checks.find(({ name }) => name === 'json')).toMatchObject({
      outcome: 'failed',
      severity: 'warn',
      message: 'it says text/html',
    });
  });

  test('is its text where a step asks for all of it, without a warning', () => {
    const { checks, failed } = check(`{ body: { $: '{"id":1}' } }`, { json: { id: 1 }, ...html });
    expect(failed).toEqual([]);
    expect(checks.some(({ name }) => name === 'json')).toBe(false);
  });
});
