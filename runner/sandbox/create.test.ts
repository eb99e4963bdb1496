import { describe, expect, test } from 'vitest';
import { connect } from './connect/connect.ts';
import { createSandbox, sandboxEnvironment, sandboxOrigin } from './create.ts';
import { department } from './department/department.ts';
import { monite } from './monite/monite.ts';
import { payroc } from './payroc/payroc.ts';
import { vcita } from './vcita/vcita.ts';
import { vcitaTokens } from './vcita/credentials.ts';

const order = {
  method: 'POST',
  headers: { authorization: `Bearer ${vcitaTokens.staff}`, 'content-type': 'application/json' },
  body: JSON.stringify({
    product_order: { client_id: 'c5x0q8i3tv64nm2r', product_id: 'd1g8a3x5qn72vt6m' },
  }),
};
const placeOrder = () => new Request(`${sandboxOrigin}/business/payments/v1/product_orders`, order);

describe('the sandbox', () => {
  test('ids are unique, also when requests come at once and randomness is poor', async () => {
    const sandbox = createSandbox({ random: () => 0 });
    const answers = await Promise.all(Array.from({ length: 50 }, () => sandbox.fetch(placeOrder())));
    const bodies = await Promise.all(answers.map((answer) => answer.json()));
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(50);
  });

  test('the same clock and randomness give the same answers', async () => {
    const answer = async () =>
      (await createSandbox({ now: () => 0, random: () => 0.5 }).fetch(placeOrder())).text();
    expect(await answer()).toBe(await answer());
  });

  test('a path that no API owns is not found', async () => {
    const answer = await createSandbox().fetch(new Request(`${sandboxOrigin}/nowhere`));
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ message: 'No API of the sandbox serves GET /nowhere.' });
  });

  test('a prefix is a whole segment of the path', async () => {
    const answer = await createSandbox().fetch(new Request(`${sandboxOrigin}/businesses`));
    expect(await answer.json()).toHaveProperty('message');
  });
});

describe('its environment', () => {
  test('has the fallback below the origin', () => {
    expect(sandboxEnvironment('http://127.0.0.1:1')).toMatchObject({
      baseUrl: 'http://127.0.0.1:1',
      fallbackUrl: 'http://127.0.0.1:1/api2',
      defaultToken: 'staff',
    });
  });

  test('fills the origin into what an exchange needs', () => {
    expect(sandboxEnvironment('http://127.0.0.1:1')['tokens']).toMatchObject({
      payroc: { exchange: { url: 'http://127.0.0.1:1/authorize' } },
    });
    expect(JSON.stringify(sandboxEnvironment())).not.toContain('{{origin}}');
  });

  test('is plain data with what every API needs', () => {
    const environment = sandboxEnvironment();
    expect(JSON.parse(JSON.stringify(environment))).toEqual(environment);
    expect(Object.keys(environment['tokens'] as object)).toEqual(
      expect.arrayContaining(['staff', 'payroc', 'department', 'connect', 'monite']),
    );
    expect(environment['variables']).toMatchObject({
      client_id: expect.any(String),
      matter_uid: expect.any(String),
      staff_uid: expect.any(String),
      business_id: expect.any(String),
    });
  });

  test('gives no name to two things', () => {
    const apis = [vcita, payroc, department, connect, monite];
    const names = apis.flatMap(({ tokens, variables, prefixes }) => [
      ...Object.keys(tokens).map((name) => `token ${name}`),
      ...Object.keys(variables).map((name) => `variable ${name}`),
      ...prefixes,
    ]);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});
