import { describe, expect, test } from 'vitest';
import { createCheckedClient } from '../checked-client.ts';
import { currencies } from './currencies.ts';
import { monite } from './monite.ts';

const ids = monite.variables as Readonly<Record<string, string>>;
const version = { 'x-monite-version': '2024-05-25' };
const grant = {
  grant_type: 'client_credentials',
  client_id: 'monite-sandbox-client',
  client_secret: 'monite-sandbox-secret',
};
const recipient = { id: ids['recipient_id'], type: 'counterpart' };
const wanted = {
  recipient,
  payment_methods: ['card'],
  amount: 4200,
  currency: 'EUR',
  payment_reference: 'INV-1',
};
const { amount: _amount, currency: _currency, payment_reference: _reference, ...bare } = wanted;

async function createClient() {
  const client = createCheckedClient(monite, 'swagger/monite/payment-links.yaml');
  const answer = await client.send('POST', '/v1/auth/token', { headers: version, json: grant });
  const { access_token: token } = answer.body as { access_token: string };
  const headers = {
    ...version,
    authorization: `Bearer ${token}`,
    'x-monite-entity-id': ids['entity_id'] ?? '',
  };
  const create = (json: unknown) => client.send('POST', '/v1/payment_links', { headers, json });
  const get = (id: string) => client.send('GET', `/v1/payment_links/${id}`, { headers });
  const expire = (id: string) => client.send('POST', `/v1/payment_links/${id}/expire`, { headers });
  return { ...client, headers, create, get, expire };
}

const idOf = (body: unknown): string => (body as { id: string }).id;

describe('a payment link', () => {
  test('is created, found again, and expired once', async () => {
    const { create, get, expire } = await createClient();
    const created = await create(wanted);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ ...wanted, status: 'created', invoice: null, payer: null });
    const id = idOf(created.body);
    expect((await get(id)).body).toEqual(created.body);
    expect((await expire(id)).body).toMatchObject({
      id,
      status: 'expired',
      payment_intent: { status: 'canceled' },
    });
    expect((await expire(id)).status).toBe(409);
    expect((await get(id)).body).toMatchObject({ status: 'expired' });
  });

  test.each([
    ['receivable', 'receivable_id', 12500],
    ['payable', 'payable_id', 8900],
  ])('takes its terms from a %s', async (type, name, amount) => {
    const { create } = await createClient();
    const { body, status } = await create({ ...bare, object: { id: ids[name], type } });
    expect(status).toBe(201);
    expect(body).toMatchObject({ amount });
  });

  test('expires when its time has come', async () => {
    const { create, get, expire, clock } = await createClient();
    const { body } = await create({ ...wanted, expires_at: '2026-01-31T09:45:00Z' });
    clock.nowMs += 900_000;
    expect((await get(idOf(body))).body).toMatchObject({ status: 'expired' });
    expect((await expire(idOf(body))).status).toBe(409);
  });

  test('keeps its invoice and its way back', async () => {
    const file = {
      mimetype: 'application/pdf',
      name: 'invoice.pdf',
      url: 'https://files.example.com/invoice.pdf',
    };
    const extra = {
      invoice: { issue_date: '2026-01-01', due_date: '2026-02-28', file },
      return_url: 'https://shop.example.com/thanks',
    };
    const { create } = await createClient();
    expect((await create({ ...wanted, ...extra })).body).toMatchObject(extra);
  });

  test('is seeded as paid and as lapsed', async () => {
    const { get } = await createClient();
    expect((await get(ids['paid_payment_link_id'] ?? '')).body).toMatchObject({ status: 'succeeded' });
    expect((await get(ids['lapsed_payment_link_id'] ?? '')).body).toMatchObject({ status: 'expired' });
  });
});

describe('422 points at', () => {
  test.each<[string, unknown, readonly (string | number)[]]>([
    ['a missing amount', { ...bare, currency: 'EUR', payment_reference: 'x' }, ['body', 'amount']],
    ['a missing currency', { ...bare, amount: 1, payment_reference: 'x' }, ['body', 'currency']],
    ['a missing reference', { ...bare, amount: 1, currency: 'EUR' }, ['body', 'payment_reference']],
    [
      'terms beside an object',
      { ...wanted, object: { id: ids['payable_id'], type: 'payable' } },
      ['body', 'amount'],
    ],
    ['missing methods', { ...wanted, payment_methods: undefined }, ['body', 'payment_methods']],
    ['no method', { ...wanted, payment_methods: [] }, ['body', 'payment_methods']],
    ['a method named twice', { ...wanted, payment_methods: ['card', 'card'] }, ['body', 'payment_methods']],
    ['an unknown method', { ...wanted, payment_methods: ['card', 'cash'] }, ['body', 'payment_methods', 1]],
    ['an unknown currency', { ...wanted, currency: 'QQQ' }, ['body', 'currency']],
    ['an amount of zero', { ...wanted, amount: 0 }, ['body', 'amount']],
    ['a fraction', { ...wanted, amount: 1.5 }, ['body', 'amount']],
    [
      'a recipient without type',
      { ...wanted, recipient: { id: recipient.id } },
      ['body', 'recipient', 'type'],
    ],
    [
      'a recipient that is no UUID',
      { ...wanted, recipient: { ...recipient, id: '7' } },
      ['body', 'recipient', 'id'],
    ],
    [
      'an unknown object type',
      { ...bare, object: { id: ids['payable_id'], type: 'order' } },
      ['body', 'object', 'type'],
    ],
    [
      'a day that does not exist',
      { ...wanted, invoice: { due_date: '2026-02-30' } },
      ['body', 'invoice', 'due_date'],
    ],
    ['an unknown invoice field', { ...wanted, invoice: { number: 'x' } }, ['body', 'invoice', 'number']],
    [
      'a return address without scheme',
      { ...wanted, return_url: 'shop.example.com' },
      ['body', 'return_url'],
    ],
    ['an expiry without time zone', { ...wanted, expires_at: '2026-03-01T10:00:00' }, ['body', 'expires_at']],
    ['an unknown field', { ...wanted, colour: 'red' }, ['body', 'colour']],
    ['a body that is a list', [], ['body']],
  ])('%s', async (_what, json, loc) => {
    const { create, allowsBody } = await createClient();
    const { status, body } = await create(json);
    expect(status).toBe(422);
    expect((body as { detail: readonly { loc: unknown }[] }).detail.map((each) => each.loc)).toContainEqual(
      loc,
    );
    expect(allowsBody('PaymentLinkRequest', JSON.parse(JSON.stringify(json)))).toBe(false);
  });

  test('an expiry in the past', async () => {
    const { create } = await createClient();
    const { status, body } = await create({ ...wanted, expires_at: '2026-01-31T09:30:00Z' });
    expect(status).toBe(422);
    expect(body).toMatchObject({ detail: [{ loc: ['body', 'expires_at'] }] });
  });

  test.each([
    ['x-monite-version', ''],
    ['x-monite-version', '2023-09-01'],
    ['x-monite-entity-id', ''],
    ['x-monite-entity-id', 'me'],
  ])('the header %s when it is "%s"', async (name, value) => {
    const { send, headers } = await createClient();
    const { [name as 'authorization']: _dropped, ...others } = headers;
    const { status, body } = await send('POST', '/v1/payment_links', {
      headers: value === '' ? others : { ...others, [name]: value },
      json: wanted,
    });
    expect(status).toBe(422);
    expect(body).toMatchObject({ detail: [{ loc: ['header', name] }] });
  });

  test('an id that is no UUID', async () => {
    const { get } = await createClient();
    expect((await get('42')).body).toMatchObject({ detail: [{ loc: ['path', 'payment_link_id'] }] });
  });
});

describe('access', () => {
  test('is refused without a token, with a wrong one, and with one that is too old', async () => {
    const { send, headers, create, clock } = await createClient();
    const { authorization: _token, ...without } = headers;
    const wrong = { ...headers, authorization: 'Bearer guess' };
    expect((await send('POST', '/v1/payment_links', { headers: without, json: wanted })).status).toBe(401);
    expect((await send('POST', '/v1/payment_links', { headers: wrong, json: wanted })).status).toBe(401);
    clock.nowMs += 1_800_000;
    expect((await create(wanted)).status).toBe(401);
  });

  test('needs the right secret and the right grant', async () => {
    const { send } = await createClient();
    const ask = async (json: unknown) =>
      (await send('POST', '/v1/auth/token', { headers: version, json })).status;
    expect(await ask({ ...grant, client_secret: 'guess' })).toBe(401);
    expect(await ask({ ...grant, grant_type: 'password' })).toBe(422);
    expect(await ask({ grant_type: 'client_credentials' })).toBe(422);
    expect((await send('POST', '/v1/auth/token', { json: grant })).status).toBe(422);
  });

  test('covers the own entities, and each sees its own links', async () => {
    const { send, headers } = await createClient();
    const as = async (entity: string | undefined, id: string | undefined) =>
      (
        await send('GET', `/v1/payment_links/${id}`, {
          headers: { ...headers, 'x-monite-entity-id': entity ?? '' },
        })
      ).status;
    expect(await as(ids['entity_id'], ids['paid_payment_link_id'])).toBe(200);
    expect(await as(ids['other_entity_id'], ids['paid_payment_link_id'])).toBe(404);
    expect(await as(ids['foreign_entity_id'], ids['paid_payment_link_id'])).toBe(403);
  });

  test('is free when the credential check is switched off', async () => {
    const { send, headers, switches } = await createClient();
    const { authorization: _token, ...without } = headers;
    switches.anyToken = true;
    expect((await send('POST', '/v1/payment_links', { headers: without, json: wanted })).status).toBe(201);
  });
});

describe('failures have one shape', () => {
  test('404 for what does not exist', async () => {
    const { get, create } = await createClient();
    expect((await get('00000000-0000-4000-8000-000000000000')).status).toBe(404);
    const object = { id: ids['receivable_id'], type: 'payable' };
    expect((await create({ ...bare, object })).status).toBe(404);
  });

  test('405 names the method that would do', async () => {
    const { send, headers } = await createClient();
    const {
      status,
      headers: answered,
      body,
    } = await send('DELETE', '/v1/payment_links', {
      headers,
      operation: 'undocumented',
    });
    expect([status, answered.get('allow')]).toEqual([405, 'POST']);
    expect(body).toEqual({ error: { message: 'DELETE is not allowed here' } });
  });

  test('500 does not say why', async () => {
    const { get } = await createClient();
    const { status, body } = await get(ids['failing_payment_link_id'] ?? '');
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain('outage');
  });
});

test('the document knows the same currencies', async () => {
  const { allowsBody } = await createClient();
  expect(currencies.filter((code) => !allowsBody('Currency', code))).toEqual([]);
  expect(allowsBody('Currency', 'QQQ')).toBe(false);
});
