import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linkTo, matterOf, orderOf, PATHS, payerOf, REASSIGNMENT, TOKEN } from '../api.ts';
import type { Peer } from '../peers.ts';

type Entry = {
  readonly request: string;
  readonly body?: object;
  /** The expected response, and what is captured from it. */
  readonly response: string;
};

const entry = ({ request, body, response }: Entry): string => `${request}
Authorization: Bearer ${TOKEN}
${body === undefined ? '' : `${JSON.stringify(body)}\n`}${response}
`;

const document = (url: string, matter: string): string =>
  [
    entry({
      request: `GET ${url}${PATHS.products}`,
      response: 'HTTP 200\n[Captures]\nproduct: jsonpath "$.data.products[0].id"',
    }),
    entry({
      request: `POST ${url}${PATHS.orders}`,
      body: orderOf(matter, '{{product}}'),
      response: `HTTP *
[Captures]
request: jsonpath "$.data.product_order.payment_request_id"
[Asserts]
status >= 200
status <= 201`,
    }),
    entry({
      request: `PUT ${url}${PATHS.reassign(matter)}`,
      body: REASSIGNMENT,
      response: 'HTTP 200',
    }),
    entry({
      request: `POST ${url}${PATHS.sendLink('{{request}}')}`,
      body: linkTo(payerOf(matter)),
      response: 'HTTP 201',
    }),
  ].join('\n');

const DOCUMENTS = 'hurl';

/** Hurl runs one .hurl file per spec, each in a thread of its own. */
export const hurl: Peer = {
  name: 'hurl',
  program: { binary: 'hurl' },
  prepare: ({ folder, url, specs }) => {
    const files = join(folder, DOCUMENTS);
    mkdirSync(files, { recursive: true });
    const stale = new Set(readdirSync(files));
    for (let number = 1; number <= specs; number++) {
      const name = `send_link_${number}.hurl`;
      writeFileSync(join(files, name), document(url, matterOf(number)));
      stale.delete(name);
    }
    for (const name of stale) rmSync(join(files, name));
  },
  argv: ({ jobs }) => ['--test', '--jobs', String(jobs), DOCUMENTS],
};
