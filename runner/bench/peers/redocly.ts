import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { linkTo, matterOf, orderOf, PATHS, payerOf, REASSIGNMENT, TOKEN } from '../api.ts';
import type { Peer } from '../peers.ts';

const step = (stepId: string, method: string, url: string, status: string, more: object = {}) => ({
  stepId,
  'x-operation': { url, method },
  parameters: [{ name: 'Authorization', in: 'header', value: `Bearer ${TOKEN}` }],
  successCriteria: [{ condition: status }],
  ...more,
});
const json = (payload: object) => ({ requestBody: { contentType: 'application/json', payload } });

const workflow = (url: string, matter: string) => ({
  workflowId: `send_link_${matter}`,
  steps: [
    step('products', 'get', `${url}${PATHS.products}`, '$statusCode == 200', {
      outputs: { product: '$response.body#/data/products/0/id' },
    }),
    step('order', 'post', `${url}${PATHS.orders}`, '$statusCode == 201', {
      ...json(orderOf(matter, '$steps.products.outputs.product')),
      outputs: { request: '$response.body#/data/product_order/payment_request_id' },
    }),
    step('reassign', 'put', `${url}${PATHS.reassign(matter)}`, '$statusCode == 200', json(REASSIGNMENT)),
    step('link', 'post', `${url}${PATHS.sendLink('{$steps.order.outputs.request}')}`, '$statusCode == 201', {
      ...json(linkTo(payerOf(matter))),
    }),
  ],
});

/** Redocly Respect runs one Arazzo file with a workflow for each spec, one request after the other. */
export const redocly: Peer = {
  name: 'redocly respect (1 at once)',
  program: { script: '@redocly/cli/bin/cli.js' },
  prepare: ({ folder, url, specs }) => {
    const description = { openapi: '3.1.0', info: { title: 'Benchmark', version: '1' }, paths: {} };
    writeFileSync(join(folder, 'openapi.yaml'), stringify(description));
    const arazzo = {
      arazzo: '1.0.1',
      info: { title: 'send_link', version: '1' },
      sourceDescriptions: [{ name: 'api', type: 'openapi', url: 'openapi.yaml' }],
      workflows: Array.from({ length: specs }, (_, at) => workflow(url, matterOf(at + 1))),
    };
    writeFileSync(join(folder, 'send_link.arazzo.yaml'), stringify(arazzo));
  },
  argv: ({ specs }) => ['respect', 'send_link.arazzo.yaml', '--max-steps', String(specs * 4 + 1)],
  env: { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
};
