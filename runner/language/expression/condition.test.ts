import { describe, expect, test } from 'vitest';
import type { Answer } from '../answer.ts';
import { type Condition, holds, readExpression } from './condition.ts';
import type { Json } from '../yaml/yaml.ts';

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
  empty: '',
};
const lookup = (name: string): unknown => (Object.hasOwn(variables, name) ? variables[name] : undefined);
const asked = (condition: Condition, given: Answer | undefined) =>
  holds(condition, {
    answer: given,
    lookup,
    testPattern: (pattern, text) => (new RegExp(pattern, 'u').test(text) ? 'matches' : 'differs'),
  });
const expression = (source: string, given: Answer | undefined = answer) =>
  asked({ kind: 'expression', source }, given).outcome;
const shape = (
  condition: Partial<Omit<Extract<Condition, { kind: 'answer' }>, 'kind'>>,
  given: Answer | undefined = answer,
) => asked({ kind: 'answer', headers: {}, body: {}, ...condition }, given).outcome;
const problemOf = (source: string): string | undefined => {
  const read = readExpression(source);
  return 'problem' in read ? read.problem : undefined;
};

describe('an expression', () => {
  test.each([
    ["{{name}} == 'Ada'", true],
    ["<<name>> == 'Ada'", true],
    ["'{{name}}' == 'Ada'", true],
    ["'Hi {{name}}' == 'Hi Ada'", true],
    ["{{name}} != 'Ada'", false],
    ["{{n}} > '4'", true],
    ['{{toNumber n}} > 4', true],
    ['length($.items) == 1', true],
    ["match($.state, 'd.*')", true],
    ["search({{name}}, '^A')", true],
    ["{{name}} == 'Ada' && ($.count == 3 || $.count == 4)", true],
    ['{{name}}', true],
    ['{{no}}', false],
    ['{{nobody}}', false],
    ['true', true],
    ['false', false],
    ['!false', true],
    ['!{{nobody}}', true],
    ['status == 200', true],
    ['status >= 300', false],
    ["$.state == 'done'", true],
    ['$.items[0].id == 1', true],
    ['$.items[?(@.ok == true)].id == 1 && status == 200', true],
    ['$.nothing == null', true],
    ['{{uppercase name}} == "ADA"', true],
  ])('%s', (source, outcome) => {
    expect(problemOf(source)).toBeUndefined();
    expect(expression(source)).toBe(outcome ? 'held' : 'differs');
  });

  test('before there is an answer, nothing of it holds', () => {
    expect(asked({ kind: 'expression', source: 'status == 200' }, undefined).outcome).toBe('differs');
    expect(asked({ kind: 'expression', source: "$.state != 'done'" }, undefined).outcome).toBe('differs');
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
    '$.count + 1 == 4',
    "$.state === 'done'",
    `{{name}} == '${'a'.repeat(10_000)}'`,
    `${'('.repeat(1_000)}$.x${')'.repeat(1_000)}`,
  ])('%j is none', (source) => {
    expect(problemOf(source)).toBeTypeOf('string');
  });
});

describe('a path in an expression', () => {
  const several = (json: unknown) => (source: string) => expression(source, { ...answer, json });

  test('holds for every value that it finds, its negation too', () => {
    const ask = several({
      items: [
        { s: 'ok', n: 1 },
        { s: 'failed', n: 2 },
      ],
    });
    expect(ask("$.items[*].s == 'ok'")).toBe('differs');
    expect(ask("$.items[*].s != 'pending'")).toBe('held');
    expect(ask("$.items[*].s != 'failed'")).toBe('differs');
    expect(ask("!($.items[*].s == 'pending')")).toBe('held');
    expect(ask("!($.items[*].s == 'failed')")).toBe('differs');
    expect(ask('$.items[*].n > 0')).toBe('held');
    expect(ask("$.items[?(@.s == {{wanted}} || @.s == 'ok')].n == 1")).toBe('held');
    expect(ask('$..n > 1')).toBe('differs');
  });

  test('that finds nothing does not hold, nor does its negation', () => {
    const ask = several({ items: [] });
    for (const source of [
      '$.nowhere',
      '!$.nowhere',
      "$.nowhere != 'failed'",
      '$.nowhere == null',
      "!($.items[*].s == 'pending')",
      "$.nowhere != 'a' && status == 200",
      '$.nowhere.length == 0',
    ])
      expect([source, ask(source)]).toEqual([source, 'differs']);
    expect(ask("$.nowhere == 'a' || status == 200")).toBe('held');
    expect(ask("status == 200 || $.nowhere == 'a'")).toBe('held');
    expect(several({ a: null })('$.a == null')).toBe('held');
  });

  test('that cannot be followed leaves the condition unknown', () => {
    const slow = holds(
      { kind: 'expression', source: "!$[?search(@, '(a*)*b')]" },
      { answer: { ...answer, json: ['aaaa'] }, lookup, testPattern: () => 'given-up' },
    );
    expect(slow.outcome).toBe('not-made');
  });

  test('a text that looks like a number is not compared with one', () => {
    const found = asked({ kind: 'expression', source: '{{n}} == 5' }, answer);
    expect(found).toMatchObject({ outcome: 'not-made', reason: expect.stringContaining('{{toNumber') });
    expect(expression("$.state == 5 || {{n}} == '5'")).toBe('held');
  });

  test('a helper that fails leaves it unknown too', () => {
    expect(expression('!{{addDays name 1}}')).toBe('not-made');
  });

  test.each([
    ['status == 200', true],
    ["{{a}} == 'b' && $.x", true],
    ["{{status}} == 'status'", false],
    ["'$.x' == 'status'", false],
  ])('%s looks at the answer: %s', (source, readsAnswer) => {
    expect(readExpression(source)).toEqual({ readsAnswer });
  });
});

describe('the shape of an answer', () => {
  test('every part of it has to hold', () => {
    expect(shape({ status: '2xx', headers: { 'X-State': 'ready' }, body: { '$.state': 'done' } })).toBe(
      'held',
    );
    expect(shape({ status: 201 })).toBe('differs');
    expect(shape({ headers: { 'X-State': 'waiting' } })).toBe('differs');
    expect(shape({ body: { '$.state': 'done', '$.count': { gt: 3 } } })).toBe('differs');
  });

  test('variables in it are filled in', () => {
    expect(shape({ status: '{{code}}', body: { '$.state': '{{wanted}}' } })).toBe('held');
    expect(shape({ body: { '$.state': '{{name}}' } })).toBe('differs');
  });

  test('it is unknown when a variable is missing or brings in what means nothing', () => {
    expect(shape({ body: { '$.state': { not: '{{nobody}}' } } })).toBe('not-made');
    expect(shape({ status: '{{name}}' })).toBe('not-made');
    expect(shape({ body: { '$.state': { startsWith: '{{empty}}' } } })).toBe('not-made');
  });

  test('it does not hold without an answer, nor of an answer that is no JSON', () => {
    expect(asked({ kind: 'answer', headers: {}, body: {} }, undefined).outcome).toBe('differs');
    expect(shape({ body: { '$.state': { exists: false } } }, { ...answer, json: undefined })).toBe('differs');
  });

  test('it holds for every value that a path finds, and not for none', () => {
    const json = { items: [{ s: 'ok' }, { s: 'failed' }] };
    const ask = (body: Readonly<Record<string, Json>>) => shape({ body }, { ...answer, json });
    expect(ask({ '$.items[*].s': 'ok' })).toBe('differs');
    expect(ask({ '$.items[*].s': { any: 'ok' } })).toBe('held');
    expect(ask({ '$.items[*].s': { count: 2 } })).toBe('held');
    expect(ask({ '$.items[*].t': { not: 'failed' } })).toBe('differs');
    expect(ask({ '$.items[*].t': { count: 0 } })).toBe('held');
  });
});
