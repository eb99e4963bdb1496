import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeFolder } from '../../test/temp-folder.ts';
import { hurl } from './hurl.ts';

const raceIn = (folder: string, specs: number) => ({ folder, url: 'http://127.0.0.1:8080', specs, jobs: 4 });

describe('hurl as another runner', () => {
  test('is asked to play the folder of its files, so many at once', () => {
    expect(hurl.argv(raceIn('anywhere', 2))).toEqual(['--test', '--jobs', '4', 'hurl']);
  });

  test('gets a file for each spec, and keeps none of a longer run before', () => {
    const folder = makeFolder({});
    hurl.prepare(raceIn(folder, 3));
    hurl.prepare(raceIn(folder, 2));
    expect(readdirSync(join(folder, 'hurl'))).toEqual(['send_link_1.hurl', 'send_link_2.hurl']);
  });

  test('gets the whole workflow in a file: four requests, two captures, four statuses', () => {
    const folder = makeFolder({});
    hurl.prepare(raceIn(folder, 2));
    expect(
      readFileSync(join(folder, 'hurl', 'send_link_2.hurl'), 'utf8'),
    ).toBe(`GET http://127.0.0.1:8080/apigw/business/payments/v1/products
Authorization: Bearer bench-token-7f3a9c51
HTTP 200
[Captures]
product: jsonpath "$.data.products[0].id"

POST http://127.0.0.1:8080/apigw/business/payments/v1/product_orders
Authorization: Bearer bench-token-7f3a9c51
{"product_order":{"client_id":"client-1","matter_uid":"matter-2","price":1,"product_id":"{{product}}"}}
HTTP *
[Captures]
request: jsonpath "$.data.product_order.payment_request_id"
[Asserts]
status >= 200
status <= 201

PUT http://127.0.0.1:8080/apigw/business/clients/v1/matters/matter-2/reassign
Authorization: Bearer bench-token-7f3a9c51
{"staff_uid":"staff-1","reassign_future_meetings":false}
HTTP 200

POST http://127.0.0.1:8080/api2/business/payments/v1/payment_requests/{{request}}/send_link
Authorization: Bearer bench-token-7f3a9c51
{"channel":"email","channel_value":"payer-2@example.com"}
HTTP 201
`);
  });
});
