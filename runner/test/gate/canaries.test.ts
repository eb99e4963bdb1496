import type { IncomingMessage } from 'node:http';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { serveHttp } from '../server.ts';
import { makeFolder } from '../temp-folder.ts';
import { REPORTERS } from '../../report/formats.ts';
import { verify } from './project.ts';

/** Each has a word that no encoding changes, and signs that every encoding does. */
const canary = (word: string): string => `canary${word} "${word}"&<=>/+?%'\\`;

/** Of the process environment. Where a secret is sent as a header, it is one that a header can carry. */
const ENV = {
  BEARER: canary('Bearer'),
  ADMIN: canary('Admin'),
  USER_NAME: canary('UserName').replace(':', ''),
  PASSWORD: canary('Password'),
  API_KEY: canary('ApiKey'),
  QUERY_KEY: canary('QueryKey'),
  EXCHANGE_KEY: canary('ExchangeKey'),
  CLIENT_SECRET: canary('ClientSecret'),
  VARIABLE: canary('Variable'),
  IN_HEADER: canary('InHeader'),
  IN_BODY: canary('InBody'),
  IN_PATH: canary('InPath'),
  FILE_NAME: canary('FileName').replaceAll(/["/\\]/g, ''),
  UNUSED: canary('Unused'),
};

const DOT_ENV = `canaryDotEnv &<=>/+?%`;

/** What only the server knows. */
const EXCHANGED = 'canaryExchanged/+=&<token>';
const EXTRACTED = canary('Extracted');
const COOKIE = 'canaryCookie/+=&<session>';

const SECRETS: readonly string[] = [...Object.values(ENV), DOT_ENV, EXCHANGED, EXTRACTED, COOKIE];

/** What no request that is shown holds, and an answer may show all the same. */
const ONLY_TOLD: readonly string[] = [ENV.UNUSED, ENV.EXCHANGE_KEY, ENV.CLIENT_SECRET];

const TOKENS = ['staff', 'admin', 'basic', 'key', 'query', 'exchanged', 'form', 'dotenv'];

const environments = (url: string): string => `default: local
environments:
  local:
    baseUrl: ${url}
    cookies: true
    retries: 0
    headers: { X-Every: "{{env.IN_HEADER}}" }
    tokens:
      staff: "{{env.BEARER}}"
      admin: "{{env.ADMIN}}"
      basic: { scheme: basic, username: "{{env.USER_NAME}}", password: "{{env.PASSWORD}}" }
      key: { scheme: apiKey, name: x-key, value: "{{env.API_KEY}}" }
      query: { scheme: apiKey, in: query, name: key, value: "{{env.QUERY_KEY}}" }
      exchanged: { exchange: { method: POST, url: ${url}/identity, headers: { x-api-key: "{{env.EXCHANGE_KEY}}" }, token: $.access_token } }
      form: { exchange: { method: POST, url: ${url}/identity, form: { client_secret: "{{env.CLIENT_SECRET}}" }, token: $.access_token } }
      refused: { exchange: { method: POST, url: ${url}/refuses, headers: { x-api-key: "{{env.EXCHANGE_KEY}}" }, token: $.access_token } }
      dotenv: "{{env.DOT_ENV}}"
      unused: "{{env.UNUSED}}"
    secrets: [IN_BODY, FILE_NAME]
    variables: { note: "{{env.VARIABLE}}", in_path: "{{env.IN_PATH}}" }
`;

/** Every step fails, so that everything about it is shown. */
const spec = (token: string): string => `---
endpoint: POST /echo
swagger: swagger/echo.json
status: verified
tags: [echo]
---
# Says it all back

## Prerequisites

\`\`\`yaml
steps:
  - id: log_in
    method: GET
    path: /log-in
    token: ${token}
    extract: { session: { path: $.session, redact: true } }
\`\`\`

## Test Request

\`\`\`yaml
steps:
  - id: main_request
    method: POST
    path: "/echo/{session}/{in_path}"
    token: ${token}
    params: { note: "{{note}}" }
    headers: { X-Session: "{{session}}" }
    body: { note: "{{env.IN_BODY}}", session: "{{session}}", "{{env.IN_BODY}}": 1 }
    extract: { everything: $, first: "$.raw[0]", place: { header: Location } }
    expect: { status: 200, headers: { X-Echo: nothing }, body: { $.raw: "not {{note}}", $.url: "{{session}}" } }
\`\`\`

## Cleanup

\`\`\`yaml
steps:
  - id: as_form
    method: POST
    path: /echo
    token: ${token}
    content_type: form
    form_fields: { note: "{{note}}", session: "{{session}}" }
    expect: { status: 418 }
  - id: as_file
    method: POST
    path: /echo
    token: ${token}
    content_type: multipart
    form_fields: { note: "{{note}}" }
    file_fields: [{ field_name: file, file_path: notes.txt, filename: "{{env.FILE_NAME}}.txt" }]
    expect: { status: 418 }
  - id: as_text
    method: POST
    path: /echo
    token: ${token}
    content_type: text/plain
    body: "{{note}} {{session}}"
    expect: { status: 418 }
  - id: redirected
    method: GET
    path: /redirect
    token: ${token}
    expect: { status: 418 }
  - id: broken
    method: GET
    path: /error
    token: ${token}
    expect: { status: 418 }
  - id: no_such_file
    method: POST
    path: /echo
    content_type: multipart
    file_fields: [{ field_name: file, file_path: "{{env.FILE_NAME}}" }]
  - id: no_such_header
    method: GET
    path: /echo
    headers: { X-Broken: "{{session}}\\n" }
\`\`\`
`;

/** Its answers are nothing like what it says, so that checks speak of them. */
const swagger = JSON.stringify({
  openapi: '3.0.3',
  paths: {
    '/echo/{session}/{more}': {
      post: {
        parameters: [{ name: 'note', in: 'query', schema: { type: 'integer' } }],
        requestBody: {
          content: {
            'application/json': {
              schema: { type: 'object', additionalProperties: false, properties: { note: { enum: ['a'] } } },
            },
          },
        },
        responses: {
          200: {
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  additionalProperties: false,
                  properties: {
                    url: { type: 'integer' },
                    raw: { items: { enum: [1] } },
                    keyed: { additionalProperties: { type: 'string' } },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
});

/** A server that says again whatever secret it hears, and those it knows, in every form. */
const startEcho = () =>
  serveHttp(async (request, response) => {
    const body = await textOf(request);
    const { authorization = '' } = request.headers;
    const decoded = Buffer.from(authorization.replace(/^Basic /, ''), 'base64').toString();
    const said = [request.url, body, ...Object.values(request.headers), decoded].join('\n');
    const heard = SECRETS.filter((secret) => said.includes(wordOf(secret)) || ONLY_TOLD.includes(secret));
    const answer = (status: number, value: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(typeof value === 'string' ? value : JSON.stringify(value));
    };
    const path = request.url!.split(/[/?]/)[1];
    if (path === 'identity') return answer(200, { access_token: EXCHANGED });
    if (path === 'refuses') return answer(401, { error: heard });
    if (path === 'log-in') {
      response.setHeader('set-cookie', [`sid=${COOKIE}; Path=/`, 'lang=en']);
      return answer(200, { session: EXTRACTED, hello: 'en', heard });
    }
    response.setHeader('x-echo', heard);
    const encoded = heard.map(encodeURIComponent).join('&');
    if (path === 'redirect') {
      response.setHeader(
        'location',
        `http://elsewhere.test/?next=${encodeURIComponent(encoded)}&raw=${encodeURI(heard.join())}`,
      );
      return answer(302, '');
    }
    if (path === 'error')
      return answer(500, `<p>Cannot use ${heard.map(asHtml).join()} near "${heard.join()}"</p>`);
    response.setHeader('location', `/things/${encoded}`);
    return answer(200, {
      url: request.url,
      headers: request.headers,
      said: body,
      raw: heard,
      keyed: Object.fromEntries(heard.map((secret) => [secret, 1])),
      nested: JSON.stringify(JSON.stringify(heard)),
      html: heard.map(asHtml),
      xml: heard.map((secret) => secret.replace(/[&<>"']/g, (each) => `&#${each.charCodeAt(0)};`)),
      percent: heard.map(encodeURIComponent),
      twice: heard.map((secret) => encodeURIComponent(encodeURIComponent(secret))),
      url_like: heard.map(encodeURI),
      form: new URLSearchParams(Object.fromEntries(heard.entries())).toString(),
      base64: heard.map((secret) => Buffer.from(secret).toString('base64')),
      base64url: heard.map((secret) => Buffer.from(secret).toString('base64url')),
      inside: heard.map((secret) => Buffer.from(`user:${secret}:end`).toString('base64')),
    });
  });

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const wordOf = (secret: string): string => /canary\w+/.exec(secret)![0];

const asHtml = (text: string): string =>
  text.replace(
    /[&<>"']/g,
    (each) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[each]!,
  );

/** What each of them leaves in a text in any form, cut short or not: how all of them begin, and what base64 makes of that. */
const TRACES: readonly string[] = [
  'canary',
  ...['', 'x', 'xx'].map((before) =>
    Buffer.from(`${before}canary`)
      .toString('base64')
      .replace(/=+$/, '')
      .slice(before.length + 1, -1),
  ),
];

test('no secret is in anything that any command writes, in whatever form it came', async () => {
  const server = await startEcho();
  const folder = makeFolder({
    'specs/environments.yaml': environments(server.url),
    'specs/.env': `DOT_ENV='${DOT_ENV}'\n`,
    'specs/notes.txt': 'notes',
    'specs/refused.md': spec('refused'),
    'swagger/echo.json': swagger,
    ...Object.fromEntries(TOKENS.map((token) => [`specs/${token}.md`, spec(token)])),
  });
  const env = { ...ENV, GITHUB_STEP_SUMMARY: join(folder, 'summary.md') };
  const all = REPORTERS.join(',');
  const printed: string[] = [];
  const call = async (words: string) => {
    const ran = await verify(folder, words, { env, time: 'real' });
    printed.push(ran.stdout, ran.stderr);
    expect(ran.stderr).not.toContain('defect');
    return ran;
  };

  const run = await call(`specs --no-write --gate --reporter ${all}`);
  expect(run.report().summary).toEqual({
    total: 9,
    passed: 0,
    failed: 8,
    blocked: 0,
    errored: 1,
    skipped: 0,
  });
  expect(run.exit).toBe(5);
  await call(`specs --no-write --shard 1/2 --reports shards --reporter ${all}`);
  await call(`specs --no-write --shard 2/2 --reports shards --reporter ${all}`);
  await call(
    `merge shards/shard-1-of-2.jsonl shards/shard-2-of-2.jsonl --reports merged --gate --reporter ${all}`,
  );
  await call(`show --reports shown --reporter ${all}`);
  for (const words of [
    'drift --format json',
    'drift --format sarif',
    'coverage --format json',
    'history',
    'specs --dry-run',
  ])
    await call(words);

  const written = ['reports', 'shards', 'merged', 'shown'].flatMap((each) =>
    readdirSync(join(folder, each)).map((name) => `${each}/${name}`),
  );
  expect(written).toEqual(
    expect.arrayContaining([
      'reports/history.ndjson',
      'reports/observed.json',
      'reports/report.har',
      'shards/shard-1-of-2.jsonl',
      'merged/report.html',
      'shown/junit.xml',
    ]),
  );
  const outputs: readonly (readonly [string, string])[] = [
    ['the terminal', printed.join('')],
    ...['summary.md', ...written].map(
      (file) => [file, unpacked(readFileSync(join(folder, file), 'utf8'))] as const,
    ),
  ];
  const leaks = outputs.flatMap(([where, text]) =>
    TRACES.flatMap((trace) => {
      const at = text.indexOf(trace);
      return at === -1 ? [] : [`${where}: ${text.slice(Math.max(at - 60, 0), at + 40)}`];
    }),
  );
  expect(leaks).toEqual([]);
  const report = readFileSync(join(folder, 'reports/report.json'), 'utf8');
  for (const name of [
    ...Object.keys(ENV),
    'DOT_ENV',
    'HIDDEN_EXCHANGED_TOKEN',
    'HIDDEN_SESSION',
    'HIDDEN_COOKIE_SID',
  ])
    expect(report).toContain(`$${name}`);
});

/** The data of an HTML report may be packed. */
const unpacked = (text: string): string => {
  const [, packed] = /<script id="data" type="[^"]*gzip[^"]*">([^<]*)</.exec(text) ?? [];
  return packed === undefined ? text : text + gunzipSync(Buffer.from(packed, 'base64')).toString();
};

test('the search would find a secret in each of its forms', () => {
  const [secret] = SECRETS;
  const forms = [
    secret!,
    encodeURIComponent(secret!),
    asHtml(secret!),
    ...['', 'x', 'xx', 'xxx'].map((before) => Buffer.from(`${before}${secret}`).toString('base64')),
  ];
  for (const form of forms) expect(TRACES.filter((trace) => form.includes(trace))).toHaveLength(1);
});
