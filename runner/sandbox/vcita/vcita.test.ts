import { describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox, sandboxOrigin } from '../create.ts';
import { vcita } from './vcita.ts';
import { vcitaTokens } from './credentials.ts';
import { seed } from './data.ts';

type Call = {
  readonly method?: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};
type Json = Record<string, Record<string, Record<string, never>>>;

const payments = '/business/payments/v1';
const staff = `Bearer ${vcitaTokens.staff}`;
const productId = 'd1g8a3x5qn72vt6m';

async function call({ fetch }: Sandbox, { method = 'GET', path, body, headers }: Call) {
  const response = await fetch(
    new Request(`${sandboxOrigin}${path}`, {
      method,
      headers: { authorization: staff, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  return { status: response.status, body: (await response.json()) as Json };
}

async function placeOrder(sandbox: Sandbox, more: object = { matter_uid: seed.matterUid }) {
  const product_order = { client_id: seed.clientUid, product_id: productId, ...more };
  return call(sandbox, { method: 'POST', path: `${payments}/product_orders`, body: { product_order } });
}

async function openRequest(sandbox: Sandbox, more?: object) {
  const { body } = await placeOrder(sandbox, more);
  const order = body['data']?.['product_order'];
  return { request: String(order?.['payment_request_id']), matter: String(order?.['matter_uid']) };
}

const reassign = (sandbox: Sandbox, matter: string, body: unknown = { staff_uid: seed.staffUid }) =>
  call(sandbox, { method: 'PUT', path: `/business/clients/v1/matters/${matter}/reassign`, body });

const sendLink = (
  sandbox: Sandbox,
  request: string,
  {
    gateway = '/api2',
    body = { channel: 'email' },
    headers = {},
  }: Partial<{ gateway: string; body: unknown; headers: Record<string, string> }> = {},
) =>
  call(sandbox, {
    method: 'POST',
    path: `${gateway}${payments}/payment_requests/${request}/send_link`,
    body,
    headers,
  });

const refusal = (code: string, field: string) => ({
  status: 422,
  body: { success: false, errors: [expect.objectContaining({ code, field })] },
});

describe('products', () => {
  test('are listed with their totals', async () => {
    const { status, body } = await call(createSandbox(), { path: `${payments}/products` });
    expect(status).toBe(200);
    expect(body['data']?.['products']?.[0]).toMatchObject({ price: '100.0', total_price: '108.5' });
  });

  test.each([
    ['filter[display]=false', ['Archived gift card']],
    ['filter[contains]=VISIT', ['Follow-up visit']],
    ['per_page=1&page=2', ['Follow-up visit']],
    ['page=9', []],
  ])('are narrowed by %s', async (query, names) => {
    const { body } = await call(createSandbox(), { path: `${payments}/products?${query}` });
    const products = body['data']?.['products'] as unknown as { name: string }[];
    expect(products.map(({ name }) => name)).toEqual(names);
  });

  test.each([
    ['page=0', 'page'],
    ['per_page=many', 'per_page'],
    ['filter[display]=perhaps', 'filter[display]'],
  ])('cannot be narrowed by %s', async (query, field) => {
    const answer = await call(createSandbox(), { path: `${payments}/products?${query}` });
    expect(answer).toEqual(refusal('invalid', field));
  });
});

describe('tokens', () => {
  const list = (headers: Record<string, string>) =>
    call(createSandbox(), { path: `${payments}/products`, headers });

  test.each(['client', 'app', 'business', 'operator'] as const)('a %s token lists products', async (type) => {
    expect((await list({ authorization: `Bearer ${vcitaTokens[type]}` })).status).toBe(200);
  });

  test('an admin token counts under its own scheme only', async () => {
    expect((await list({ authorization: `Admin ${vcitaTokens.admin.value}` })).status).toBe(200);
    expect((await list({ authorization: `Bearer ${vcitaTokens.admin.value}` })).status).toBe(401);
  });

  test.each(['', 'Bearer nonsense', vcitaTokens.staff, `Bearer ${vcitaTokens.staff_revoked}`])(
    '%j is nobody',
    async (authorization) => {
      expect(await list({ authorization })).toEqual({ status: 401, body: { error: 'Unauthorized' } });
    },
  );

  test('a directory says whom it acts for', async () => {
    const authorization = `Bearer ${vcitaTokens.directory}`;
    expect(await list({ authorization })).toEqual(refusal('unauthorized', 'X-On-Behalf-Of'));
    expect(await list({ authorization, 'x-on-behalf-of': 'another' })).toEqual(
      refusal('unauthorized', 'X-On-Behalf-Of'),
    );
    expect((await list({ authorization, 'x-on-behalf-of': seed.businessUid })).status).toBe(200);
  });

  test('partners have a scheme, a path and an answer of their own', async () => {
    const path = '/platform/v1/partners/accounts';
    const authorization = `Token token="${vcitaTokens.partners.value}"`;
    const answer = await call(createSandbox(), { path, headers: { authorization } });
    expect(answer.body['data']?.['accounts']).toHaveLength(2);
    expect(await call(createSandbox(), { path })).toEqual({
      status: 401,
      body: { status: 'failure', message: '401 Unauthorized' },
    });
  });
});

describe('an order', () => {
  test('opens a pending payment request at the price it names', async () => {
    const { status, body } = await placeOrder(createSandbox(), { matter_uid: seed.matterUid, price: 1 });
    expect(status).toBe(201);
    expect(body['data']?.['product_order']).toMatchObject({
      payment_request_state: 'pending',
      price: '1.0',
      total_price: '1.09',
      matter_uid: seed.matterUid,
    });
  });

  test.each([
    [{ client_id: undefined }, 'missing', 'client_id'],
    [{ product_id: '' }, 'missing', 'product_id'],
    [{ client_id: 'stranger' }, 'not_found', 'client_id'],
    [{ product_id: 'nothing' }, 'not_found', 'product_id'],
    [{ matter_uid: 'elsewhere' }, 'not_found', 'matter_uid'],
    [{ price: '5' }, 'invalid', 'price'],
    [{ price: -1 }, 'invalid', 'price'],
    [{ tax_ids: ['none'] }, 'not_found', 'tax_ids'],
  ])('%j is refused', async (more, code, field) => {
    expect(await placeOrder(createSandbox(), more)).toEqual(refusal(code, field));
  });

  test('is refused when the body is no order', async () => {
    const answer = await call(createSandbox(), {
      method: 'POST',
      path: `${payments}/product_orders`,
      body: [],
    });
    expect(answer).toEqual(refusal('missing', 'product_order'));
  });
});

describe('a link', () => {
  test('is sent once the matter is taken over', async () => {
    const sandbox = createSandbox();
    const { request, matter } = await openRequest(sandbox);
    expect(await sendLink(sandbox, request)).toEqual(refusal('not_owner', 'matter_uid'));
    expect((await reassign(sandbox, matter)).status).toBe(200);
    expect(await sendLink(sandbox, request)).toEqual({ status: 201, body: { data: {}, success: true } });
    expect(await sendLink(sandbox, request)).toEqual(refusal('not_pending', 'payment_request_uid'));
  });

  test('is not sent by the main gateway, whoever asks', async () => {
    const sandbox = createSandbox();
    const { request, matter } = await openRequest(sandbox);
    await reassign(sandbox, matter);
    expect(await sendLink(sandbox, request, { gateway: '' })).toEqual({
      status: 422,
      body: { status: 'Error', error: 'Unauthorized' },
    });
  });

  test('is sent by staff only', async () => {
    const sandbox = createSandbox();
    const { request } = await openRequest(sandbox);
    const answer = await sendLink(sandbox, request, {
      headers: { authorization: `Bearer ${vcitaTokens.client}` },
    });
    expect(answer).toEqual({ status: 401, body: { error: 'Unauthorized' } });
  });

  test.each([
    [{}, 'missing', 'channel'],
    [{ channel: 'pigeon' }, 'invalid', 'channel'],
    [{ channel: 'email', channel_value: 'nowhere' }, 'invalid', 'channel_value'],
    [{ channel: 'sms', channel_value: 'a@example.com' }, 'invalid', 'channel_value'],
    [{ channel: 'email', amount: 0 }, 'invalid', 'amount'],
  ])('is refused for %j', async (body, code, field) => {
    const sandbox = createSandbox();
    const { request, matter } = await openRequest(sandbox);
    await reassign(sandbox, matter);
    expect(await sendLink(sandbox, request, { body })).toEqual(refusal(code, field));
  });

  test('of a request that does not exist is not found', async () => {
    expect(await sendLink(createSandbox(), 'none')).toEqual(refusal('not_found', 'payment_request_uid'));
  });
});

describe('a matter', () => {
  test('of its own follows the last reassignment', async () => {
    const sandbox = createSandbox();
    const { request, matter } = await openRequest(sandbox, {});
    await reassign(sandbox, matter);
    await reassign(sandbox, matter, { staff_uid: seed.colleagueUid });
    expect(await sendLink(sandbox, request)).toEqual(refusal('not_owner', 'matter_uid'));
  });

  test('that specs share keeps its owners', async () => {
    const sandbox = createSandbox();
    const { request, matter } = await openRequest(sandbox);
    await reassign(sandbox, matter);
    await reassign(sandbox, matter, { staff_uid: seed.colleagueUid });
    expect((await sendLink(sandbox, request)).status).toBe(201);
  });

  test('goes to known staff only', async () => {
    const sandbox = createSandbox();
    expect(await reassign(sandbox, seed.matterUid, {})).toEqual(refusal('missing', 'staff_uid'));
    expect(await reassign(sandbox, seed.matterUid, { staff_uid: 'x' })).toEqual(
      refusal('not_found', 'staff_uid'),
    );
    expect(await reassign(sandbox, 'none')).toEqual(refusal('not_found', 'matter_uid'));
  });

  test('is back with its first owner after a reset', async () => {
    const sandbox = createSandbox();
    await reassign(sandbox, seed.matterUid);
    sandbox.reset();
    const { request } = await openRequest(sandbox);
    expect(await sendLink(sandbox, request)).toEqual(refusal('not_owner', 'matter_uid'));
  });
});

test('every prefix has the 404 of this API', async () => {
  for (const prefix of vcita.prefixes) {
    expect(await call(createSandbox(), { path: `${prefix}/nowhere` })).toEqual({
      status: 404,
      body: { error: 'Not Found' },
    });
  }
});
