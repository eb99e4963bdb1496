import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { linkTo, matterOf, orderOf, PATHS, payerOf, REASSIGNMENT, TOKEN } from '../api.ts';
import type { Peer } from '../peers.ts';

const call = (method: string, url: string, status: string, more: object = {}) => ({
  http: { url, method, headers: { Authorization: `Bearer ${TOKEN}` }, check: { status }, ...more },
});

const test = (url: string, matter: string) => ({
  steps: [
    call('GET', `${url}${PATHS.products}`, '/^200$/', {
      captures: { product: { jsonpath: '$.data.products[0].id' } },
    }),
    call('POST', `${url}${PATHS.orders}`, '/^20[01]$/', {
      json: orderOf(matter, '${{captures.product}}'),
      captures: { request: { jsonpath: '$.data.product_order.payment_request_id' } },
    }),
    call('PUT', `${url}${PATHS.reassign(matter)}`, '/^200$/', { json: REASSIGNMENT }),
    call('POST', `${url}${PATHS.sendLink('${{captures.request}}')}`, '/^201$/', {
      json: linkTo(payerOf(matter)),
    }),
  ],
});

/** Step CI runs one file with a test for each spec. */
export const stepci: Peer = {
  name: 'stepci',
  program: { script: 'stepci/dist/index.js' },
  prepare: ({ folder, url, specs }) => {
    const tests = Array.from({ length: specs }, (_, at) => [`test_${at + 1}`, test(url, matterOf(at + 1))]);
    writeFileSync(
      join(folder, 'workflow.yml'),
      stringify({ version: '1.1', name: 'send_link', tests: Object.fromEntries(tests) }),
    );
  },
  argv: ({ jobs }) => ['run', 'workflow.yml', '--concurrency', String(jobs)],
  env: { STEPCI_DISABLE_ANALYTICS: '1' },
};
