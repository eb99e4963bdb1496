import { expect, test } from 'vitest';
import type { Answer } from '../../language/answer.ts';
import { holds } from '../../language/expression/condition.ts';
import { match } from '../../language/matcher/matcher.ts';
import { scopeOf, stepOf } from '../../test/run-fixture.ts';
import { checkAnswer } from './check.ts';
import { type RenderedExpect, renderExpect } from './expect.ts';
import { extractAll } from './extract.ts';
import { limitTotal, patternsOfAnswer } from './patterns.ts';

const answerOf = (json: unknown): Answer => ({ status: 200, headers: {}, bodyBytes: 9, json });

test('patterns are given up when all of an answer together take too long', () => {
  let now = 0;
  const slow = limitTotal(
    () => {
      now += 240;
      return 'differs';
    },
    () => now,
  );
  const found = Array.from({ length: 20 }, () => slow('a', 'b'));
  expect(found.indexOf('given-up')).toBe(9);
  expect(found.slice(9).every((each) => each === 'given-up')).toBe(true);
});

test('expect and extract share what the paths of an answer may look at', () => {
  const heavy = (least: number): string => `$.n[?count($.n[?@ > ${least}]) > 3]`;
  const answer = answerOf({ n: Array.from({ length: 600 }, (_, id) => id), id: 7 });
  const body = [1, 2, 3].map((least) => `"${heavy(least)}": { exists: true }`).join(', ');
  const { spec, step } = stepOf(
    `method: GET\npath: /x\nexpect: { body: { ${body}, $.id: 7 } }\nextract: { v: { path: "${heavy(4)}", optional: true, default: 1 }, id: $.id }`,
  );
  const scope = scopeOf();
  const checks = checkAnswer(spec, step, renderExpect(spec, step, scope) as RenderedExpect, answer, {
    durationMs: 1,
    busyMs: 0,
  });
  const outcomes = Object.fromEntries(checks.map(({ name, outcome }) => [name, outcome]));
  expect(outcomes).toMatchObject({
    [`body ${heavy(1)}`]: 'passed',
    [`body ${heavy(2)}`]: 'passed',
    [`body ${heavy(3)}`]: 'not-made',
    'body $.id': 'passed',
  });
  const extracted = extractAll(spec, step, answer, scope);
  expect(extracted.checks.map(({ outcome }) => outcome)).toEqual(['not-made', 'passed']);
  expect(extracted.values).toEqual({ id: 7 });
});

test('a condition that compares each of many values with each of many others is not told', () => {
  const n = Array.from({ length: 2_000 }, (_, id) => id);
  const condition = { kind: 'expression', source: '$.n[*] != $.m[*]' } as const;
  const answer = answerOf({ n, m: n });
  const held = holds(condition, { answer, lookup: () => undefined, testPattern: patternsOfAnswer(answer) });
  expect(held).toMatchObject({ outcome: 'not-made', reason: expect.stringContaining('more than') });
});

test('many values are not held against a long list of others', () => {
  const many = Array.from({ length: 2_000 }, (_, id) => id);
  expect(match(many, { in: many }, patternsOfAnswer(answerOf(1)))).toMatchObject({ outcome: 'not-made' });
});
