import { describe, expect, test } from 'vitest';
import { environmentOf } from '../test/run-fixture.ts';
import { resolveEnvironment } from './environment.ts';
import { readEnvironmentsFile } from './environments-file.ts';

const fileOf = (path: string, text: string) => readEnvironmentsFile({ path, text });
const mistakesOf = (text: string) => fileOf('environments.yaml', text).diagnostics.map(({ rule }) => rule);

describe('the example of the format', () => {
  const environment = environmentOf(
    [
      'baseUrl: https://app.example.com/apigw',
      'fallbackUrl: https://app.example.com/api2',
      'routes:',
      '  - { path: "/**/partners/**", baseUrl: "https://api.example.com", scheme: token }',
      'defaultToken: staff',
      'tokens:',
      '  staff: "{{env.STAFF_TOKEN}}"',
      '  admin: { scheme: Admin, value: "{{env.ADMIN_TOKEN}}" }',
      '  karma: { scheme: basic, username: "{{env.U}}", password: "{{env.P}}" }',
      '  payroc: { exchange: { method: post, url: "https://x", headers: { x-api-key: "{{env.KEY}}" }, token: $.access_token, expiresIn: $.expires_in } }',
      'headers: { x-monite-version: "2024-05-25", post: { Idempotency-Key: "{{uuid}}" } }',
      'variables: { business_id: b1 }',
      'timeoutMs: 5s',
      'rateLimit: { perSecond: 5, burst: 5 }',
    ].join('\n'),
  );

  test('is read', () => {
    expect(environment).toMatchObject({
      name: 'test',
      sandbox: false,
      baseUrl: 'https://app.example.com/apigw',
      routes: [{ pattern: '/**/partners/**', scheme: 'token' }],
      defaultToken: 'staff',
      tokens: {
        staff: { value: '{{env.STAFF_TOKEN}}' },
        admin: { scheme: 'admin' },
        karma: { scheme: 'basic', username: '{{env.U}}' },
        payroc: { exchange: { method: 'POST', token: '$.access_token', expiresIn: '$.expires_in' } },
      },
      variables: { business_id: 'b1' },
      timeoutMs: 5_000,
    });
  });

  test('with headers for all methods and for one, whatever its case', () => {
    expect(environment.headers).toEqual({ 'x-monite-version': '2024-05-25' });
    expect(environment.methodHeaders).toEqual({ POST: { 'Idempotency-Key': '{{uuid}}' } });
  });
});

describe('files above one another', () => {
  const near = fileOf(
    'a/environments.yaml',
    'environments:\n  s: { baseUrl: https://near, tokens: { staff: { value: n } }, variables: { x: 1, deep: { a: 1 } } }\n  own: {}',
  );
  const far = fileOf(
    'environments.yaml',
    'default: s\nenvironments:\n  s: { fallbackUrl: https://far, tokens: { staff: { scheme: Admin, value: f }, admin: f }, variables: { x: 2, y: 2, deep: { b: 2 } }, headers: { A: b } }',
  );

  test('extend one another, the nearest wins, and a credential is replaced whole', () => {
    const result = resolveEnvironment([near, far], undefined, {});
    expect(result).toMatchObject({
      environment: {
        name: 's',
        baseUrl: 'https://near',
        fallbackUrl: 'https://far',
        tokens: { staff: { value: 'n' }, admin: { value: 'f' } },
        variables: { x: 1, y: 2, deep: { a: 1, b: 2 } },
        headers: { A: 'b' },
      },
    });
    expect('environment' in result && result.environment.tokens['staff']).not.toHaveProperty('scheme');
  });

  test.each([
    [[], 's', 'no environments.yaml was found'],
    [[near], undefined, 'no environment was chosen'],
    [[near, far], 'stagin', 'the environment "stagin" is not in'],
    [[near, far], 'constructor', 'is not in'],
  ])('with %j and %j have a problem', (files, name, problem) => {
    expect(resolveEnvironment(files, name, {})).toMatchObject({ problem: expect.stringContaining(problem) });
  });
});

test('a sandbox starts from what is given, and may say more', () => {
  const file = fileOf(
    'e.yaml',
    'default: s\nenvironments:\n  s: { sandbox: true, variables: { b: 2 } }\n  t: { baseUrl: https://t }',
  );
  const base = { baseUrl: 'http://sandbox', variables: { a: 1, b: 1 } };
  expect(resolveEnvironment([file], 's', base)).toMatchObject({
    environment: { sandbox: true, baseUrl: 'http://sandbox', variables: { a: 1, b: 2 } },
  });
  expect(resolveEnvironment([file], 't', base)).toMatchObject({
    environment: { sandbox: false, variables: {} },
  });
});

describe('mistakes', () => {
  test.each([
    ['- a', 'environments'],
    ['environment: {}', 'unknown-key'],
    ['environments: { s: { baseURL: x } }', 'unknown-key'],
    ['environments: { s: [] }', 'wrong-type'],
    ['environments: { s: { tokens: { a: { vale: x } } } }', 'unknown-key'],
    ['environments: { s: { tokens: { a: [x] } } }', 'wrong-type'],
    ['environments: { s: { tokens: { a: { scheme: oauth } } } }', 'scheme'],
    ['environments: { s: { tokens: { a: { exchange: { token: $.x } } } } }', 'missing-key'],
    ['environments: { s: { routes: [ /x ] } }', 'wrong-type'],
    ['environments: { s: { routes: [ { baseUrl: x } ] } }', 'missing-key'],
    ['environments: { s: { routes: [ { path: x, scheme: y } ] } }', 'scheme'],
    ['environments: { s: { timeoutMs: soon } }', 'wrong-type'],
    ['environments: { s: { headers: { X-A: { b: c } } } }', 'wrong-type'],
    ['environments: {{x}}', 'unquoted-variable'],
    ['a: 1\na: 2', 'duplicate-key'],
  ])('%s', (text, rule) => {
    expect(mistakesOf(text)).toContain(rule);
  });

  test('an empty environment is none', () => {
    expect(mistakesOf('environments: { s: }')).toEqual([]);
  });
});
