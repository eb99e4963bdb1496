import { describe, expect, test } from 'vitest';
import type { Answer } from '../../language/answer.ts';
import { scopeOf, stepOf } from '../../test/run-fixture.ts';
import { extractAll, keepForCleanup, registerAnswer } from './extract.ts';
import { createRedactor } from '../secrets/redact.ts';

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
  registerAnswer(step, { ...answer, ...given }, scope, redactor);
  const { values, checks } = extractAll(spec, step, { ...answer, ...given }, scope);
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
    ['{ header: constructor }', {}, 'expected a header constructor, the answer has none'],
    ['"$.list[?(@.kind==\'z\')].id"', {}, 'finds nothing'],
    ['{ path: "$.list[9].id", all: true }', {}, 'finds nothing'],
    ['{ header: X-None }', {}, 'expected a header X-None'],
    ['$.id', { json: undefined, problem: 'the answer has no body' }, 'the answer has no body'],
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
  expect(extract('{ path: $.key, redact: true }').redactor.text('very-secret')).toBe('$HIDDEN_V');
  expect(extract('$.key').redactor.text('very-secret')).toBe('very-secret');
});

describe('what an extract redacts is hidden', () => {
  const json = {
    data: { token: 'inner-token-1', list: ['inner-text-2', { pin: 123456, at: 'EUR' }], no: true },
    items: [{ key: 'first-key-3' }, { key: 'second-key-4' }],
    access_token: 'named-token-5',
  };
  const shown = (how: string, text: string, status = 200): string =>
    extract(how, { json, status }).redactor.text(text);

  test('with all that lies in it, however it is written', () => {
    const how = '{ path: $.data, redact: true }';
    const text = JSON.stringify(json.data, null, 2);
    const hidden = ['inner-token-1', 'inner-text-2', '123456'];
    expect(hidden.filter((each) => shown(how, text).includes(each))).toEqual([]);
    expect(shown(how, text)).toContain('EUR');
    expect(shown(how, JSON.stringify(json.data))).toBe('$HIDDEN_V');
  });

  test('at every node of the path, and whatever the status', () => {
    expect(shown('{ path: "$.items[*].key", redact: true }', 'first-key-3 second-key-4', 409)).toBe(
      '$HIDDEN_V $HIDDEN_V_2',
    );
  });

  test('in headers', () => {
    const given = { headers: { location: '/things/secret-place' } };
    expect(extract('{ header: Location, redact: true }', given).redactor.text('/things/secret-place')).toBe(
      '$HIDDEN_V',
    );
  });

  test('and their default, as a value and as it is written', () => {
    const how = '{ path: $.nowhere, default: 0012345678, redact: true }';
    expect(shown(how, '0012345678 12345678')).toBe('$HIDDEN_V $HIDDEN_V_2');
  });

  test('and a value with a sensitive name, unless the extract says redact: false', () => {
    expect(shown('$.data.no', 'named-token-5')).toBe('$HIDDEN_ACCESS_TOKEN');
    expect(shown('{ path: $.access_token, redact: false }', 'named-token-5')).toBe('named-token-5');
  });
});

test.each([
  [201, 7],
  [409, undefined],
  [302, undefined],
])('of an answer of %i that is not as promised, cleanup knows %s', (status, value) => {
  const { step } = stepOf('method: GET\npath: /x\nextract: { v: $.id, w: $.nowhere }');
  const scope = scopeOf();
  keepForCleanup(step, { ...answer, status }, scope);
  expect(scope.has('v')).toBe(false);
  scope.beginCleanup();
  expect([scope.lookup('v'), scope.has('w')]).toEqual([value, false]);
});

test.each(['"$[{{key}}"', '"$.list[?@.id == {{key}}]"'])(
  'of a path that its variables spoil, no part is shown: %s',
  (how) => {
    const { message, outcomes } = extract(how, {}, { key: 'FIRST=SECOND' });
    expect(outcomes).toEqual(['not-made']);
    expect(message).not.toMatch(/FIRST|SECOND/);
    expect(message).toContain('from character');
  },
);

test('a value of the same answer does not choose what another path selects', () => {
  const { spec, step } = stepOf('method: GET\npath: /x\nextract: { key: $.choice, z: "$.list[{{key}}].id" }');
  const scope = scopeOf({ key: 0 });
  const choosing = { ...answer, json: { ...(answer.json as object), choice: '?@.id==2' } };
  const { values, checks } = extractAll(spec, step, choosing, scope);
  expect(values).toEqual({ key: '?@.id==2' });
  expect(checks[1]).toMatchObject({ outcome: 'not-made' });
  expect(checks[1]!.message).toContain('the value of {{key}} would change what the path');
});
