import { describe, expect, test } from 'vitest';
import { createSandbox, sandboxOrigin } from './create.ts';
import type { Fault } from './faults.ts';
import { vcitaTokens } from './vcita/credentials.ts';
import { withFaults } from './with-faults.ts';

const answer = async () => Response.json({ id: 'a', items: [{ n: 1 }, { n: 2 }] }, { status: 201 });

function ask(fault: Omit<Fault, 'operation'> & { readonly operation?: string }, path = '/things/7') {
  const broken = withFaults([{ operation: 'POST /things/{id}', ...fault }], answer);
  return broken(new Request(`${sandboxOrigin}${path}`, { method: 'POST' }));
}

describe('a fault', () => {
  test('replaces the status', async () => {
    expect((await ask({ status: 500 })).status).toBe(500);
  });

  test('can take the body away with the status', async () => {
    const response = await ask({ status: 204 });
    expect(response.status).toBe(204);
    expect(await response.text()).toBe('');
  });

  test('removes from the body and sets in it', async () => {
    const response = await ask({ remove: '/items/*/n', set: { '/id': null } });
    expect(await response.json()).toEqual({ id: null, items: [{}, {}] });
  });

  test('replaces the body, its type and its headers', async () => {
    const response = await ask({
      body: '<p>',
      contentType: 'text/html',
      headers: { 'x-trace': '1', 'content-length': null },
    });
    expect(await response.text()).toBe('<p>');
    expect(response.headers.get('content-type')).toBe('text/html');
    expect(response.headers.get('x-trace')).toBe('1');
  });

  test('takes a header away', async () => {
    const response = await ask({ headers: { 'content-type': null } });
    expect(response.headers.has('content-type')).toBe(false);
  });

  test('waits for its status', async () => {
    expect((await ask({ when: { status: 200 }, status: 500 })).status).toBe(201);
    expect((await ask({ when: { status: 201 }, status: 500 })).status).toBe(500);
  });

  test('makes the operation answer as a dead upstream would', async () => {
    const response = await ask({ unreachable: true });
    expect(response.status).toBe(502);
    expect(await response.text()).toContain('<h1>502 Bad Gateway</h1>');
  });

  test('refuses the connection', async () => {
    await expect(ask({ refused: true })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('delays, until the caller has had enough', async () => {
    const broken = withFaults([{ operation: '*', delayMs: 60_000 }], answer);
    const signal = AbortSignal.timeout(1);
    await expect(broken(new Request(sandboxOrigin, { signal }))).rejects.toThrow();
  });

  test('leaves every other operation alone', async () => {
    const operations = ['GET /things/{id}', 'POST /things', 'POST /things/{id}/more', 'POST /things/8'];
    const responses = await Promise.all(operations.map((operation) => ask({ operation, status: 500 })));
    expect(responses.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
  });
});

describe('a fault that changes no answer', () => {
  const path = '/connect/v1/payment-links';
  const asking = (authorization: string) =>
    new Request(`${sandboxOrigin}${path}`, { headers: { authorization } });
  const known = 'Bearer connect-sandbox-token';
  const idle = async (fault: Omit<Fault, 'operation'>, authorization = known) => {
    const sandbox = createSandbox({ faults: [{ operation: `GET ${path}`, ...fault }], now: () => 0 });
    await sandbox.fetch(asking(authorization));
    return sandbox.idleFaults().length === 1;
  };

  test.each<[string, Omit<Fault, 'operation'>]>([
    ['waits for a status that does not come', { when: { status: 404 }, status: 500 }],
    ['sets the status that there is', { status: 200 }],
    ['removes what is not there', { remove: '/data/0/nothing' }],
    ['sets what is there', { set: { '/page/limit': 20 } }],
    ['takes away a header that is not there', { headers: { 'x-trace': null } }],
    ['opens the API to a token that is valid', { anyToken: true }],
    ['delays by nothing', { delayMs: 0 }],
  ])('%s', async (_, fault) => {
    expect(await idle(fault)).toBe(true);
  });

  test.each<[string, Omit<Fault, 'operation'>, string?]>([
    ['sets another value', { set: { '/page/limit': 21 } }],
    ['removes a field', { remove: '/data/0/id' }],
    ['replaces the body', { body: '' }],
    ['sets a header', { headers: { 'x-trace': '1' } }],
    ['sets the media type', { contentType: 'text/html' }],
    ['delays', { delayMs: 1 }],
    ['takes the upstream away', { unreachable: true }],
    ['opens the API to a wrong token', { anyToken: true }, 'Bearer nonsense'],
  ])('is not one that %s', async (_, fault, authorization) => {
    expect(await idle(fault, authorization)).toBe(false);
  });

  test('is one that is never asked for', () => {
    const fault = { operation: 'GET /connect/v1/payments/{id}', status: 500 };
    expect(createSandbox({ faults: [fault] }).idleFaults()).toEqual([fault]);
  });
});

describe('a fault in one gateway', () => {
  const products = (prefix: string, authorization?: string) =>
    new Request(`${sandboxOrigin}${prefix}/business/payments/v1/products`, {
      headers: authorization === undefined ? {} : { authorization },
    });

  test('does not reach the other', async () => {
    const operation = 'GET /api2/business/payments/v1/products';
    const { fetch } = createSandbox({ faults: [{ operation, status: 500 }] });
    expect((await fetch(products('', `Bearer ${vcitaTokens.staff}`))).status).toBe(200);
    expect((await fetch(products('/api2', `Bearer ${vcitaTokens.staff}`))).status).toBe(500);
  });

  test('opens the API under its operation to any token, and no other API', async () => {
    const { fetch } = createSandbox({
      faults: [{ operation: 'GET /business/payments/v1/products', anyToken: true }],
    });
    const authorize = new Request(`${sandboxOrigin}/authorize`, { method: 'POST' });
    expect((await fetch(products(''))).status).toBe(200);
    expect((await fetch(products('', 'Bearer nonsense'))).status).toBe(200);
    expect((await fetch(authorize)).status).toBe(401);
  });
});
