import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { type Ran, runVerify } from './run-verify.ts';
import { serveHttp } from './server.ts';
import { makeFolder } from './temp-folder.ts';

/** Each holds a word that is found whatever is done to the rest, and characters that every encoding changes. */
const canaries = {
  BEARER: 'canaryBearer "a"&b=/+?%',
  PASSWORD: 'canaryPassword:"p"&/+ %',
  API_KEY: 'canaryApiKey "k"&=/+',
  QUERY_KEY: 'canaryQueryKey "q"&=/+ %',
  CLIENT_SECRET: 'canaryClientSecret "s"&=/+ \\',
  PLAIN: 'canaryPlain "v"&=/+\\ \u00e9',
} as const;

/** What only the server knows, and the run learns on its way. */
const exchanged = 'canaryExchanged/+=token';
const extracted = 'canaryExtracted "x"&=/+';

const secrets: readonly string[] = [...Object.values(canaries), exchanged, extracted];

const tokens = ['staff', 'basic', 'key', 'query', 'exchanged'];

const environments = (url: string): string => `default: local
environments:
  local:
    baseUrl: ${url}
    tokens:
      staff: "{{env.BEARER}}"
      basic: { scheme: basic, username: visible-user, password: "{{env.PASSWORD}}" }
      key: { scheme: apiKey, name: x-key, value: "{{env.API_KEY}}" }
      query: { scheme: apiKey, in: query, name: key, value: "{{env.QUERY_KEY}}" }
      exchanged:
        exchange:
          method: POST
          url: ${url}/token
          form: { client_id: visible-client, client_secret: "{{env.CLIENT_SECRET}}" }
          token: $.access_token
    variables: { note: "{{env.PLAIN}}" }
`;

/** Every step fails, so that everything about it is shown. */
const spec = (token: string): string => `---
endpoint: POST /echo
status: pending
---
## Prerequisites

\`\`\`yaml
steps:
  - id: log_in
    method: GET
    path: /log-in
    extract: { session: { path: $.session, redact: true } }
\`\`\`

## Test Request

\`\`\`yaml
steps:
  - id: main_request
    description: Say it all back
    method: POST
    path: "/echo/{session}"
    token: ${token}
    params: { note: "{{note}}" }
    headers: { X-Session: "{{session}}" }
    body: { note: "{{note}}", session: "{{session}}", both: "{{note}} and {{session}}" }
    extract: { everything: $, note_again: $.raw }
    expect: { status: 200, headers: { X-Echo: nothing }, body: { $.raw: "not {{note}}", $.url: "{{session}}" } }
  - id: as_form
    method: POST
    path: /echo
    token: ${token}
    content_type: form
    form_fields: { note: "{{note}}", session: "{{session}}" }
    expect: { status: 418 }
\`\`\`

## Cleanup

\`\`\`yaml
steps:
  - id: log_out
    method: DELETE
    path: "/echo/{session}"
    expect: { status: 418 }
\`\`\`
`;

test('no secret is in the output or the report, in whatever form the API sends it back', async () => {
  const ran = await runAgainstEcho();
  expect(ran.report.specs.map(({ file, verdict }) => [file, verdict])).toEqual([
    ['specs/basic.md', 'failed'],
    ['specs/exchanged.md', 'failed'],
    ['specs/key.md', 'failed'],
    ['specs/query.md', 'failed'],
    ['specs/staff.md', 'failed'],
  ]);
  const leaks = secrets
    .flatMap(formsOf)
    .flatMap((form) => [
      ...excerpts(ran.stdout, form).map((place) => `stdout: ${place}`),
      ...excerpts(ran.stderr, form).map((place) => `stderr: ${place}`),
      ...excerpts(ran.reportText, form).map((place) => `report.json: ${place}`),
    ]);
  expect(leaks).toEqual([]);
});

test('secrets are shown by their names', async () => {
  const { stdout, reportText } = await runAgainstEcho();
  for (const text of [stdout, reportText])
    for (const name of [
      '$BEARER',
      '$API_KEY',
      '$QUERY_KEY',
      '$HIDDEN_EXCHANGED_TOKEN',
      '$PLAIN',
      '$HIDDEN_SESSION',
      '$HIDDEN_BASIC_CREDENTIALS',
    ])
      expect(text).toContain(name);
});

/** Runs the specs against a server that says again whatever secret it hears, in every form. */
async function runAgainstEcho(): Promise<Ran> {
  const server = await serveHttp(async (request, response) => {
    const body = await textOf(request);
    const answer = (value: unknown): void => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(value));
    };
    if (request.url === '/token') return answer({ access_token: exchanged, said: body });
    if (request.url === '/log-in') return answer({ session: extracted });
    const { authorization = '' } = request.headers;
    const said = [request.url, body, ...Object.values(request.headers), decodeBasic(authorization)].join(
      '\n',
    );
    const heard = secrets.filter((secret) => said.includes(wordOf(secret)));
    response.setHeader('x-echo', heard.filter(isAscii));
    response.setHeader('set-cookie', heard.map(encodeURIComponent));
    answer({
      url: request.url,
      headers: request.headers,
      body: body.startsWith('{') ? JSON.parse(body) : body,
      raw: heard,
      percent: heard.map(encodeURIComponent),
      form: new URLSearchParams(Object.fromEntries(heard.entries())).toString(),
      base64: heard.map((value) => Buffer.from(value).toString('base64')),
      base64url: heard.map((value) => Buffer.from(value).toString('base64url')),
    });
  });
  const specs = tokens.map((token) => [`specs/${token}.md`, spec(token)]);
  const files = { 'specs/environments.yaml': environments(server.url), ...Object.fromEntries(specs) };
  return runVerify(makeFolder(files), ['specs', '--no-write'], { env: canaries });
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const wordOf = (secret: string): string => /canary\w+/.exec(secret)![0];

const isAscii = (text: string): boolean => /^[ -~]*$/.test(text);

const decodeBasic = (authorization: string): string =>
  Buffer.from(authorization.replace(/^Basic /, ''), 'base64').toString();

function formsOf(secret: string): readonly string[] {
  const base64 = Buffer.from(secret).toString('base64');
  return [
    wordOf(secret),
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    new URLSearchParams({ '': secret }).toString().slice(1),
    base64.replace(/=+$/, ''),
    Buffer.from(secret).toString('base64url'),
  ];
}

/** Where a text holds another, with what stands around it. */
const excerpts = (text: string, wanted: string): readonly string[] =>
  text
    .split(wanted)
    .slice(0, -1)
    .map((before) => `${before.slice(-80)}[${wanted}]`);
