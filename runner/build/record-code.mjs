import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SPEC = `---
endpoint: GET /items/{id}
swagger: api.json
status: pending
---
# An item

## Prerequisites

\`\`\`yaml
steps:
  - id: create
    method: POST
    path: /items
    token: user
    body:
      name: "{{name}}"
    expect:
      status: 201
    extract:
      id: $.id
\`\`\`

## Test Request

\`\`\`yaml
steps:
  - id: main
    method: GET
    path: /items/{{id}}
    token: user
    expect:
      status: 200
      body:
        "$.id": "{{id}}"
\`\`\`
`;

const ITEM = { type: 'object', required: ['id'], properties: { id: { type: 'string' } } };
const BODY = { type: 'object', required: ['name'], properties: { name: { type: 'string', minLength: 1 } } };
const answers = (status) => ({
  [status]: { description: 'an item', content: { 'application/json': { schema: ITEM } } },
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
    response.end('{"id":"1"}');
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
      // V8 notes its flags in the code, which is read before `cli/tune-v8.ts` sets any.
      env: { PATH: process.env.PATH, VERIFY_V8: 'default', VERIFY_RECORD_CODE: '1' },
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
