import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { API_DOCUMENT } from './api-document.ts';
import { CLIENT, FALLBACK, matterOf, PRIMARY, payerOf, STAFF } from './api.ts';

/**
 * Writes `count` documents, each about a matter of its own, the environment of the server and its API document. Existing documents are
 * overwritten, not replaced: creating a file is slow on ext4 for a minute after many were deleted, and that should not count
 * against the next program that writes.
 */
export function makeSpecs(folder: string, count: number, url: string): void {
  const specs = join(folder, 'specs');
  rmSync(join(folder, 'reports'), { recursive: true, force: true });
  mkdirSync(specs, { recursive: true });
  mkdirSync(join(folder, 'swagger', 'sales'), { recursive: true });
  writeFileSync(join(folder, SWAGGER), JSON.stringify(API_DOCUMENT, null, 2));
  writeFileSync(join(folder, 'environments.yaml'), environments(url));
  const stale = new Set(readdirSync(specs));
  for (let number = 1; number <= count; number++) {
    const name = `send_link_${number}.md`;
    writeFileSync(join(specs, name), document(matterOf(number)));
    stale.delete(name);
  }
  for (const name of stale) rmSync(join(specs, name));
}

const SWAGGER = 'swagger/sales/payments.json';

/** The time of the last verification in the documents. */
export const LAST_NIGHT = '2026-02-07T07:08:41.000Z';

const environments = (url: string): string => `default: bench
environments:
  bench:
    baseUrl: ${url}${PRIMARY}
    fallbackUrl: ${url}${FALLBACK}
    tokens:
      staff: "{{env.BENCH_TOKEN}}"
    variables:
      client_id: ${CLIENT}
      staff_uid: ${STAFF}
`;

/** As a nightly run finds it: verified the night before. */
const document = (matter: string): string => `---
endpoint: POST /business/payments/v1/payment_requests/{payment_request_uid}/send_link
domain: sales
tags: [payment_requests]
swagger: ${SWAGGER}
status: verified
savedAt: 2026-02-07T07:05:00.000Z
verifiedAt: ${LAST_NIGHT}
timesReused: 0
tokens: [staff]
---
# Send a payment link for ${matter}

## Summary

A link can be sent for a payment request that is still pending. An order for a product makes one; its matter has to
belong to the member of staff who sends the link. The main gateway does not serve this route, the fallback API does.

## Prerequisites

\`\`\`yaml
steps:
  - id: get_products
    description: "Find a product that can be ordered"
    method: GET
    path: "/business/payments/v1/products"
    token: staff
    extract:
      product_id: "$.data.products[0].id"
    expect:
      status: [200]
    onFail: abort

  - id: create_product_order
    description: "Order it, which makes a pending payment request"
    method: POST
    path: "/business/payments/v1/product_orders"
    token: staff
    body:
      product_order:
        client_id: "{{client_id}}"
        matter_uid: "${matter}"
        price: 1
        product_id: "{{product_id}}"
    extract:
      payment_request_uid: "$.data.product_order.payment_request_id"
    expect:
      status: [200, 201]
    onFail: abort

  - id: reassign_matter
    description: "Give the matter to the member of staff who sends the link"
    method: PUT
    path: "/business/clients/v1/matters/${matter}/reassign"
    token: staff
    body:
      staff_uid: "{{staff_uid}}"
      reassign_future_meetings: false
    expect:
      status: [200]
    onFail: abort
\`\`\`

## Test Request

\`\`\`yaml
steps:
  - id: main_request
    description: "Send the link by email"
    method: POST
    path: "/business/payments/v1/payment_requests/{{payment_request_uid}}/send_link"
    useFallbackApi: true
    token: staff
    body:
      channel: "email"
      channel_value: "${payerOf(matter)}"
    expect:
      status: [201]
\`\`\`
`;
