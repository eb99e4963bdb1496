import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { type Ran, runVerify } from './run-verify.ts';
import { closedUrl, serveHttp, serveRaw } from './server.ts';
import { makeFolder } from './temp-folder.ts';

type Files = Readonly<Record<string, string>>;

type Limits = { readonly timeoutMs?: number; readonly maxResponseBytes?: number; readonly retries?: number };

const environment = (
  baseUrl: string,
  { timeoutMs = 10_000, maxResponseBytes = 10_000_000, retries = 0 }: Limits = {},
): Files => ({
  'specs/environments.yaml': `default: local
environments:
  local:
    baseUrl: ${baseUrl}
    tokens: { staff: staff-token-of-a-test }
    timeoutMs: ${timeoutMs}
    maxResponseBytes: ${maxResponseBytes}
    retries: { retries: ${retries}, base: 1ms }
`,
});

const oneStep = (step: string): string => `---
endpoint: GET /things
status: pending
---
## Test Request

\`\`\`yaml
steps:
  - id: main_request
${step.replace(/^/gm, '    ')}
\`\`\`
`;

const getThings = oneStep('method: GET\npath: /things');

const run = (files: Files, words: readonly string[] = []): Promise<Ran> =>
  runVerify(makeFolder(files), ['specs', '--no-write', '--contract', 'off', ...words], {
    time: 'real',
  });

const verdicts = ({ report }: Ran): Readonly<Record<string, string>> =>
  Object.fromEntries(report.specs.map(({ file, verdict }) => [file, verdict]));

const firstReason = ({ report }: Ran): string | null => report.specs[0]!.reason;

test('a server that never answers is an error that says so, and the other specs run', async () => {
  const server = await serveHttp((request, response) => {
    if (request.url === '/fast') response.end('{}');
  });
  const ran = await run({
    ...environment(server.url, { timeoutMs: 500 }),
    'specs/fast.md': oneStep('method: GET\npath: /fast'),
    'specs/slow.md': getThings,
  });
  expect(verdicts(ran)).toEqual({ 'specs/fast.md': 'passed', 'specs/slow.md': 'errored' });
  expect(ran.report.specs[1]!.reason).toBe('test main_request: answer: no complete answer within 500 ms');
  expect(ran.exit).toBe(2);
});

test('a body that stalls is an error, though the head came in time', async () => {
  const server = await serveHttp((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{"half":');
  });
  const ran = await run({ ...environment(server.url, { timeoutMs: 500 }), 'specs/a.md': getThings });
  expect(firstReason(ran)).toBe(
    'test main_request: answer: no complete answer within 500 ms (the body stalled)',
  );
  expect(ran.exit).toBe(2);
});

test('a refused connection is an error that names the host', async () => {
  const url = await closedUrl();
  const ran = await run({ ...environment(url), 'specs/a.md': getThings });
  expect(firstReason(ran)).toBe(`test main_request: answer: ${url.slice(7)} refused the connection`);
  expect(ran.stdout).toContain('is the API running, and is baseUrl right?');
  expect(ran.exit).toBe(2);
});

test('an endless answer is cut off at the limit, and nothing is known', async () => {
  const chunk = Buffer.alloc(64 * 1024, 'x');
  const wholeBytes = 50_000_000;
  let sentBytes = 0;
  const server = await serveHttp((_request, response) => {
    const chunks = function* () {
      for (; sentBytes < wholeBytes; sentBytes += chunk.length) yield chunk;
    };
    response.on('error', () => undefined);
    Readable.from(chunks()).pipe(response);
  });
  const ran = await run({ ...environment(server.url), 'specs/a.md': getThings });
  expect(firstReason(ran)).toBe(
    'test main_request: answer: the answer is larger than 10 MB, so it was not read to its end',
  );
  expect(ran.stdout).toContain('maxResponseBytes of the environment sets the limit');
  expect(ran.exit).toBe(2);
  expect(sentBytes).toBeGreaterThan(9_000_000);
  expect(sentBytes).toBeLessThan(wholeBytes / 2);
  expect(ran.reportText.length).toBeLessThan(10_000);
});

test('an answer that is not JSON fails a step that needs JSON', async () => {
  const server = await serveHttp((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome</h1>');
  });
  const ran = await run({
    ...environment(server.url),
    'specs/a_needs.md': oneStep('method: GET\npath: /things\nextract: { id: $.id }'),
    'specs/b_does_not.md': getThings,
  });
  expect(verdicts(ran)).toEqual({ 'specs/a_needs.md': 'failed', 'specs/b_does_not.md': 'passed' });
  expect(firstReason(ran)).toBe('test main_request: extract id: expected JSON, the answer is text/html');
});

test('a body that ends before its announced length is an error', async () => {
  const server = await serveRaw((socket) => {
    socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"cut":'));
  });
  const ran = await run({ ...environment(server.url), 'specs/a.md': getThings });
  expect(verdicts(ran)).toEqual({ 'specs/a.md': 'errored' });
  expect(firstReason(ran)).toBe(
    `test main_request: answer: ${server.host} closed the connection before the answer was complete`,
  );
});

test('a connection that closes without a word is an error', async () => {
  const server = await serveRaw((socket) => socket.on('data', () => socket.destroy()));
  const ran = await run({ ...environment(server.url), 'specs/a.md': getThings });
  expect(verdicts(ran)).toEqual({ 'specs/a.md': 'errored' });
});

test('something that is not HTTP is an error', async () => {
  const server = await serveRaw((socket) => socket.on('data', () => socket.end('SSH-2.0-OpenSSH_9.6\r\n')));
  const ran = await run({ ...environment(server.url), 'specs/a.md': getThings });
  expect(verdicts(ran)).toEqual({ 'specs/a.md': 'errored' });
  expect(firstReason(ran)).toMatch(/is not HTTP|does not match the HTTP/);
  expect(ran.exit).toBe(2);
});

test('a redirect is an answer: the other host gets no request, and no credentials', async () => {
  let visitors = 0;
  const elsewhere = await serveHttp((_request, response) => {
    visitors++;
    response.end('{}');
  });
  const server = await serveHttp((_request, response) => {
    response.writeHead(302, { location: `${elsewhere.url}/things` }).end();
  });
  const ran = await run({ ...environment(server.url), 'specs/a.md': getThings });
  expect(verdicts(ran)).toEqual({ 'specs/a.md': 'failed' });
  expect(ran.stdout).toContain(`it redirects to ${elsewhere.url}/things; redirects are not followed`);
  expect(visitors).toBe(0);
  expect(elsewhere.connections()).toBe(0);
});

test('a redirect that is expected passes', async () => {
  const server = await serveHttp((_request, response) => {
    response.writeHead(303, { location: '/elsewhere' }).end();
  });
  const step = 'method: GET\npath: /things\nexpect: { status: 303, headers: { Location: /elsewhere } }';
  const ran = await run({ ...environment(server.url), 'specs/a.md': oneStep(step) });
  expect(ran.exit).toBe(0);
});

test('a gzip answer is read', async () => {
  const server = await serveHttp((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    response.end(gzipSync('{"name":"packed"}'));
  });
  const step = 'method: GET\npath: /things\nexpect: { status: 200, body: { $.name: packed } }';
  const ran = await run({ ...environment(server.url), 'specs/a.md': oneStep(step) });
  expect(ran.exit).toBe(0);
});

test('a small gzip answer that unpacks beyond the limit is an error', async () => {
  const bomb = gzipSync(Buffer.alloc(20_000_000));
  const server = await serveHttp((_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
  });
  const limits = { maxResponseBytes: 1_000_000 };
  const ran = await run({ ...environment(server.url, limits), 'specs/a.md': getThings });
  expect(bomb.byteLength).toBeLessThan(100_000);
  expect(firstReason(ran)).toBe(
    'test main_request: answer: the answer is larger than 1 MB, so it was not read to its end',
  );
  expect(ran.exit).toBe(2);
});

test('gzip that is damaged is an error', async () => {
  const server = await serveHttp((_request, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end('not gzip at all');
  });
  const ran = await run({ ...environment(server.url), 'specs/a.md': getThings });
  expect(firstReason(ran)).toBe("test main_request: answer: the answer's gzip content is damaged");
});

test('steps that follow one another share a connection', async () => {
  const server = await serveHttp((_request, response) => response.end('{}'));
  const spec = (name: string): Files => ({ [`specs/${name}.md`]: getThings });
  const files = { ...environment(server.url), ...spec('a'), ...spec('b'), ...spec('c'), ...spec('d') };
  const ran = await run(files, ['--jobs', '1']);
  expect(ran.report.summary.passed).toBe(4);
  expect(server.connections()).toBe(1);
});

test('a request that may arrive twice is sent again after a 503, and no other', async () => {
  const seen: string[] = [];
  const server = await serveHttp((request, response) => {
    const isFirst = !seen.includes(`${request.method}`);
    seen.push(`${request.method}`);
    response.writeHead(isFirst ? 503 : 200).end();
  });
  const ran = await run(
    {
      ...environment(server.url, { retries: 2 }),
      'specs/get.md': getThings,
      'specs/post.md': oneStep('method: POST\npath: /things'),
    },
    ['--jobs', '1'],
  );
  expect(verdicts(ran)).toEqual({ 'specs/get.md': 'passed', 'specs/post.md': 'failed' });
  expect(seen).toEqual(['GET', 'GET', 'POST']);
});

test('answers without a body are answers', async () => {
  const server = await serveHttp((request, response) => {
    if (request.method === 'HEAD') response.writeHead(200, { 'content-length': '5000' }).end();
    else response.writeHead(204).end();
  });
  const ran = await run({
    ...environment(server.url),
    'specs/delete.md': oneStep('method: DELETE\npath: /things\nexpect: { status: 204 }'),
    'specs/head.md': oneStep('method: HEAD\npath: /things\nexpect: { status: 200 }'),
  });
  expect(verdicts(ran)).toEqual({ 'specs/delete.md': 'passed', 'specs/head.md': 'passed' });
});

test('headers carry Latin-1 both ways, and a character beyond it is an error', async () => {
  const names: (string | undefined)[] = [];
  const server = await serveHttp((request, response) => {
    names.push(request.headers['x-name']?.toString());
    response.writeHead(200, { 'x-name': 'caf\u00e9' }).end('{}');
  });
  const named = (name: string): string =>
    oneStep(`method: GET\npath: /things\nheaders: { X-Name: "${name}" }\nexpect: { status: 200 }`);
  const ran = await run({
    ...environment(server.url),
    'specs/inside.md': named('caf\u00e9'),
    'specs/outside.md': named('\u65e5\u672c'),
  });
  expect(verdicts(ran)).toEqual({ 'specs/inside.md': 'passed', 'specs/outside.md': 'errored' });
  expect(names).toEqual(['caf\u00e9']);
  expect(ran.report.specs[1]!.reason).toContain('holds a character that no header can carry');
  expect(ran.report.specs[0]!.steps[0]!.response!.headers['x-name']).toBe('caf\u00e9');
});
