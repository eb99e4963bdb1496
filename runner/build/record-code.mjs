import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SPEC = `---
endpoint: GET /items/{id}
domain: items
tags: [items]
swagger: api.json
status: verified
savedAt: 2026-01-01T00:00:00.000Z
verifiedAt: 2026-01-02T00:00:00.000Z
timesReused: 0
tokens: [user]
---
# An item

## Prerequisites

\`\`\`yaml
steps:
  - id: create
    description: "Create it"
    method: POST
    path: /items
    token: user
    body:
      name: "{{name}}"
    expect:
      status: [200, 201]
    extract:
      id: "$.data.items[0].id"
    onFail: abort
\`\`\`

## Test Request

\`\`\`yaml
steps:
  - id: main
    method: GET
    path: "/items/{{id}}"
    token: user
    useFallbackApi: true
    expect:
      status: 200
      body:
        "$.data.items[0].id": "{{id}}"
\`\`\`
`;

const object = (properties) => ({ type: 'object', required: Object.keys(properties), properties });
const ITEMS = { type: 'array', items: object({ id: { type: 'string', minLength: 1 } }) };
const ANSWER = object({ data: object({ items: ITEMS }) });
/** Its last keyword is one of those that take the validator library. */
const BODY = { ...object({ name: { type: 'string', minLength: 1 } }), propertyNames: { minLength: 1 } };
const answers = (status) => ({
  [status]: { description: 'an item', content: { 'application/json': { schema: ANSWER } } },
});
const DOCUMENT = {
  openapi: '3.1.0',
  info: { title: 'items', version: '1' },
  paths: {
    '/items': {
      post: { requestBody: { content: { 'application/json': { schema: BODY } } }, responses: answers(201) },
    },
    '/items/{id}': { get: { responses: answers(200) } },
  },
};

const environments = (port) => `default: local
environments:
  local:
    baseUrl: http://127.0.0.1:${port}
    fallbackUrl: http://127.0.0.1:${port}
    tokens:
      user: token-of-the-build
    variables:
      name: first
`;

/**
 * Runs one spec against a server of its own, so that `load-code.mjs` writes the code that V8 compiled for it. A build that
 * may not listen or write lacks that code and is as good without it, but for the time to start.
 *
 * @param {string} main the program
 */
export async function recordCode(main) {
  const folder = mkdtempSync(join(tmpdir(), 'verify-record-'));
  const server = createServer((request, response) => {
    response.writeHead(request.method === 'POST' ? 201 : 200, { 'content-type': 'application/json' });
    response.end('{"data":{"items":[{"id":"1"}]}}');
  });
  try {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    writeFileSync(join(folder, 'environments.yaml'), environments(server.address().port));
    writeFileSync(join(folder, 'api.json'), JSON.stringify(DOCUMENT));
    writeFileSync(join(folder, 'item.md'), SPEC);
    const child = spawn(process.execPath, [main, 'item.md'], {
      cwd: folder,
      stdio: process.env.VERIFY_RECORD_SHOW === '1' ? 'inherit' : 'ignore',
      env: { PATH: process.env.PATH, VERIFY_RECORD_CODE: '1' },
    });
    await once(child, 'exit');
  } catch {
    return;
  } finally {
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true, force: true });
  }
}
