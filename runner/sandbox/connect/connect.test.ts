import { describe, expect, test } from 'vitest';
import { createCheckedClient } from '../checked-client.ts';
import { connect } from './connect.ts';

const ids = connect.variables as Readonly<Record<string, string>>;
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const headers = bearer('connect-sandbox-token');
const links = '/connect/v1/payment-links';
const terms = { amount: 2500, currency: 'EUR' };
const card = (number: string | undefined) => ({ card: { number, expiry: '12/30', holder: 'Noa Buyer' } });

function createClient() {
  const client = createCheckedClient(connect, 'swagger/connect/payment-links.yaml');
  const get = (path: string) => client.send('GET', path, { headers });
  const post = (path: string, json: unknown) => client.send('POST', path, { headers, json });
  const create = async (extra: object = {}) => idOf((await post(links, { ...terms, ...extra })).body);
  const open = (id: string | undefined) => client.send('POST', `${links}/${id}/sessions`);
  const pay = (session: string, number: string | undefined) =>
    client.send('POST', `/connect/v1/payment-sessions/${session}/payments`, { json: card(number) });
  /** Opens the link, pays, and waits until the payment is settled. */
  async function settle(id: string, number: string | undefined) {
    const session = idOf((await open(id)).body);
    const payment = idOf((await pay(session, number)).body);
    client.clock.nowMs += 120;
    return { session, payment };
  }
  return { ...client, get, post, create, open, pay, settle };
}

const idOf = (body: unknown): string => (body as { id: string }).id;
const codeOf = ({ body }: { body: unknown }) => (body as { error: { code: string } }).error.code;

describe('a payment', () => {
  test.each([
    ['succeeding_card', 'succeeded', 'completed'],
    ['declined_card', 'failed', 'open'],
  ])('with the %s ends as %s, after a while', async (name, outcome, sessionStatus) => {
    const { create, open, pay, get, clock } = createClient();
    const session = idOf((await open(await create())).body);
    const started = await pay(session, ids[name]);
    expect(started.status).toBe(202);
    const path = started.headers.get('location') ?? '';
    expect(started.body).toMatchObject({ status: 'pending', settledAt: null });
    clock.nowMs += 40;
    expect((await get(path)).body).toMatchObject({ status: 'processing', settledAt: null });
    expect((await get(`/connect/v1/payment-sessions/${session}`)).body).toMatchObject({ status: 'paying' });
    clock.nowMs += 80;
    expect((await get(path)).body).toMatchObject({ status: outcome, settledAt: '2026-01-31T09:30:00.120Z' });
    expect((await get(`/connect/v1/payment-sessions/${session}`)).body).toMatchObject({
      status: sessionStatus,
    });
  });

  test('that failed can be tried again in the same session', async () => {
    const { create, settle, pay, get, clock } = createClient();
    const id = await create();
    const { session } = await settle(id, ids['declined_card']);
    expect((await pay(session, ids['succeeding_card'])).status).toBe(202);
    clock.nowMs += 120;
    expect((await get(`${links}/${id}`)).body).toMatchObject({
      status: 'used_up',
      counters: { opened: 1, completed: 1, failed: 1, successRate: 0.5 },
    });
  });

  test('that is under way keeps others out', async () => {
    const { create, open, pay } = createClient();
    const id = await create();
    const [first, second] = [idOf((await open(id)).body), idOf((await open(id)).body)];
    await pay(first, ids['succeeding_card']);
    expect(codeOf(await pay(first, ids['succeeding_card']))).toBe('payment_in_progress');
    expect(codeOf(await pay(second, ids['succeeding_card']))).toBe('payment_in_progress');
  });

  test('in a paid session is refused', async () => {
    const { create, settle, pay } = createClient();
    const { session } = await settle(await create({ usagePolicy: 'multiple' }), ids['succeeding_card']);
    expect(codeOf(await pay(session, ids['succeeding_card']))).toBe('session_completed');
  });

  test('can leave a payment profile behind', async () => {
    const { create, settle, get } = createClient();
    const id = await create({ savePaymentProfile: true });
    const { payment } = await settle(id, ids['succeeding_card']);
    const profile = ((await get(`/connect/v1/payments/${payment}`)).body as { paymentProfileId: string })
      .paymentProfileId;
    expect(profile).toMatch(/^prof_/);
    expect((await get(`${links}/${id}`)).body).toMatchObject({ relations: { paymentProfileId: profile } });
  });

  test.each([
    {},
    { card: {} },
    card('4242'),
    { card: { ...card('4242424242424242').card, expiry: '13/30' } },
  ])('needs a whole card: %j', async (json) => {
    const { create, open, send, allowsBody } = createClient();
    const session = idOf((await open(await create())).body);
    const path = `/connect/v1/payment-sessions/${session}/payments`;
    expect((await send('POST', path, { json })).status).toBe(422);
    expect(allowsBody('PaymentRequest', json)).toBe(false);
  });
});

describe('a link', () => {
  test('is created, found at its location, and shows what it was given', async () => {
    const { post, get } = createClient();
    const wanted = {
      ...terms,
      description: 'Two tickets',
      customer: { name: 'Noa', email: 'noa@example.com' },
    };
    const created = await post(links, wanted);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      ...wanted,
      status: 'active',
      usage: { policy: 'single', limit: 1, used: 0 },
    });
    expect((await get(created.headers.get('location') ?? '')).body).toEqual(created.body);
  });

  test.each([
    ['invoiceId', 'connect_invoice_id', 15900],
    ['orderId', 'connect_order_id', 4850],
  ])('takes its amount from %s', async (field, name, amount) => {
    const { post } = createClient();
    const { body } = await post(links, { [field]: ids[name] });
    expect(body).toMatchObject({ amount, relations: { [field]: ids[name] } });
  });

  test('with a limit is used up by that many payments', async () => {
    const { create, settle, get, open } = createClient();
    const id = await create({ usagePolicy: 'multiple', usageLimit: 2 });
    await settle(id, ids['succeeding_card']);
    expect((await get(`${links}/${id}`)).body).toMatchObject({ status: 'active', usage: { used: 1 } });
    await settle(id, ids['succeeding_card']);
    expect((await get(`${links}/${id}`)).body).toMatchObject({ status: 'used_up', usage: { used: 2 } });
    expect(codeOf(await open(id))).toBe('link_used_up');
  });

  test('expires by the clock, even between opening and paying', async () => {
    const { create, open, pay, get, clock } = createClient();
    const id = await create({ expiresInSeconds: 0.2 });
    const session = idOf((await open(id)).body);
    clock.nowMs += 200;
    expect((await get(`${links}/${id}`)).body).toMatchObject({ status: 'expired' });
    expect((await open(id)).status).toBe(410);
    expect((await pay(session, ids['succeeding_card'])).status).toBe(410);
  });

  test('is cancelled once', async () => {
    const { create, post, open } = createClient();
    const id = await create();
    expect((await post(`${links}/${id}/cancel`, {})).body).toMatchObject({ status: 'cancelled' });
    expect(codeOf(await post(`${links}/${id}/cancel`, {}))).toBe('link_cancelled');
    expect((await open(id)).status).toBe(409);
  });

  test.each([
    ['expired_link_id', 410, 'link_expired'],
    ['used_up_link_id', 409, 'link_used_up'],
    ['cancelled_link_id', 409, 'link_cancelled'],
  ])('seeded as %s is neither opened, sent nor cancelled', async (name, status, code) => {
    const { open, post } = createClient();
    const deliveries = post(`${links}/${ids[name]}/deliveries`, { channel: 'embed' });
    for (const answer of [
      await open(ids[name]),
      await post(`${links}/${ids[name]}/cancel`, {}),
      await deliveries,
    ]) {
      expect([answer.status, codeOf(answer)]).toEqual([status, code]);
    }
  });

  test.each<[string, object, string]>([
    ['no amount', { amount: undefined }, 'amount'],
    ['no currency', { currency: undefined }, 'currency'],
    ['an amount of zero', { amount: 0 }, 'amount'],
    ['an amount in words', { amount: '2500' }, 'amount'],
    ['an unknown currency', { currency: 'XXX' }, 'currency'],
    ['an amount beside an invoice', { currency: undefined, invoiceId: 'inv_SANDBOX2041' }, 'amount'],
    ['a customer without name', { customer: { email: 'noa@example.com' } }, 'customer.name'],
    ['a phone number without prefix', { customer: { name: 'Noa', phone: '5550100' } }, 'customer.phone'],
    ['an unknown policy', { usagePolicy: 'forever' }, 'usagePolicy'],
    ['an unknown field', { colour: 'red' }, 'colour'],
  ])('with %s is refused, by the document too', async (_what, extra, field) => {
    const { post, allowsBody } = createClient();
    const json: unknown = JSON.parse(JSON.stringify({ ...terms, ...extra }));
    const { status, body } = await post(links, json);
    expect(status).toBe(422);
    expect(body).toMatchObject({ error: { code: 'validation_failed', details: [{ field }] } });
    expect(allowsBody('LinkRequest', json)).toBe(false);
  });

  test.each<[string, object, string]>([
    ['an expiry in the past', { expiresAt: '2026-01-31T09:30:00Z' }, 'expiresAt'],
    ['two expiries', { expiresAt: '2026-03-01T00:00:00Z', expiresInSeconds: 5 }, 'expiresInSeconds'],
    ['a limit on a single use', { usageLimit: 3 }, 'usageLimit'],
    ['an unknown customer', { customerId: 'cus_NOBODY' }, 'customerId'],
    ['two customers', { customerId: 'cus_SANDBOXBUYER', customer: { name: 'Noa' } }, 'customer'],
  ])('with %s is refused', async (_what, extra, field) => {
    const { body, status } = await createClient().post(links, { ...terms, ...extra });
    expect(status).toBe(422);
    expect(body).toMatchObject({ error: { details: [{ field }] } });
  });
});

describe('the list', () => {
  test.each(['expired', 'used_up', 'cancelled'])(
    'of %s links of the past customer has one',
    async (status) => {
      const { get } = createClient();
      const { body } = await get(
        `${links}?customerId=${ids['connect_history_customer_id']}&status=${status}`,
      );
      expect(body).toMatchObject({ data: [{ status }], page: { total: 1, nextCursor: null } });
    },
  );

  test('comes in pages', async () => {
    const { get } = createClient();
    const query = `${links}?customerId=${ids['connect_history_customer_id']}&limit=2`;
    const first = (await get(query)).body as { data: unknown[]; page: { nextCursor: string } };
    expect(first).toMatchObject({ data: [{}, {}], page: { total: 3 } });
    const second = (await get(`${query}&cursor=${first.page.nextCursor}`)).body as typeof first;
    expect(second).toMatchObject({ data: [{ status: 'cancelled' }], page: { nextCursor: null } });
  });

  test.each(['status=paid', 'limit=0', 'limit=101', 'limit=many', 'cursor=plink_NOWHERE'])(
    'refuses %s',
    async (query) => {
      expect((await createClient().get(`${links}?${query}`)).status).toBe(422);
    },
  );
});

describe('a delivery', () => {
  test.each([
    [{ channel: 'email' }, { status: 'sent', recipient: 'buyer@example.com' }],
    [{ channel: 'sms' }, { status: 'sent', recipient: '+15550100300' }],
    [
      { channel: 'email', recipient: 'noa@example.com' },
      { status: 'sent', recipient: 'noa@example.com' },
    ],
    [{ channel: 'qr_code' }, { status: 'ready', mediaType: 'image/svg+xml' }],
    [{ channel: 'embed' }, { status: 'ready' }],
  ])('through %j is noted on the link', async (json, expected) => {
    const { create, post, get } = createClient();
    const id = await create({ customerId: ids['connect_customer_id'] });
    const { status, body } = await post(`${links}/${id}/deliveries`, json);
    expect(status).toBe(201);
    expect(body).toMatchObject({ linkId: id, channel: json.channel, ...expected });
    expect((await get(`${links}/${id}`)).body).toMatchObject({ channels: [json.channel] });
  });

  test.each([
    [{}, 'channel'],
    [{ channel: 'fax' }, 'channel'],
    [{ channel: 'email' }, 'recipient'],
    [{ channel: 'email', recipient: 'noa' }, 'recipient'],
    [{ channel: 'sms', recipient: 'noa@example.com' }, 'recipient'],
    [{ channel: 'qr_code', recipient: 'noa@example.com' }, 'recipient'],
  ])('of %j to a stranger is refused', async (json, field) => {
    const { create, post } = createClient();
    const { status, body } = await post(`${links}/${await create()}/deliveries`, json);
    expect(status).toBe(422);
    expect(body).toMatchObject({ error: { details: [{ field }] } });
  });
});

describe('access', () => {
  test.each([{}, bearer('connect-revoked-token'), { authorization: 'Basic eDp5' }])(
    '401 for %j',
    async (wrong) => {
      const answer = await createClient().send('GET', links, { headers: wrong });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="connect"');
    },
  );

  test('a read-only token reads and does not write', async () => {
    const { send } = createClient();
    const readOnly = bearer('connect-sandbox-read-only-token');
    expect((await send('GET', links, { headers: readOnly })).status).toBe(200);
    expect((await send('POST', links, { headers: readOnly, json: terms })).status).toBe(403);
  });

  test('is free when the credential check is switched off', async () => {
    const { send, switches } = createClient();
    switches.anyToken = true;
    expect((await send('GET', links)).status).toBe(200);
  });

  test('404, 405, 400 and 415 have the same shape', async () => {
    const { get, send } = createClient();
    const json = { 'content-type': 'application/json', ...headers };
    expect(codeOf(await get(`${links}/plink_NOWHERE`))).toBe('not_found');
    expect(codeOf(await get('/connect/v1/payment-sessions/psess_NOWHERE'))).toBe('not_found');
    expect(codeOf(await get('/connect/v1/payments/pay_NOWHERE'))).toBe('not_found');
    expect(codeOf(await send('GET', '/connect/v2', { headers, operation: 'undocumented' }))).toBe(
      'not_found',
    );
    expect(codeOf(await send('POST', links, { headers: json, body: '{' }))).toBe('malformed_json');
    expect(codeOf(await send('POST', links, { headers, body: 'a=b' }))).toBe('unsupported_media_type');
    const wrong = await send('DELETE', links, { headers, operation: 'undocumented' });
    expect([codeOf(wrong), wrong.headers.get('allow')]).toEqual(['method_not_allowed', 'GET, POST']);
  });
});
