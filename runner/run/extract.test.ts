import { describe, expect, test } from 'vitest';
import type { Answer } from '../spec/answer.ts';
import { scopeOf, stepOf } from '../test/run-fixture.ts';
import { extractAll, keepForCleanup } from './extract.ts';
import { createRedactor } from './secrets/redact.ts';

const answer: Answer = {
  status: 201,
  headers: { location: '/x/7' },
  bodyBytes: 9,
  json: {
    id: 7,
    none: null,
    no: false,
    list: [
      { id: 1, kind: 'a' },
      { id: 2, kind: 'b' },
    ],
    key: 'very-secret',
  },
};

function extract(how: string, given: Partial<Answer> = {}, variables = {}) {
  const { spec, step } = stepOf(`method: GET\npath: /x\nextract: { v: ${how} }`);
  const scope = scopeOf(variables);
  const redactor = createRedactor();
  const { values, checks } = extractAll(spec, step, { ...answer, ...given }, scope, redactor);
  return {
    values,
    outcomes: checks.map(({ outcome }) => outcome),
    inScope: scope.lookup('v'),
    redactor,
    message: checks[0]?.message,
  };
}

describe('takes', () => {
  test.each([
    ['$.id', 7],
    ['$.none', null],
    ['$.no', false],
    ['$.list', answer.json && (answer.json as { list: unknown }).list],
    ['"$.list[?(@.kind==\'b\')].id"', 2],
    ['"$.list[*].id"', 1],
    ['{ path: "$.list[*].id", all: true }', [1, 2]],
    ['{ header: Location }', '/x/7'],
    ['{ path: $.nowhere, default: d }', 'd'],
    ['{ path: $.nowhere, default: ~ }', null],
    ['{ path: $.id, default: d }', 7],
    ['{ path: $.none, default: d }', null],
    ['{ header: X-None, default: d }', 'd'],
    ['"$.list[?(@.kind==\'{{kind}}\')].id"', 2],
    ['"$.nowhere || \'x\'"', 'x'],
  ])('%s', (how, value) => {
    const { values, outcomes, inScope } = extract(how, {}, { kind: 'b' });
    expect(values).toEqual({ v: value });
    expect(inScope).toEqual(value);
    expect(outcomes).toEqual(['passed']);
  });
});

describe('finds nothing', () => {
  test.each([
    ['$.nowhere', {}, '$.nowhere finds nothing'],
    ['"$.list[?(@.kind==\'z\')].id"', {}, 'finds nothing'],
    ['{ path: "$.list[9].id", all: true }', {}, 'finds nothing'],
    ['{ header: X-None }', {}, 'expected a header X-None'],
    ['$.id', { json: undefined, bodyBytes: 0 }, 'the answer has no body'],
    ['$.id', { json: undefined }, 'expected JSON'],
  ])('%s, which is a failure', (how, given, message) => {
    const { values, outcomes, inScope, message: found } = extract(how, given);
    expect([values, outcomes, inScope]).toEqual([{}, ['failed'], undefined]);
    expect(found).toContain(message);
  });

  test.each(['{ path: $.nowhere, optional: true }', '{ header: X-None, optional: true }'])(
    '%s, which is allowed',
    (how) => {
      expect(extract(how)).toMatchObject({ values: {}, outcomes: ['passed'], inScope: undefined });
    },
  );
});

test('with redact, the value is a secret from then on', () => {
  expect(extract('{ path: $.key, redact: true }').redactor.text('very-secret')).toBe('$V');
  expect(extract('$.key').redactor.text('very-secret')).toBe('very-secret');
});

test.each([
  [201, 7],
  [409, undefined],
  [302, undefined],
])('of an answer of %i that is not as promised, cleanup knows %s', (status, value) => {
  const { step } = stepOf('method: GET\npath: /x\nextract: { v: $.id, w: $.nowhere }');
  const scope = scopeOf();
  keepForCleanup(step, { ...answer, status }, scope, createRedactor());
  expect(scope.has('v')).toBe(false);
  scope.beginCleanup();
  expect([scope.lookup('v'), scope.has('w')]).toEqual([value, false]);
});
