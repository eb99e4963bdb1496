import { main } from '../cli/cli.ts';
import { createFakeHost } from './fake-host.ts';
import { makeFolder } from './temp-folder.ts';

const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });

const links = {
  get: {
    description: 'Available for **Staff and Client tokens**.',
    responses: {
      200: json({ type: 'object', properties: { data: { type: 'array' }, page: { type: 'object' } } }),
      401: {},
    },
  },
  post: { responses: { 201: {} } },
};

/** An API document of a part of the sandbox. */
export const linksDocument = (paths: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify(
    {
      openapi: '3.0.3',
      servers: [{ url: '/connect/v1' }],
      paths: {
        '/payment-links': links,
        '/payment-links/{link_id}': { get: { responses: { 200: {} } } },
        ...paths,
      },
    },
    null,
    2,
  );

/** A spec of `GET /connect/v1/payment-links`, with these lines in its step. */
export const linksSpec = (
  lines = 'expect: { status: 200 }',
  endpoint = 'GET /connect/v1/payment-links',
): string => {
  const [method, path] = endpoint.split(' ');
  return `---
endpoint: ${endpoint}
swagger: swagger/links.json
status: pending
---
## Test Request

\`\`\`yaml
steps:
  - id: main_request
    method: ${method}
    path: ${path}
    ${lines.replaceAll('\n', '\n    ')}
\`\`\`
`;
};

/** A folder with a spec that agrees with its document, the sandbox to run it in, and these files too. */
export const makeProject = (files: Readonly<Record<string, string>> = {}): string =>
  makeFolder({
    'specs/environments.yaml':
      'default: sandbox\nenvironments:\n  sandbox: { sandbox: true, defaultToken: connect }\n',
    'specs/links.md': linksSpec(),
    'swagger/links.json': linksDocument(),
    ...files,
  });

/** Runs `verify` with these arguments, and returns what it printed. */
export async function verify(folder: string, words: string, columns = 100) {
  const fake = createFakeHost({
    cwd: folder,
    terminal: { isTTY: true, columns },
    env: { NO_COLOR: '1', CI: '1' },
  });
  const exit = await main(words.split(' '), fake.host);
  return { exit, stdout: fake.stdout(), stderr: fake.stderr() };
}
