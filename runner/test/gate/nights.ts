import type { ServerResponse } from 'node:http';
import { serveHttp } from '../server.ts';
import { makeFolder } from '../temp-folder.ts';
import { specOf } from './project.ts';

/** One way in which an API breaks at night, and what the first screen of each report has to say of it. */
export type Night = {
  readonly name: string;
  /** Specs, and other files beside environments.yaml. */
  readonly files: Readonly<Record<string, string>>;
  /** Further keys of the environment. */
  readonly environment?: string;
  readonly words?: readonly string[];
  /** The answers to `METHOD /path` that are not `200 {}`; with `isBroken`, those of the bad night. */
  readonly answers: (isBroken: boolean) => Readonly<Record<string, readonly [status: number, body: unknown]>>;
  /** The host does not answer at all. */
  readonly isDown?: true;
  /** What broke. */
  readonly says: readonly RegExp[];
};

const list = (count: number, textOf: (index: number) => string): Readonly<Record<string, string>> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`specs/spec_${index}.md`, textOf(index)]));

const PREREQUISITE = `## Prerequisites

\`\`\`yaml
steps:
  - id: create_order
    method: POST
    path: /orders
    extract: { order_id: $.id }
\`\`\`

## Test Request
`;

const usingOrder = (index: number): string =>
  specOf(`GET /orders/{{order_id}}/part-${index}`)
    .replace(/^endpoint: .*$/m, `endpoint: GET /orders/{id}/part-${index}`)
    .replace('## Test Request\n', PREREQUISITE);

const operation = (required: readonly string[]): object => ({
  responses: {
    200: {
      description: 'fine',
      content: { 'application/json': { schema: { type: 'object', required } } },
    },
  },
});

const documentOf = (paths: readonly string[], required: readonly string[]): string =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Orders', version: '1' },
    paths: Object.fromEntries(paths.map((path) => [path, { get: operation(required) }])),
  });

const withDocument = (endpoint: string): string => specOf(endpoint, { head: 'swagger: swagger/orders.json' });

/** The nights that a gate has to explain in ten seconds. */
export const NIGHTS: readonly Night[] = [
  {
    name: 'the login is locked',
    files: list(11, (index) => specOf(`GET /things/${index}`)),
    environment: `defaultToken: staff, tokens: { staff: { exchange: { url: "{{base}}/login", token: $.token } } }`,
    answers: (isBroken): Record<string, [number, unknown]> => ({
      'POST /login': isBroken ? [423, { error: 'account locked' }] : [200, { token: 'a-token-of-a-test' }],
    }),
    says: [/11 specs errored by the token "staff"/, /account locked|423/],
  },
  {
    name: 'the host is down',
    files: list(5, (index) => specOf(`GET /things/${index}`)),
    answers: () => ({}),
    isDown: true,
    says: [/5 specs errored by http:\/\/127\.0\.0\.1:\d+/],
  },
  {
    name: 'creating answers 500',
    files: {
      ...list(3, usingOrder),
      'specs/create.md': specOf('POST /orders'),
    },
    answers: (isBroken): Record<string, [number, unknown]> => ({
      'POST /orders': isBroken ? [500, { error: 'database is full' }] : [200, { id: 'o1' }],
    }),
    says: [/4 specs \(1 failed, 3 blocked\) by POST \S+\/orders/, /500/],
  },
  {
    name: 'the schema changes',
    files: {
      'swagger/orders.json': documentOf(['/orders', '/parts'], ['id']),
      'specs/orders.md': withDocument('GET /orders'),
      'specs/parts.md': withDocument('GET /parts'),
    },
    words: ['--contract', 'on', '--severity', 'response-schema=error'],
    answers: (isBroken): Record<string, [number, unknown]> => ({
      'GET /orders': [200, isBroken ? { identity: 1 } : { id: 1 }],
      'GET /parts': [200, { id: 1 }],
    }),
    says: [/specs\/orders\.md/, /response-schema/],
  },
  {
    name: 'an export is stuck',
    files: {
      'specs/export.md': specOf('GET /exports/1', {
        step: 'retry: { until: { body: { $.state: done } }, attempts: 3, interval: 1 }\nexpect: { status: 200 }',
      }),
      'specs/other.md': specOf('GET /things/1'),
    },
    answers: (isBroken): Record<string, [number, unknown]> => ({
      'GET /exports/1': [200, { state: isBroken ? 'queued' : 'done' }],
    }),
    says: [/specs\/export\.md/, /did not come in 3 attempts.*queued/],
  },
  {
    name: 'too little is covered',
    files: {
      'swagger/orders.json': documentOf(['/orders', '/parts', '/lines'], []),
      'specs/orders.md': withDocument('GET /orders'),
      'specs/parts.md': withDocument('GET /parts'),
      'specs/gate.yaml': 'coverage: { operations: 60 }\n',
    },
    words: ['--contract', 'on'],
    answers: (isBroken): Record<string, [number, unknown]> => ({
      'GET /parts': isBroken ? [404, { error: 'gone' }] : [200, {}],
    }),
    says: [/coverage: 33\.3 % of operations, 60 % is asked for/, /specs\/parts\.md/],
  },
];

/** A folder for a night, with an API that can be broken. */
export async function openNight({ files, environment = '', answers, isDown }: Night) {
  let isBroken = false;
  const server = await serveHttp((request, response: ServerResponse) => {
    if (isBroken && isDown) {
      request.socket.destroy();
      return;
    }
    const [path] = (request.url ?? '').split('?');
    const [status, body] = answers(isBroken)[`${request.method} ${path}`] ?? [200, {}];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  const more = environment === '' ? '' : `, ${environment.replaceAll('{{base}}', server.url)}`;
  const none = environment === '' ? ', defaultToken: none' : '';
  const folder = makeFolder({
    'specs/environments.yaml': `default: night\nenvironments:\n  night: { baseUrl: "${server.url}", retries: 0${none}${more} }\n`,
    ...files,
  });
  return {
    folder,
    break: () => {
      isBroken = true;
    },
  };
}
