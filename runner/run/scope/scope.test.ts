import { describe, expect, test } from 'vitest';
import { environmentOf, scopeOf } from '../../test/run-fixture.ts';
import { createRedactor } from '../secrets/redact.ts';
import { renderText } from '../../language/template/template.ts';
import { createScope } from './create-scope.ts';
import type { Scope } from './scope.ts';

describe('who wins', () => {
  const environment = environmentOf('variables: { uuid: env, a: env, b: env, row: env, none: ~ }');
  const identity = { key: 'a.md', ordinal: 0, seed: '1', nowMs: 0 };
  const scope = createScope({
    environment,
    identity,
    vars: { a: 'var', b: 'var' },
    row: { a: 'row', b: 'row', row: 'row' },
    readSecret: () => undefined,
    redactor: createRedactor(),
  });
  scope.extract('b', 'extracted');

  test.each([
    ['today_date', '1970-01-01'],
    ['uuid', 'env'],
    ['row', 'row'],
    ['a', 'var'],
    ['b', 'extracted'],
    ['none', null],
    ['nowhere', undefined],
    ['constructor', undefined],
    ['__proto__', undefined],
  ])('%s', (name, value) => {
    expect(scope.lookup(name)).toBe(value);
  });

  test('null that was extracted is a value', () => {
    scope.extract('a', null);
    expect(scope.lookup('a')).toBeNull();
    expect(scope.has('a')).toBe(true);
  });
});

describe("an environment's variable", () => {
  test('may use others, secrets, and the built-in it replaces', () => {
    const scope = scopeOf(
      { a: 'x-{{b}}', b: '{{env.S}}', unique_id: 'run-{{unique_id}}' },
      { secrets: { S: 'secret' } },
    );
    expect(scope.lookup('a')).toBe('x-secret');
    expect(scope.lookup('unique_id')).toMatch(/^run-[0-9a-z]{12}$/);
  });

  test('keeps its type', () => {
    expect(scopeOf({ n: 5, same: '{{n}}', list: [1] }).lookup('same')).toBe(5);
  });

  test('that cannot be worked out is provided by nobody, not by the built-in of its name', () => {
    const scope = scopeOf({ random_email: '{{env.NOWHERE}}', a: '{{b}}', b: '{{a}}' });
    expect(scope.lookup('random_email')).toBeUndefined();
    expect(scope.lookup('a')).toBeUndefined();
    expect(scope.advise('random_email')).toContain('{{env.NOWHERE}}');
  });
});

test('a dotted name is there only when what it names is', () => {
  const scope = scopeOf({ a: { b: { c: null } } });
  expect(['a', 'a.b', 'a.b.c', 'a.x', 'a.b.c.d', 'a.constructor'].map(scope.has)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});

test('a secret is redacted from the moment it is read', () => {
  const redactor = createRedactor();
  const scope = scopeOf({}, { redactor, secrets: { API_KEY: 'very-secret' } });
  expect(redactor.text('very-secret')).toBe('very-secret');
  expect(scope.lookup('env.API_KEY')).toBe('very-secret');
  expect(redactor.text('very-secret')).toBe('$API_KEY');
});

test.each([
  ['env.KEY', 'set KEY in the process environment, or in the .env beside environments.yaml'],
  ['env.OTHER', 'add "secrets: [OTHER]" to the environment "test" in environments.yaml'],
  ['client_idd', 'did you mean "client_id"?'],
  [
    'totally_other',
    'it can come from an earlier step\'s extract, "variables:" of the environment "test", or --var totally_other=…',
  ],
])('%s: where it could come from', (name, advice) => {
  expect(scopeOf({ client_id: 1, key: '{{env.KEY}}' }).advise(name)).toContain(advice);
});

test('what is kept for cleanup is there from then on, and does not win', () => {
  const scope = scopeOf();
  scope.extract('a', 1);
  scope.keepForCleanup('a', 2);
  scope.keepForCleanup('b', 2);
  expect(scope.has('b')).toBe(false);
  scope.beginCleanup();
  expect([scope.lookup('a'), scope.lookup('b')]).toEqual([1, 2]);
});

describe('the variables of a spec that is used', () => {
  const outer = { use: 'b', file: 'b.md', outputs: { mine: 'token' } };
  const inner = { use: 'b.c', file: 'c.md', outputs: { token: 'secret' }, outer };

  test('are its own, apart from what it gives out under the name it has here', () => {
    const scope = scopeOf({ shared: 1 });
    const used = scope.within(outer);
    used.extract('token', 'x');
    used.extract('other', 'y');
    expect([used.lookup('token'), used.lookup('shared')]).toEqual(['x', 1]);
    expect([scope.lookup('mine'), scope.lookup('token'), scope.lookup('other')]).toEqual([
      'x',
      undefined,
      undefined,
    ]);
  });

  test('are the same for all of its steps, and others for another use', () => {
    const scope = scopeOf();
    scope.within(outer).extract('token', 'x');
    expect(scope.within(outer).lookup('token')).toBe('x');
    expect(scope.within({ ...outer, use: 'again' }).lookup('token')).toBeUndefined();
  });

  test('come out of a spec within a spec one by one, and stay inside where nobody asks for them', () => {
    const scope = scopeOf();
    scope.within(inner).extract('secret', 'x');
    expect(scope.within(outer).lookup('token')).toBe('x');
    expect(scope.lookup('mine')).toBe('x');
    expect([scope.lookup('token'), scope.lookup('secret')]).toEqual([undefined, undefined]);
    expect(
      scope.within({ ...inner, use: 'c' }).lookup('secret'),
      'of another use of the same name',
    ).toBeUndefined();
  });
});

test.each([
  ['in a turn of forEach', (scope: Scope) => scope.with('each', 1)],
  [
    'in a spec that is used',
    (scope: Scope) => scope.within({ use: 'b', file: 'b.md', outputs: {} }).with('each', 1),
  ],
])('what a helper makes of a secret is redacted %s', (_, scopeIn) => {
  const redactor = createRedactor();
  const scope = scopeIn(scopeOf({}, { redactor, secrets: { API_KEY: 'very-secret' } }));
  expect(renderText("{{replace env.API_KEY 'very' 'not'}}", scope.lookup).value).toBe('not-secret');
  expect(redactor.text('not-secret')).toBe('$HIDDEN_API_KEY');
});
