import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linkTo, matterOf, orderOf, PATHS, payerOf, REASSIGNMENT, TOKEN } from '../api.ts';
import type { Peer } from '../peers.ts';

type Call = {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly body?: object;
  readonly script: string;
};

const statusIs = (...statuses: readonly number[]): string =>
  `pm.test('status', () => pm.expect(pm.response.code).to.be.oneOf([${statuses.join(', ')}]));`;

const CALLS: readonly Call[] = [
  {
    name: 'products',
    method: 'GET',
    path: PATHS.products,
    script: `${statusIs(200)} pm.variables.set('product', pm.response.json().data.products[0].id);`,
  },
  {
    name: 'order',
    method: 'POST',
    path: PATHS.orders,
    body: orderOf('{{matter}}', '{{product}}'),
    script: `${statusIs(200, 201)} pm.variables.set('request', pm.response.json().data.product_order.payment_request_id);`,
  },
  {
    name: 'reassign',
    method: 'PUT',
    path: PATHS.reassign('{{matter}}'),
    body: REASSIGNMENT,
    script: statusIs(200),
  },
  {
    name: 'send link',
    method: 'POST',
    path: PATHS.sendLink('{{request}}'),
    body: linkTo('{{payer}}'),
    script: statusIs(201),
  },
];

/** Newman runs one collection per row of a data file, one request after the other: it has nothing like --jobs. */
export const newman: Peer = {
  name: 'newman (1 at once)',
  program: { script: 'newman/bin/newman.js' },
  prepare: ({ folder, url, specs }) => {
    const item = CALLS.map(({ name, method, path, body, script }) => ({
      name,
      event: [{ listen: 'test', script: { type: 'text/javascript', exec: [script] } }],
      request: {
        method,
        url: `${url}${path}`,
        header: [
          { key: 'Authorization', value: `Bearer ${TOKEN}` },
          { key: 'Content-Type', value: 'application/json' },
        ],
        ...(body !== undefined && { body: { mode: 'raw', raw: JSON.stringify(body) } }),
      },
    }));
    const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';
    writeFileSync(
      join(folder, 'collection.json'),
      JSON.stringify({ info: { name: 'send_link', schema }, item }),
    );
    const rows = Array.from({ length: specs }, (_, at) => matterOf(at + 1));
    writeFileSync(
      join(folder, 'rows.json'),
      JSON.stringify(rows.map((matter) => ({ matter, payer: payerOf(matter) }))),
    );
  },
  argv: () => [
    'run',
    'collection.json',
    '-d',
    'rows.json',
    '--reporters',
    'json',
    '--reporter-json-export',
    'newman.json',
  ],
};
