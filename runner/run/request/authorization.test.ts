import { describe, expect, test } from 'vitest';
import { environmentOf, fakeClock, fakeHost, mentioning, scopeOf } from '../../test/run-fixture.ts';
import { authorize } from './authorization.ts';
import { createTokenCache } from './token-exchange.ts';
import { createDestinations } from './destinations.ts';
import type { Environment } from '../../environment/environment.ts';
import { createRedactor } from '../secrets/redact.ts';
import type { AuthInput } from './authorization-input.ts';

const EXCHANGE =
  'exchange: { method: POST, url: "https://login.test/token", headers: { x-api-key: "{{env.KEY}}" }, token: $.access_token, expiresIn: $.expires_in }';

function setUp(
  tokens: string,
  answer: Parameters<typeof fakeHost>[0] = () => ({
    json: { access_token: 'exchanged-token', expires_in: 3_600 },
  }),
) {
  const environment = environmentOf(
    `baseUrl: https://api.test/v1/\ntokens:\n${tokens.trim().replaceAll(/^/gm, '  ')}`,
  );
  const host = fakeHost(answer);
  const { clock, advance } = fakeClock();
  const redactor = createRedactor();
  const cache = createTokenCache(clock.nowMs);
  const secrets = { KEY: 'the-api-key', T: 'from-env', U: 'ann', P: 'pass word' };
  const variables = { tenant: 't1' };
  const destinations = createDestinations({
    environment: mentioning(environment, secrets, variables),
    vars: {},
    readSecret: (name) => (secrets as Record<string, string>)[name],
    redactor,
  });
  const ask = (type: string, more: Partial<AuthInput> & { readonly variables?: object } = {}) =>
    authorize({
      type,
      environment: environment as Environment,
      scope: scopeOf(variables, { environment, redactor, secrets }),
      destinations,
      redactor,
      send: host.send,
      signal: new AbortController().signal,
      tokens: cache,
      now: clock.nowMs,
      ...more,
    });
  return { ask, host, advance, redactor };
}

describe('the header of a scheme', () => {
  test.each([
    ['staff: "{{env.T}}"', 'staff', 'Bearer from-env'],
    ['client: abc', 'client', 'Bearer abc'],
    ['constructor: abc', 'constructor', 'Bearer abc'],
    ['toString: abc', 'toString', 'Bearer abc'],
    ['admin: abc', 'admin', 'Admin abc'],
    ['internal: abc', 'internal', 'Admin abc'],
    ['admin: { scheme: bearer, value: abc }', 'admin', 'Bearer abc'],
    ['staff: { scheme: Admin, value: abc }', 'staff', 'Admin abc'],
    ['app: { scheme: token, value: abc }', 'app', 'Token token="abc"'],
    [
      'karma: { scheme: basic, username: "{{env.U}}", password: "{{env.P}}" }',
      'karma',
      `Basic ${btoa('ann:pass word')}`,
    ],
  ])('%s', async (tokens, type, header) => {
    expect(await setUp(tokens).ask(type)).toEqual({ headers: { Authorization: header }, query: {} });
  });

  test.each([
    ['key: { scheme: apiKey, value: abc }', { headers: { 'x-api-key': 'abc' }, query: {} }],
    ['key: { scheme: api-key, value: abc, name: X-Key }', { headers: { 'X-Key': 'abc' }, query: {} }],
    ['key: { scheme: apiKey, value: abc, in: query, name: k }', { headers: {}, query: { k: 'abc' } }],
  ])('%s', async (tokens, authorization) => {
    expect(await setUp(tokens).ask('key')).toEqual(authorization);
  });

  test('of a route wins over that of the token', async () => {
    const { ask } = setUp('staff: abc');
    expect(await ask('staff', { routeScheme: 'token' })).toMatchObject({
      headers: { Authorization: 'Token token="abc"' },
    });
  });

  test('comes with the headers of the token', async () => {
    const { ask } = setUp('staff: { value: abc, headers: { X-Tenant: "{{tenant}}" } }');
    expect(await ask('staff')).toMatchObject({ headers: { Authorization: 'Bearer abc', 'X-Tenant': 't1' } });
  });
});

describe('a further header of a token never takes the place of its credential', () => {
  test.each(['Authorization', 'authorization', 'AUTHORIZATION'])('%s', async (name) => {
    const { ask } = setUp(`staff: { value: abc, headers: { ${name}: "Bearer other", X-Tenant: t1 } }`);
    expect(await ask('staff')).toEqual({
      headers: { Authorization: 'Bearer abc', 'X-Tenant': 't1' },
      query: {},
    });
  });

  test('nor that of basic, or of a key in a header of its own', async () => {
    const basic = setUp(
      'karma: { scheme: basic, username: ann, password: word, headers: { authorization: other } }',
    );
    expect(await basic.ask('karma')).toMatchObject({
      headers: { Authorization: `Basic ${btoa('ann:word')}` },
    });
    const key = setUp('key: { scheme: apiKey, value: abc, name: X-Key, headers: { x-key: other } }');
    expect(await key.ask('key')).toEqual({ headers: { 'X-Key': 'abc' }, query: {} });
  });
});

test('none sends nothing, although there are tokens', async () => {
  expect(await setUp('staff: abc').ask('none')).toEqual({ headers: {}, query: {} });
});

describe('a token that cannot be had', () => {
  test.each([
    ['staff: abc', 'staf', 'has no token "staf"', 'did you mean "staff"?'],
    ['staff: abc', 'constructor', 'has no token "constructor"', 'known here: staff, none'],
    ['staff: "{{env.NOWHERE}}"', 'staff', 'needs {{env.NOWHERE}}', 'set NOWHERE'],
    ['staff: ""', 'staff', 'is empty', 'tokens:'],
    ['staff: { scheme: bearer }', 'staff', 'has no value', 'value:'],
    ['staff: { scheme: basic, username: a }', 'staff', 'has no value', 'value:'],
    ['staff: { value: a, headers: { X: "{{nobody}}" } }', 'staff', '{{nobody}}', 'nobody'],
    ['staff: "{{a | b}}"', 'staff', 'pipes', 'staff'],
  ])('%s, asked for %s', async (tokens, type, problem, hint) => {
    expect(await setUp(tokens).ask(type)).toEqual({
      problem: expect.stringContaining(problem),
      hint: expect.stringContaining(hint),
    });
  });
});

describe('an exchange', () => {
  const TOKEN = `payroc: { ${EXCHANGE} }`;

  test('gets the token with its own request', async () => {
    const { ask, host } = setUp(TOKEN);
    expect(await ask('payroc')).toMatchObject({ headers: { Authorization: 'Bearer exchanged-token' } });
    expect(host.requests).toMatchObject([
      { method: 'POST', url: 'https://login.test/token', headers: { 'x-api-key': 'the-api-key' } },
    ]);
  });

  test.each([
    ['body: { id: "{{tenant}}" }', 'application/json', '{"id":"t1"}'],
    ['form: { id: "{{tenant}}", scope: "a b" }', 'application/x-www-form-urlencoded', 'id=t1&scope=a+b'],
  ])('sends %s', async (content, type, body) => {
    const { ask, host } = setUp(`t: { exchange: { url: "/oauth/{{tenant}}", ${content} } }`);
    expect(await ask('t')).toMatchObject({ headers: { Authorization: 'Bearer exchanged-token' } });
    expect(host.requests).toMatchObject([
      { url: 'https://api.test/v1/oauth/t1', headers: { 'Content-Type': type }, body },
    ]);
  });

  test('is shared by fifty that ask at once', async () => {
    const { ask, host } = setUp(TOKEN);
    const got = await Promise.all(Array.from({ length: 50 }, async () => ask('payroc')));
    expect(new Set(got.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(host.requests).toHaveLength(1);
  });

  test('is made again before the token runs out, and not earlier', async () => {
    const { ask, host, advance } = setUp(TOKEN, (_request, turn) => ({
      json: { access_token: `token-${turn}`, expires_in: 600 },
    }));
    await ask('payroc');
    advance(539_000);
    await ask('payroc');
    expect(host.requests).toHaveLength(1);
    advance(2_000);
    expect(await ask('payroc')).toMatchObject({ headers: { Authorization: 'Bearer token-2' } });
    expect(host.requests).toHaveLength(2);
  });

  test('of a token that lives shortly is made again after four fifths of its life', async () => {
    const { ask, host, advance } = setUp(TOKEN, () => ({
      json: { access_token: 'short-lived', expires_in: 10 },
    }));
    await ask('payroc');
    advance(7_900);
    await ask('payroc');
    expect(host.requests).toHaveLength(1);
    advance(200);
    await ask('payroc');
    expect(host.requests).toHaveLength(2);
  });

  test('without a lifetime is made once', async () => {
    const { ask, host, advance } = setUp('t: { exchange: { url: "https://login.test/x" } }');
    await ask('t');
    advance(1e9);
    await ask('t');
    expect(host.requests).toHaveLength(1);
  });

  test.each([
    ['a refusal', 401, 'answered 401'],
    ['no answer', { error: 'refused' as const }, 'got no answer'],
    ['no JSON', { text: 'hello' }, 'not JSON'],
    ['no token', { json: { expires_in: 5 } }, 'without a token at $.access_token'],
    ['an empty token', { json: { access_token: '', expires_in: 5 } }, 'without a token'],
    ['no lifetime', { json: { access_token: 'x-token' } }, 'without a lifetime'],
  ])(
    'that ends in %s is a problem, and is tried again by the next who asks',
    async (_name, answer, problem) => {
      const { ask, host } = setUp(TOKEN, (_request, turn) =>
        turn === 1 ? answer : { json: { access_token: 'second', expires_in: 60 } },
      );
      expect(await ask('payroc')).toMatchObject({ problem: expect.stringContaining(problem) });
      expect(await ask('payroc')).toMatchObject({ headers: { Authorization: 'Bearer second' } });
      expect(host.requests).toHaveLength(2);
    },
  );

  test('that lacks a variable is not made', async () => {
    const { ask, host } = setUp('t: { exchange: { url: "https://login.test/{{nobody}}" } }');
    expect(await ask('t')).toMatchObject({ problem: expect.stringContaining('{{nobody}}') });
    expect(host.requests).toEqual([]);
  });

  test('of two token types with one request, each takes its own token', async () => {
    const { ask } = setUp(
      'a: { exchange: { url: "https://login.test/x", token: $.access } }\nb: { exchange: { url: "https://login.test/x", token: $.identity } }',
      () => ({ json: { access: 'access-token', identity: 'identity-token' } }),
    );
    expect(await ask('a')).toMatchObject({ headers: { Authorization: 'Bearer access-token' } });
    expect(await ask('b')).toMatchObject({ headers: { Authorization: 'Bearer identity-token' } });
  });

  test('that throws is not remembered', async () => {
    const { ask } = setUp(TOKEN, (_request, turn) => {
      if (turn === 1) throw new Error('cheese');
      return { json: { access_token: 'second', expires_in: 60 } };
    });
    await expect(ask('payroc')).rejects.toThrow('cheese');
    expect(await ask('payroc')).toMatchObject({ headers: { Authorization: 'Bearer second' } });
  });
});

test('secrets are known to the redactor before they are used', async () => {
  const { ask, redactor } = setUp(
    `payroc: { ${EXCHANGE} }\nstaff: abcdef-staff\nkarma: { scheme: basic, username: ann, password: pass-word }\nt: { exchange: { url: "https://login.test/x", body: { client_secret: body-secret } } }`,
  );
  for (const type of ['payroc', 'staff', 'karma', 't']) await ask(type);
  const text = `exchanged-token the-api-key abcdef-staff pass-word ${btoa('ann:pass-word')} body-secret`;
  expect(redactor.text(text)).toBe(
    '$HIDDEN_PAYROC_TOKEN $KEY $HIDDEN_STAFF_TOKEN $HIDDEN_KARMA_TOKEN $HIDDEN_KARMA_CREDENTIALS $HIDDEN_T_CLIENT_SECRET',
  );
});
