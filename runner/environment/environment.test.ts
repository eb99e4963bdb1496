import { describe, expect, test } from 'vitest';
import { environmentOf } from '../test/run-fixture.ts';
import { resolveEnvironment } from './resolve-environment.ts';
import { readEnvironmentsFile } from './environments-file.ts';
import { readableOf } from './layers.ts';

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

  test('an empty environment is not one', () => {
    expect(mistakesOf('environments: { s: }')).toEqual([]);
  });
});

describe('the environment is chosen', () => {
  const near = (more: string) =>
    fileOf('specs/pr/environments.yaml', `${more}environments: { e: {}, p: {} }`);
  const far = (more: string) => fileOf('specs/environments.yaml', `${more}environments: { e: {}, p: {} }`);
  const note =
    'specs/pr/environments.yaml:2: default: p has no effect, because specs/environments.yaml says default: e';

  test.each([
    ['by the outer file', '# none\ndefault: p\n', 'default: e\n', undefined, 'e', [note]],
    ['by the outer file, as the nested one says', 'default: e\n', 'default: e\n', undefined, 'e', []],
    ['by the nested file where no other does', 'default: p\n', '', undefined, 'p', []],
    [
      'by a nested file that is trusted',
      'default: p\n',
      'trustNested: true\ndefault: e\n',
      undefined,
      'p',
      [],
    ],
    ['by whoever starts the run', 'default: p\n', 'default: e\n', 'p', 'p', []],
  ])('%s', (_, inner, outer, asked, name, notes) => {
    expect(resolveEnvironment([near(inner), far(outer)], asked, {})).toMatchObject({
      environment: { name, notes },
    });
  });

  test('by the outermost of three', () => {
    const middle = fileOf('specs/more/environments.yaml', 'default: p\nenvironments: {}');
    expect(
      resolveEnvironment([near('default: p\n'), middle, far('default: e\n')], undefined, {}),
    ).toMatchObject({
      environment: { name: 'e', notes: [expect.stringContaining('specs/pr/'), expect.anything()] },
    });
  });
});

describe('a nested file reads what the file above mentions for any of its environments', () => {
  const resolved = (inner: string, outer: string) =>
    resolveEnvironment(
      [
        fileOf('specs/pr/environments.yaml', `environments: { other: ${inner} }`),
        fileOf('specs/environments.yaml', `environments: { staging: ${outer} }`),
      ],
      'other',
      {},
    );

  test('such as the port of another environment, which is no secret', () => {
    const result = resolved('{ baseUrl: "http://a:{{env.PORT}}" }', '{ baseUrl: "http://b:{{env.PORT}}" }');
    if ('problem' in result) throw new Error(result.problem);
    const readable = readableOf(result.environment.layers);
    expect([readable.names.get('PORT'), readable.filesFor('PORT')]).toEqual([
      false,
      ['specs/environments.yaml'],
    ]);
  });

  test('and what is a secret in one of them is one', () => {
    for (const [inner, outer] of [
      ['{ baseUrl: "http://{{env.A}}" }', '{ secrets: [A] }'],
      ['{ headers: { a: "{{env.A}}" } }', '{ baseUrl: "http://{{env.A}}" }'],
    ] as const) {
      const result = resolved(inner, outer);
      if ('problem' in result) throw new Error(result.problem);
      expect(readableOf(result.environment.layers).names.get('A')).toBe(true);
    }
  });

  test('but nothing else, and a spec only what its own environment mentions', () => {
    expect(resolved('{ headers: { a: "{{env.B}}" } }', '{ secrets: [A] }')).toMatchObject({
      problem: 'specs/pr/environments.yaml reads {{env.B}}, which specs/environments.yaml does not mention',
    });
    const result = resolved('{}', '{ secrets: [A] }');
    if ('problem' in result) throw new Error(result.problem);
    expect(readableOf(result.environment.layers).names.size).toBe(0);
  });
});
