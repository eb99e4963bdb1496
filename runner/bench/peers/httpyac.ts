import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linkTo, matterOf, orderOf, PATHS, payerOf, REASSIGNMENT, TOKEN } from '../api.ts';
import type { Peer } from '../peers.ts';

const request = (line: string, statuses: string, body?: object): string => `${line}
Authorization: Bearer ${TOKEN}
Content-Type: application/json
${body === undefined ? '' : `\n${JSON.stringify(body)}\n`}
?? js [${statuses}].includes(response.statusCode) == true
`;

const document = (url: string, matter: string): string => `# @name products
${request(`GET ${url}${PATHS.products}`, '200')}
###
# @name order
# @ref products
${request(`POST ${url}${PATHS.orders}`, '200, 201', orderOf(matter, '{{products.data.products[0].id}}'))}
###
# @name reassign
# @ref order
${request(`PUT ${url}${PATHS.reassign(matter)}`, '200', REASSIGNMENT)}
###
# @name link
# @ref reassign
${request(`POST ${url}${PATHS.sendLink('{{order.data.product_order.payment_request_id}}')}`, '201', linkTo(payerOf(matter)))}`;

/** httpYac runs one .http file per spec; the last request of a file references those before it. */
export const httpyac: Peer = {
  name: 'httpyac',
  program: { script: 'httpyac/bin/httpyac.js' },
  prepare: ({ folder, url, specs }) => {
    const documents = join(folder, 'http');
    rmSync(documents, { recursive: true, force: true });
    mkdirSync(documents);
    for (let number = 1; number <= specs; number++)
      writeFileSync(join(documents, `send_link_${number}.http`), document(url, matterOf(number)));
  },
  argv: ({ jobs }) => [
    'send',
    'http/*.http',
    '--name',
    'link',
    '--parallel',
    String(jobs),
    '--output',
    'none',
    '--junit',
  ],
};
