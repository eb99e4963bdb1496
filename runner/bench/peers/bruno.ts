import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linkTo, matterOf, orderOf, PATHS, payerOf, REASSIGNMENT, TOKEN } from '../api.ts';
import type { Peer } from '../peers.ts';

type Call = {
  readonly name: string;
  readonly method: 'get' | 'post' | 'put';
  readonly path: string;
  readonly body?: object;
  readonly assertion: string;
  /** A line `name: expression` of a variable for later calls. */
  readonly kept?: string;
};

const CALLS: readonly Call[] = [
  {
    name: 'products',
    method: 'get',
    path: PATHS.products,
    assertion: 'eq 200',
    kept: 'product: res.body.data.products[0].id',
  },
  {
    name: 'order',
    method: 'post',
    path: PATHS.orders,
    body: orderOf('{{matter}}', '{{product}}'),
    assertion: 'in 200, 201',
    kept: 'request: res.body.data.product_order.payment_request_id',
  },
  {
    name: 'reassign',
    method: 'put',
    path: PATHS.reassign('{{matter}}'),
    body: REASSIGNMENT,
    assertion: 'eq 200',
  },
  {
    name: 'link',
    method: 'post',
    path: PATHS.sendLink('{{request}}'),
    body: linkTo('{{payer}}'),
    assertion: 'eq 201',
  },
];

const block = (name: string, ...lines: readonly string[]): string =>
  `${name} {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;

const document = (url: string, { name, method, path, body, assertion, kept }: Call, place: number): string =>
  [
    block('meta', `name: ${name}`, 'type: http', `seq: ${place}`),
    block(method, `url: ${url}${path}`, `body: ${body === undefined ? 'none' : 'json'}`, 'auth: none'),
    block('headers', `Authorization: Bearer ${TOKEN}`, 'Content-Type: application/json'),
    ...(body === undefined ? [] : [block('body:json', JSON.stringify(body))]),
    ...(kept === undefined ? [] : [block('vars:post-response', kept)]),
    block('assert', `res.status: ${assertion}`),
  ].join('\n');

const COLLECTION = 'bruno';

/**
 * Bruno runs one collection per row of a data file, one after the other: its `--parallel` shares variables between rows. One
 * collection is faster than a folder for each spec, and the sandbox "developer" faster than the other.
 */
export const bruno: Peer = {
  name: 'bruno (1 at once)',
  program: { script: '@usebruno/cli/bin/bru.js' },
  cwd: COLLECTION,
  prepare: ({ folder, url, specs }) => {
    const write = (name: string, text: string): void => writeFileSync(join(folder, COLLECTION, name), text);
    mkdirSync(join(folder, COLLECTION), { recursive: true });
    write('bruno.json', JSON.stringify({ version: '1', name: 'send_link', type: 'collection' }));
    for (const [at, call] of CALLS.entries()) write(`${call.name}.bru`, document(url, call, at + 1));
    const matters = Array.from({ length: specs }, (_, at) => matterOf(at + 1));
    write('rows.json', JSON.stringify(matters.map((matter) => ({ matter, payer: payerOf(matter) }))));
  },
  argv: () => ['run', '--sandbox', 'developer', '--json-file-path', 'rows.json'],
};
