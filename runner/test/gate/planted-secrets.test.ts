import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { serveHttp } from '../server.ts';
import { makeFolder } from '../temp-folder.ts';
import { REPORTERS } from '../../report/formats.ts';
import { verify } from './project.ts';

/** Long, full of quotes, and of many lines: as files with credentials are. */
const ACCOUNT = JSON.stringify({
  type: 'service_account',
  private_key: `-----BEGIN PRIVATE KEY-----\n${'canaryAccountKey0123456789abcdefghijklmnop\n'.repeat(8)}-----END PRIVATE KEY-----\n`,
  ...Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`part${at}`, `canaryAccountPart-${at}`])),
});

const ENV = {
  MY_KEY: 'canary-of-the-spec-0815',
  PADDED: ' canary-padded-4711\n',
  ACCOUNT,
  FROM_ENV: 'canary-from-env-42',
};

const environments = (url: string): string => `default: local
environments:
  local:
    baseUrl: ${url.replace('://', '://visible-user:canary-in-url-1@')}
    retries: 0
    followRedirects: true
    headers: { x-api-key: canary-literal-key }
    tokens:
      staff: canary-literal-token
      form: { exchange: { url: ${url}/identity, form: { client_secret: canary-literal-secret }, token: $.access_token } }
    variables: { key: "{{env.MY_KEY}}", account: "{{env.ACCOUNT}}", padded: "{{env.PADDED}}" }
`;

const spec = `---
endpoint: POST /echo
domain: of-${ENV.MY_KEY}
tags: [${ENV.MY_KEY}]
status: verified
---
## Prerequisites

\`\`\`yaml
steps:
  - id: early
    method: GET
    path: /early
  - id: log_in
    method: GET
    path: /log-in
    extract: { session: { path: $.data, redact: true } }
  - id: led_elsewhere
    method: GET
    path: /hop
    token: none
  - id: refused
    method: GET
    path: /refused
    onFail: continue
    extract: { one: { path: "$.list[*].id", redact: true } }
\`\`\`

## Test Request

\`\`\`yaml
steps:
  - id: step-${ENV.MY_KEY}
    description: sends ${ENV.MY_KEY}
    method: POST
    path: "/echo?s={{session.token}}&pad={{trim padded}}&access_token=canary-in-query"
    token: staff
    headers: { X-Helped: "{{base64 (uppercase key)}}", X-Given: "{{given}}{{FROM_ENV}}" }
    body: { account: "{{account}}", password: canary-in-body, plain: "{{replace key '0815' '4711'}}" }
    expect: { status: 418, headers: { X-Said: nothing }, body: { $.password: other, $.said: nothing } }
\`\`\`

## Cleanup

\`\`\`yaml
steps:
  - id: out
    method: POST
    path: /echo
    token: form
    expect: { status: 418 }
\`\`\`
`;

const serve = () =>
  serveHttp(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const answer = (status: number, value: unknown): void => {
      response.writeHead(status, {
        'content-type': 'application/json',
        location: '/go?api_key=canary-in-location',
      });
      response.end(JSON.stringify(value, null, 2));
    };
    const path = request.url!.split('?')[0];
    if (path === '/hop') {
      response.writeHead(302, { location: '/landed?api_key=canary-in-hop' });
      response.end();
      return;
    }
    if (path === '/early') return answer(200, { before: 'canary-late-token' });
    if (path === '/log-in')
      return answer(200, {
        data: { token: 'canary-late-token', more: [{ text: 'canary-late-more' }], pin: 987654 },
      });
    if (path === '/refused') return answer(409, { list: [{ id: 'canary-first' }, { id: 'canary-second' }] });
    if (path === '/identity')
      return answer(200, { access_token: 'canary-exchanged', refresh_token: 'canary-refresh' });
    answer(200, {
      said: body,
      url: request.url,
      headers: request.headers,
      hex: Buffer.from(ENV.MY_KEY).toString('hex').toUpperCase(),
      twice: Buffer.from(Buffer.from(ENV.MY_KEY).toString('base64')).toString('base64'),
      upper: ENV.MY_KEY.toUpperCase(),
      password: 'canary-pw',
      nested: JSON.stringify({ client_secret: 'canary-nested' }),
      pin: 987654,
    });
  });

/** What they all leave in a text, in any form that the API or a helper gives them. */
const TRACES = [
  /canary/i,
  /987654/,
  new RegExp(Buffer.from(ENV.MY_KEY).toString('hex'), 'i'),
  ...[ENV.MY_KEY, ENV.MY_KEY.toUpperCase(), Buffer.from(ENV.MY_KEY).toString('base64')].map(
    (text) => new RegExp(Buffer.from(text).toString('base64').slice(0, 16)),
  ),
];

const excerptsOf = (where: string, text: string): readonly string[] =>
  TRACES.flatMap((trace) => {
    const found = trace.exec(text);
    return found === null ? [] : [`${where}: ${text.slice(Math.max(found.index - 60, 0), found.index + 40)}`];
  });

test('what a spec writes out, a helper makes, an answer names or the command line gives is in no output', async () => {
  const server = await serve();
  const folder = makeFolder({
    'specs/environments.yaml': environments(server.url),
    'specs/a.md': spec,
    'broken/environments.yaml': environments(server.url).replace('retries: 0', 'retires: 0'),
    'broken/a.md': spec,
  });
  const all = REPORTERS.join(',');
  const given = '--secret given=canary-given-7 --secret FROM_ENV';
  const printed: string[] = [];
  for (const words of [
    `specs --no-write --contract off ${given} --reporter ${all}`,
    `specs --no-write --contract off ${given} --shard 1/1 --reports shards --reporter ${all}`,
    'merge shards/shard-1-of-1.jsonl --reports merged',
    'show --reports shown --reporter console,html,markdown',
    'history',
    `specs --dry-run ${given}`,
    `specs --list ${given}`,
    `broken --no-write ${given} --reports broken-reports --reporter ${all}`,
  ]) {
    const ran = await verify(folder, words, { env: ENV, time: 'real' });
    printed.push(ran.stdout, ran.stderr);
  }
  const files = ['reports', 'shards', 'merged', 'shown', 'broken-reports'].flatMap((each) =>
    readdirSync(join(folder, each)).map((name) => `${each}/${name}`),
  );
  const report = readFileSync(join(folder, 'reports/report.json'), 'utf8');
  expect(JSON.parse(report)).toMatchObject({ specs: [{ verdict: 'failed' }] });
  expect(report).toContain('$MY_KEY');
  expect(report).toContain('/landed?api_key=');
  expect([
    ...printed.flatMap((text) => excerptsOf('the terminal', text)),
    ...files.flatMap((file) => excerptsOf(file, readFileSync(join(folder, file), 'utf8'))),
  ]).toEqual([]);
});
