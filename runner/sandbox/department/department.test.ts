import { describe, expect, test } from 'vitest';
import { createCheckedClient } from '../checked-client.ts';
import { department } from './department.ts';

const ids = department.variables as Readonly<Record<string, string>>;
const clerk = basic('payments-clerk', 'department-sandbox-password');
const at = (uuid: string | undefined) => `/payment/v4/departments/${uuid}/payment-requests`;

function basic(username: string, password: string) {
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}

function createClient() {
  const { send, switches } = createCheckedClient(department, 'swagger/department/payment-requests.yaml');
  const request = (json: unknown, uuid: string | undefined = ids['department_uuid']) =>
    send('POST', at(uuid), { headers: clerk, json });
  return { send, switches, request };
}

describe('a payment request', () => {
  test('goes out by text and email', async () => {
    const { body, status } = await createClient().request({
      invoiceGuid: ids['invoice_guid'],
      sendAsText: true,
      sendAsEmail: true,
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ errors: [], warnings: [], textSent: 'SUCCESS', emailSent: 'SUCCESS' });
    expect(body).toHaveProperty('paymentLink');
  });

  test('without KPay has an invoice link only', async () => {
    const { body } = await createClient().request(
      { invoiceGuid: ids['invoice_without_kpay_guid'], sendAsEmail: true, sendWithoutKpay: true },
      ids['department_without_kpay_uuid'],
    );
    expect(body).toMatchObject({ errors: [], emailSent: 'SUCCESS' });
    expect(body).toHaveProperty('invoiceLink');
    expect(body).not.toHaveProperty('paymentLink');
  });

  test.each([
    ['no channel', {}, 2001],
    ['an attachment to a text', { sendAsText: true, attachInvoice: true }, 2002],
    ['a signature without an attachment', { sendAsEmail: true, esignRequired: true }, 2003],
  ])('with %s warns', async (_what, extra, warningCode) => {
    const { body } = await createClient().request({ invoiceGuid: ids['invoice_guid'], ...extra });
    expect(body).toMatchObject({ errors: [], warnings: [{ warningCode }] });
  });
});

describe('a 200 reports', () => {
  test.each([
    ['a missing invoice', undefined, 1001],
    ['an unknown invoice', '00000000-0000-4000-8000-000000000000', 1002],
    ['the invoice of another department', ids['invoice_without_kpay_guid'], 1002],
    ['a paid invoice', ids['paid_invoice_guid'], 1003],
  ])('%s', async (_what, invoiceGuid, errorCode) => {
    const { body, status } = await createClient().request({
      invoiceGuid,
      sendAsText: true,
      sendAsEmail: true,
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ errors: [{ errorCode }], textSent: 'FAILURE', emailSent: 'FAILURE' });
    expect(body).not.toHaveProperty('invoiceLink');
  });

  test('KPay that is off', async () => {
    const { body } = await createClient().request(
      { invoiceGuid: ids['invoice_without_kpay_guid'], sendAsEmail: true },
      ids['department_without_kpay_uuid'],
    );
    expect(body).toMatchObject({ errors: [{ errorCode: 1006 }], emailSent: 'FAILURE' });
  });

  test.each([
    ['invoice_without_mobile_guid', 1004, 'FAILURE', 'SUCCESS'],
    ['invoice_without_email_guid', 1005, 'SUCCESS', 'FAILURE'],
  ])('one channel that failed: %s', async (name, errorCode, textSent, emailSent) => {
    const { body } = await createClient().request({
      invoiceGuid: ids[name],
      sendAsText: true,
      sendAsEmail: true,
    });
    expect(body).toMatchObject({ errors: [{ errorCode }], textSent, emailSent });
  });
});

describe('a refusal', () => {
  test.each([
    ['no credentials', {}],
    ['a wrong password', basic('payments-clerk', 'guess')],
    ['another scheme', { authorization: 'Bearer payments-clerk' }],
  ])('401 for %s names the scheme', async (_what, headers) => {
    const { status, headers: answered } = await createClient().send('POST', at(ids['department_uuid']), {
      headers,
      json: {},
    });
    expect(status).toBe(401);
    expect(answered.get('www-authenticate')).toMatch(/^Basic realm=/);
  });

  test.each(['other_department_uuid', 'invoice_guid'])(
    '403 for a department out of scope: %s',
    async (name) => {
      expect((await createClient().request({}, ids[name])).status).toBe(403);
    },
  );

  test.each([
    ['a string', '"hello"'],
    ['broken JSON', '{"invoiceGuid":'],
    ['a flag spelled as a string', '{"sendAsText":"true"}'],
    ['an unknown field', '{"sendAsFax":true}'],
  ])('400 for %s', async (_what, body) => {
    const headers = { ...clerk, 'content-type': 'application/json' };
    expect((await createClient().send('POST', at(ids['department_uuid']), { headers, body })).status).toBe(
      400,
    );
  });

  test('415 for a form', async () => {
    const headers = { ...clerk, 'content-type': 'application/x-www-form-urlencoded' };
    const { status } = await createClient().send('POST', at(ids['department_uuid']), {
      headers,
      body: 'a=b',
    });
    expect(status).toBe(415);
  });

  test('405 for another method, 404 for another path', async () => {
    const { send } = createClient();
    const answer = await send('GET', at(ids['department_uuid']), { operation: 'undocumented' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await send('POST', '/payment/v4/nothing', { operation: 'undocumented' })).status).toBe(404);
  });

  test('falls away when the credential check is switched off', async () => {
    const { send, switches } = createClient();
    switches.anyToken = true;
    expect((await send('POST', at(ids['department_uuid']), { json: {} })).status).toBe(200);
  });
});
