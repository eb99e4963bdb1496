import { describe, expect, test } from 'vitest';
import { type Answer, type Condition, holds, problemOfExpression } from './condition.ts';

const answer: Answer = {
  status: 200,
  headers: { 'x-state': 'ready' },
  bodyBytes: 10,
  json: { state: 'done', items: [{ id: 1, ok: true }], count: 3, nothing: null },
};
const variables: Readonly<Record<string, unknown>> = {
  name: 'Ada',
  no: 'false',
  n: '5',
  wanted: 'done',
  code: 200,
};
const lookup = (name: string): unknown => (Object.hasOwn(variables, name) ? variables[name] : undefined);
const expression = (source: string, given: Answer | undefined = answer) =>
  holds({ kind: 'expression', source }, given, lookup);
const shape = (condition: Partial<Omit<Extract<Condition, { kind: 'answer' }>, 'kind'>>, given = answer) =>
  holds({ kind: 'answer', headers: {}, body: {}, ...condition }, given, lookup);

describe('an expression', () => {
  test.each([
    ["{{name}} == 'Ada'", true],
    ["<<name>> == 'Ada'", true],
    ["'{{name}}' == 'Ada'", true],
    ["'Hi {{name}}' == 'Hi Ada'", true],
    ["{{name}} != 'Ada'", false],
    ['{{n}} > 4', true],
    ['{{name}}', true],
    ['{{no}}', false],
    ['{{nobody}}', false],
    ['!{{nobody}}', true],
    ['status == 200', true],
    ['status >= 300', false],
    ["$.state == 'done'", true],
    ['$.items[0].id == 1', true],
    ['$.items[?(@.ok == true)].id == 1 && status == 200', true],
    ['$.nothing == null', true],
    ['$.count + 1 == 4', true],
    ['{{uppercase name}} == "ADA"', true],
  ])('%s', (source, outcome) => {
    expect(problemOfExpression(source)).toBeUndefined();
    expect(expression(source)).toBe(outcome);
  });

  test('before there is an answer, nothing of it holds', () => {
    expect(holds({ kind: 'expression', source: 'status == 200' }, undefined, lookup)).toBe(false);
    expect(holds({ kind: 'expression', source: "$.state == 'done'" }, undefined, lookup)).toBe(false);
  });

  test.each([
    '',
    '==',
    'state',
    '{{name | up}}',
    "'{{name | up}}' == 'x'",
    '$.items[ == 1',
    '$x == 1',
    'fetch()',
  ])('%j is none', (source) => {
    expect(problemOfExpression(source)).toBeTypeOf('string');
  });
});

describe('the shape of an answer', () => {
  test('every part of it has to hold', () => {
    expect(shape({ status: '2xx', headers: { 'X-State': 'ready' }, body: { '$.state': 'done' } })).toBe(true);
    expect(shape({ status: 201 })).toBe(false);
    expect(shape({ headers: { 'X-State': 'waiting' } })).toBe(false);
    expect(shape({ body: { '$.state': 'done', '$.count': { gt: 3 } } })).toBe(false);
  });

  test('variables in it are filled in', () => {
    expect(shape({ status: '{{code}}', body: { '$.state': '{{wanted}}' } })).toBe(true);
    expect(shape({ body: { '$.state': '{{name}}' } })).toBe(false);
  });

  test('it does not hold when a variable is missing, a status is none, or no answer came', () => {
    expect(shape({ body: { '$.state': { not: '{{nobody}}' } } })).toBe(false);
    expect(shape({ status: '{{name}}' })).toBe(false);
    expect(holds({ kind: 'answer', headers: {}, body: {} }, undefined, lookup)).toBe(false);
  });
});
