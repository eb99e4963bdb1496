import { describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox, type SandboxOptions, sandboxOrigin } from '../create.ts';
import { payroc } from './payroc.ts';

type Body = Record<string, unknown>;

const noon = Date.UTC(2026, 0, 15, 12);
const key = '3f0c2b1e-9d47-4a6b-8c52-7e1d0a94f6b3';
const links = '/v1/processing-terminals/1234001/payment-links';
const multiUse = {
  type: 'multiUse',
  merchantReference: 'R1',
  order: { charge: { type: 'prompt', currency: 'USD' } },
  authType: 'sale',
  paymentMethods: ['card'],
};
const singleUse = {
  ...multiUse,
  type: 'singleUse',
  order: { orderId: 'O1', charge: { type: 'preset', amount: 100, currency: 'USD' } },
  expiresOn: '2026-01-15',
};
const sharing = { sharingMethod: 'email', recipients: [{ name: 'Ada', email: 'ada@example.com' }] };

async function send(sandbox: Sandbox, path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await sandbox.fetch(
    new Request(sandboxOrigin + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  );
  const type = response.headers.get('content-type');
  return { status: response.status, type, body: (await response.json()) as Body };
}

async function open(options: SandboxOptions = { now: () => noon }) {
  const sandbox = createSandbox(options);
  const apiKey = String(payroc.variables['payroc_api_key']);
  const { body } = await send(sandbox, '/authorize', '', { 'x-api-key': apiKey });
  const authorization = `Bearer ${String(body['access_token'])}`;
  return (path: string, requestBody: unknown, headers: Record<string, string> = {}) =>
    send(sandbox, path, requestBody, { authorization, 'idempotency-key': key, ...headers });
}

const refusal = (status: number, ...parameters: string[]) => ({
  status,
  type: 'application/problem+json',
  body: expect.objectContaining({
    status,
    ...(parameters.length > 0
      ? { errors: parameters.map((parameter) => expect.objectContaining({ parameter })) }
      : {}),
  }),
});

describe('a token', () => {
  test('is not given for an unknown key', async () => {
    expect(await send(createSandbox(), '/authorize', '', { 'x-api-key': 'guess' })).toEqual(refusal(401));
    expect(await send(createSandbox(), '/authorize', '')).toEqual(refusal(401));
  });

  test('lasts for an hour', async () => {
    let now = noon;
    const post = await open({ now: () => now });
    now += 3_599_999;
    expect((await post(links, multiUse)).status).toBe(201);
    now += 1;
    expect(await post(links, multiUse)).toEqual(refusal(401));
  });

  test('is needed', async () => {
    const post = await open();
    expect(await post(links, multiUse, { authorization: '' })).toEqual(refusal(401));
    expect(await post(links, multiUse, { authorization: 'Bearer nonsense' })).toEqual(refusal(401));
  });
});

describe('a link', () => {
  test('is the request and what the gateway adds', async () => {
    const { status, body } = await (await open())(links, multiUse);
    expect(status).toBe(201);
    expect(body).toEqual({
      ...multiUse,
      paymentLinkId: expect.stringMatching(/^[A-Z]{10}$/),
      status: 'active',
      createdOn: '2026-01-15',
      assets: {
        paymentUrl: expect.stringMatching(/^https:/),
        paymentButton: expect.stringContaining('<a href='),
      },
    });
  });

  test('for one payment may expire on the day it is made', async () => {
    expect((await (await open())(links, singleUse)).status).toBe(201);
  });

  test.each<[string, unknown, string[]]>([
    ['no type', { ...multiUse, type: undefined }, ['type']],
    ['an unknown type', { ...multiUse, type: 'toString' }, ['type']],
    ['no reference', { ...multiUse, merchantReference: undefined }, ['merchantReference']],
    ['an unknown field', { ...multiUse, colour: 'red' }, ['colour']],
    ['an unknown method', { ...multiUse, paymentMethods: ['cash'] }, ['paymentMethods.0']],
    ['no method', { ...multiUse, paymentMethods: [] }, ['paymentMethods']],
    ['an order id with many uses', { ...multiUse, order: singleUse.order }, ['order.orderId']],
    ['no order id with one use', { ...singleUse, order: multiUse.order }, ['order.orderId']],
    ['no expiry with one use', { ...singleUse, expiresOn: undefined }, ['expiresOn']],
    ['a day that does not exist', { ...singleUse, expiresOn: '2026-02-30' }, ['expiresOn']],
    ['a day that has passed', { ...singleUse, expiresOn: '2026-01-14' }, ['expiresOn']],
    [
      'a preset charge without an amount',
      { ...multiUse, order: { charge: { type: 'preset', currency: 'USD' } } },
      ['order.charge.amount'],
    ],
    [
      'an amount in words',
      { ...singleUse, order: { orderId: 'O', charge: { type: 'preset', amount: '5', currency: 'USD' } } },
      ['order.charge.amount'],
    ],
    [
      'a reservation by bank transfer',
      { ...multiUse, authType: 'preAuthorization', paymentMethods: ['card', 'bankTransfer'] },
      ['paymentMethods'],
    ],
    ['no JSON', '{', ['']],
  ])('is refused with %s', async (_, body, parameters) => {
    expect(await (await open())(links, body)).toEqual(refusal(400, ...parameters));
  });

  test('belongs to a terminal of the merchant', async () => {
    const post = await open();
    expect(await post('/v1/processing-terminals/5678002/payment-links', multiUse)).toEqual(refusal(403));
    expect(await post('/v1/processing-terminals/1/payment-links', multiUse)).toEqual(refusal(404));
  });

  test('is asked for and answered in JSON', async () => {
    const post = await open();
    expect(await post(links, multiUse, { accept: 'text/html' })).toEqual(refusal(406));
    expect(await post(links, multiUse, { 'content-type': 'text/plain' })).toEqual(refusal(415));
    expect((await post(links, multiUse, { accept: 'text/html, */*;q=0.1' })).status).toBe(201);
  });
});

describe('an idempotency key', () => {
  test('is a UUID of version 4', async () => {
    const post = await open();
    const versionOne = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
    expect(await post(links, multiUse, { 'idempotency-key': '' })).toEqual(refusal(400, 'Idempotency-Key'));
    expect(await post(links, multiUse, { 'idempotency-key': versionOne })).toEqual(
      refusal(400, 'Idempotency-Key'),
    );
  });

  test('repeats the first answer to the same body, in whatever order its members come', async () => {
    const post = await open();
    const first = await post(links, multiUse);
    const reordered = Object.fromEntries(Object.entries(multiUse).reverse());
    expect(await post(links, reordered)).toEqual(first);
  });

  test('is refused with another body', async () => {
    const post = await open();
    await post(links, multiUse);
    expect(await post(links, { ...multiUse, merchantReference: 'R2' })).toEqual(refusal(409));
  });

  test('is not spent by a refusal', async () => {
    const post = await open();
    await post(links, { ...multiUse, type: 'wrong' });
    expect((await post(links, multiUse)).status).toBe(201);
  });

  test('belongs to one path', async () => {
    const post = await open();
    const { body } = await post(links, multiUse);
    expect(
      (await post(`/v1/payment-links/${String(body['paymentLinkId'])}/sharing-events`, sharing)).status,
    ).toBe(201);
  });
});

describe('sharing', () => {
  async function share(body: unknown) {
    const post = await open();
    const link = await post(links, multiUse);
    return post(`/v1/payment-links/${String(link.body['paymentLinkId'])}/sharing-events`, body);
  }

  test('answers with the event', async () => {
    expect((await share(sharing)).body).toEqual({
      ...sharing,
      merchantCopy: false,
      sharingEventId: expect.stringMatching(/^[A-Z]{10}$/),
      dateTime: '2026-01-15T12:00:00.000Z',
    });
  });

  test.each<[unknown, string]>([
    [{ ...sharing, sharingMethod: 'sms' }, 'sharingMethod'],
    [{ ...sharing, recipients: [] }, 'recipients'],
    [{ ...sharing, recipients: [{ name: 'Ada', email: 'nowhere' }] }, 'recipients.0.email'],
    [{ ...sharing, merchantCopy: 'yes' }, 'merchantCopy'],
  ])('%j is refused', async (body, parameter) => {
    expect(await share(body)).toEqual(refusal(400, parameter));
  });

  test('needs a link that exists', async () => {
    expect(await (await open())('/v1/payment-links/NONE/sharing-events', sharing)).toEqual(refusal(404));
  });
});

test('an unknown path has the 404 of this API', async () => {
  expect(await send(createSandbox(), '/v1/payment-links', {})).toEqual(refusal(404));
});
