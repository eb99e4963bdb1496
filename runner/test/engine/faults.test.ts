import { readdirSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { closedUrl, serveHttp, serveRaw } from '../server.ts';
import { FAULTS, type Fault, serveFault } from './fault-server.ts';
import {
  environmentFile,
  forbidUnhandledRejections,
  type LocalRun,
  oneRequest,
  only,
  runLocal,
  specs,
  specText,
  talkingTo,
  verdictsOf,
} from './local-run.ts';

forbidUnhandledRejections();

/** Needs an answer that is JSON and has an id. */
const wantsId = oneRequest('/things', 'expect: { status: 200, body: { $.id: 1 } }');

const reasonOf = (ran: LocalRun): string => only(ran).reason ?? '';

/** The limit for an answer that never comes; what takes far longer was not ended by it, on the slowest machine. */
const LIMIT_MS = 400;
const AT_MOST_MS = 15_000;

const NO_ANSWER = /^test main: answer: /;
const RESET = / closed the connection before the answer was complete$/;
const TIMEOUT = /no complete answer within 400 ms/;
const TOO_LONG_A_HEAD = / are larger than 16 kB$/;
const NOT_HTTP = / sent something that is not HTTP: /;
const NOT_JSON = /^test main: json: expected JSON, as application\/json says: .*\(line 1, column \d+\)$/;

describe('what becomes of a spec whose server', () => {
  test.each<[Fault, 'errored' | 'failed' | 'passed', RegExp]>([
    ['resets before a word', 'errored', RESET],
    ['closes before a word', 'errored', RESET],
    ['resets in the head', 'errored', RESET],
    ['resets in the body', 'errored', RESET],
    ['resets after the answer', 'passed', /^$/],
    ['never says a word', 'errored', TIMEOUT],
    ['never ends its head', 'errored', TIMEOUT],
    ['sends headers without end', 'errored', TOO_LONG_A_HEAD],
    ['sends a header of a megabyte', 'errored', TOO_LONG_A_HEAD],
    ['stalls in the body', 'errored', /no complete answer within 400 ms \(the body stalled\)$/],
    ['drips its body', 'errored', /no complete answer within 400 ms \(the body stalled\)$/],
    ['never ends its body', 'errored', /the answer is larger than 10 MB/],
    ['says only 100 Continue', 'errored', TIMEOUT],
    ['sends informational answers as fast as it can', 'errored', TIMEOUT],
    ['says 100, 102 and 103 before its answer', 'passed', /^$/],
    ['switches protocols', 'failed', /^test main: status: expected 200, got 101$/],
    ['upgrades to a web socket', 'failed', /^test main: status: expected 200, got 101$/],
    ['answers with 000', 'errored', NOT_HTTP],
    ['answers with 999', 'failed', /^test main: status: expected 200, got 999$/],
    ['answers with four digits', 'errored', NOT_HTTP],
    ['cuts its JSON short', 'failed', NOT_JSON],
    ['announces more than it sends', 'errored', RESET],
    ['announces less than it sends', 'failed', NOT_JSON],
    ['announces two lengths', 'errored', NOT_HTTP],
    ['announces a length that is no number', 'errored', NOT_HTTP],
    ['sends what is not UTF-8', 'failed', /^test main: json: the body of the answer is not UTF-8$/],
    ['sends chunks that are none', 'errored', NOT_HTTP],
    ['sends a chunk of endless size', 'errored', NOT_HTTP],
    ['stops between chunks', 'errored', RESET],
    ['speaks another protocol', 'errored', NOT_HTTP],
    ['answers with a status that is none', 'errored', NOT_HTTP],
    ['speaks TLS where nobody asked', 'errored', NOT_HTTP],
  ])('%s: %s', async (fault, verdict, reason) => {
    const server = await serveFault(fault);
    const ran = await runLocal({
      ...talkingTo(
        server.url,
        `timeoutMs: ${reason.source.includes('within 400 ms') ? LIMIT_MS : AT_MOST_MS}`,
      ),
      'specs/a.md': wantsId,
    });
    expect([only(ran).verdict, reasonOf(ran)]).toEqual([verdict, expect.stringMatching(reason)]);
    if (verdict === 'errored') expect(reasonOf(ran)).toMatch(NO_ANSWER);
    expect(ran.exit).toBe({ passed: 0, failed: 1, errored: 2 }[verdict]);
    expect(server.asked(), 'and it is asked once').toBe(1);
  });

  test('none of them is forgotten above', () => {
    expect(Object.keys(FAULTS)).toHaveLength(32);
  });
});

describe('a request that changes something', () => {
  test.each<Fault>([
    'resets before a word',
    'resets in the body',
    'never says a word',
    'stops between chunks',
  ])('is not sent again to a server that %s, however many retries there are', async (fault) => {
    const server = await serveFault(fault);
    const ran = await runLocal({
      ...talkingTo(server.url, `timeoutMs: ${LIMIT_MS}`, 'retries: { retries: 3, base: 1ms }'),
      'specs/a.md': oneRequest('/things', 'body: { a: 1 }', 'POST'),
    });
    expect([only(ran).verdict, server.asked()]).toEqual(['errored', 1]);
  });
});

test('a read is tried again, and every try is in the report', async () => {
  const server = await serveFault('resets before a word');
  const ran = await runLocal({
    ...talkingTo(server.url, 'retries: { retries: 2, base: 1ms }'),
    'specs/a.md': wantsId,
  });
  expect(server.asked()).toBe(3);
  const [step] = only(ran).steps;
  expect(step!.retried).toEqual([
    { durationMs: expect.any(Number), error: expect.stringMatching(RESET) },
    { durationMs: expect.any(Number), error: expect.stringMatching(RESET) },
  ]);
});

describe('a read is tried again after an answer that is damaged', () => {
  const damaged: readonly [string, Readonly<Record<string, string>>, Buffer][] = [
    ['gzip that was cut', { 'content-encoding': 'gzip' }, gzipSync('{"id":1}').subarray(0, 12)],
    ['gzip that is none', { 'content-encoding': 'gzip' }, Buffer.from('{"id":1}')],
    ['a body that was cut', { 'content-length': '100' }, Buffer.from('{"id"')],
  ];
  test.each(damaged)('%s', async (_what, headers, body) => {
    let asked = 0;
    const server = await serveHttp((_request, response) => {
      if (++asked > 1) {
        response.setHeader('content-type', 'application/json').end('{"id":1}');
        return;
      }
      response.writeHead(200, headers).write(body);
      if (headers['content-length'] === undefined) response.end();
      else setImmediate(() => response.destroy());
    });
    const ran = await runLocal({
      ...talkingTo(server.url, 'retries: { retries: 1, base: 1ms }'),
      'specs/a.md': wantsId,
    });
    expect([only(ran).verdict, asked]).toEqual(['passed', 2]);
    expect(only(ran).flaky).toBe(true);
  });
});

test('a server that is not there is refused, by its name', async () => {
  const url = await closedUrl();
  const ran = await runLocal({ ...talkingTo(url), 'specs/a.md': wantsId });
  expect([only(ran).verdict, reasonOf(ran)]).toEqual([
    'errored',
    `test main: answer: ${url.slice('http://'.length)} refused the connection`,
  ]);
});

test('a name that nobody knows is said so', async () => {
  const ran = await runLocal({
    ...talkingTo('http://api.of.a.test.invalid', 'timeoutMs: 15000'),
    'specs/a.md': wantsId,
  });
  expect([only(ran).verdict, reasonOf(ran)]).toEqual([
    'errored',
    'test main: answer: the host api.of.a.test.invalid is not known (DNS)',
  ]);
  expect(ran.exit).toBe(2);
});

test('a limit for one phase ends it before the whole', async () => {
  const server = await serveFault('never says a word');
  const stalling = await serveFault('stalls in the body');
  const slow = ['timeoutMs: 20s', 'timeouts: { headers: 150ms, body: 150ms }'];
  const head = await runLocal({ ...talkingTo(server.url, ...slow), 'specs/a.md': wantsId });
  const body = await runLocal({ ...talkingTo(stalling.url, ...slow), 'specs/a.md': wantsId });
  expect(reasonOf(head)).toBe('test main: answer: the answer did not begin within 150 ms');
  expect(reasonOf(body)).toBe('test main: answer: the body of the answer was not complete within 150 ms');
});

test('what is left over of one answer is never taken for the next', async () => {
  let asked = 0;
  const leftOver = 'HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n{"id":9}';
  const server = await serveRaw((socket) =>
    socket.on('data', () => {
      const body = `{"id":${++asked}}`;
      socket.write(
        `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}${asked === 1 ? leftOver : ''}`,
      );
    }),
  );
  const ran = await runLocal(
    {
      ...talkingTo(server.url),
      'specs/a.md': oneRequest('/a', 'expect: { status: 200, body: { $.id: 1 } }'),
      'specs/b.md': oneRequest('/b', 'expect: { status: 200, body: { $.id: 2 } }'),
    },
    ['--jobs', '1'],
  );
  expect(verdictsOf(ran)).toEqual(['passed', 'passed']);
});

describe('a small answer that unpacks to a big one', () => {
  const big = Buffer.alloc(30_000_000);
  const bombs: readonly [string, string, Buffer][] = [
    ['gzip', 'gzip', gzipSync(big)],
    ['brotli', 'br', brotliCompressSync(big)],
    ['gzip in gzip', 'gzip, gzip', gzipSync(gzipSync(big))],
  ];

  test.each(bombs)('%s is cut off at the limit', async (_what, encoding, bomb) => {
    const server = await serveHttp((_request, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(bomb),
    );
    const ran = await runLocal({
      ...talkingTo(server.url, 'maxResponseBytes: 1000000'),
      'specs/a.md': wantsId,
    });
    expect(bomb.byteLength).toBeLessThan(100_000);
    expect([only(ran).verdict, reasonOf(ran)]).toEqual([
      'errored',
      'test main: answer: the answer is larger than 1 MB, so it was not read to its end',
    ]);
  });

  test('one that is packed over and over is refused unread', async () => {
    const server = await serveHttp((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip, '.repeat(50) }).end(gzipSync('{}')),
    );
    const ran = await runLocal({ ...talkingTo(server.url), 'specs/a.md': wantsId });
    expect(reasonOf(ran)).toBe('test main: answer: the answer is packed 50 times over');
  });
});

describe('a storm of 429', () => {
  const storm = (headers: Readonly<Record<string, string>>) =>
    serveHttp((_request, response) => response.writeHead(429, headers).end());

  test.each([
    ['without Retry-After', {}],
    ['with Retry-After: 0', { 'retry-after': '0' }],
    ['with a Retry-After that is over', { 'retry-after': new Date(0).toUTCString() }],
    ['with nonsense', { 'retry-after': 'later' }],
  ])('%s ends, with every spec failed and a bounded number of requests', async (_what, headers) => {
    let asked = 0;
    const server = await serveHttp((_request, response) => {
      asked++;
      response.writeHead(429, headers).end();
    });
    const ran = await runLocal(
      {
        ...talkingTo(server.url, 'retries: { retries: 2, base: 1ms }'),
        ...specs(10, () => oneRequest('/things', 'expect: { status: 200 }')),
      },
      ['--jobs', '5'],
    );
    expect(new Set(verdictsOf(ran))).toEqual(new Set(['failed']));
    expect(asked).toBe(30);
    expect(ran.exit).toBe(1);
  });

  test('with a wait that is too long to be kept is not waited for', async () => {
    const server = await storm({ 'retry-after': '3600' });
    const ran = await runLocal({ ...talkingTo(server.url, 'retries: 2'), 'specs/a.md': wantsId });
    expect(only(ran).verdict).toBe('failed');
  });

  test('that passes: everybody waits as long as one was told, and then everything passes', async () => {
    let openFrom = Number.POSITIVE_INFINITY;
    let early = 0;
    const server = await serveHttp((_request, response) => {
      if (openFrom === Number.POSITIVE_INFINITY) openFrom = performance.now() + 1_000;
      if (performance.now() < openFrom - 5) {
        early++;
        response.writeHead(429, { 'retry-after': '1' }).end();
      } else response.end('{}');
    });
    const ran = await runLocal(
      { ...talkingTo(server.url, 'retries: { retries: 2, base: 1ms }'), ...specs(20, () => oneRequest()) },
      ['--jobs', '4'],
    );
    expect(new Set(verdictsOf(ran))).toEqual(new Set(['passed']));
    expect(early, 'only those that were under way when the first answer came').toBeLessThanOrEqual(4);
    expect(ran.report.specs.filter(({ flaky }) => flaky)).toHaveLength(early);
  });
});

describe('a token that expires in the middle of a run', () => {
  test('is renewed once for all jobs, and never used when it is over', async () => {
    const LIFE_MS = 1_000;
    const issued: number[] = [];
    const stale: string[] = [];
    const used = new Set<number>();
    const server = await serveHttp((request, response) => {
      if (request.url === '/token') {
        issued.push(performance.now());
        response.end(
          JSON.stringify({ access_token: `token-number-${issued.length}`, expires_in: LIFE_MS / 1_000 }),
        );
        return;
      }
      const nth = Number(/token-number-(\d+)/.exec(request.headers.authorization ?? '')?.[1]);
      used.add(nth);
      if (!(performance.now() - (issued[nth - 1] ?? 0) <= LIFE_MS)) stale.push(`${request.url} ${nth}`);
      response.end('{}');
    });
    const exchange = '{ url: /token, token: $.access_token, expiresIn: $.expires_in }';
    const ran = await runLocal(
      {
        ...environmentFile(`baseUrl: ${server.url}`, `tokens: { staff: { exchange: ${exchange} } }`),
        ...specs(24, () =>
          specText({
            before: '- { id: first, method: GET, path: /first, sleep: 400ms }',
            test: '- { id: main, method: GET, path: /second }',
          }),
        ),
      },
      ['--jobs', '8'],
    );
    expect(new Set(verdictsOf(ran))).toEqual(new Set(['passed']));
    expect(stale).toEqual([]);
    expect(issued.length, 'obtained, and renewed').toBeGreaterThanOrEqual(2);
    expect(used.size, 'none for one job alone while another obtains one').toBe(issued.length);
  });
});

describe('an exchange for a token', () => {
  const exchanging = (url: string, ...keys: readonly string[]) =>
    environmentFile(
      `baseUrl: ${url}`,
      'tokens: { staff: { exchange: { url: /token, token: $.access_token } } }',
      'retries: 0',
      ...keys,
    );

  test('that hangs does not hold a spec longer than its time', async () => {
    const server = await serveHttp((request, response) => {
      if (request.url !== '/token') response.end('{}');
    });
    const files = { ...exchanging(server.url, 'timeoutMs: 2500'), 'specs/a.md': oneRequest() };
    const ran = await runLocal(files, ['--spec-timeout', '300ms']);
    expect(reasonOf(ran)).toBe(
      'test main: token: the token "staff" did not come in time: the spec took longer than 300 ms',
    );
  });

  test.each<[string, number, string]>([
    ['is refused', 401, ''],
    ['answers without a token', 200, '{"token":"elsewhere"}'],
    ['answers nonsense', 200, '<html>'],
  ])('that %s leaves the spec unsent', async (_what, status, body) => {
    let others = 0;
    const server = await serveHttp((request, response) => {
      if (request.url !== '/token') others++;
      response.writeHead(request.url === '/token' ? status : 200).end(body);
    });
    const ran = await runLocal({ ...exchanging(server.url), 'specs/a.md': oneRequest() });
    expect([only(ran).verdict, others, ran.exit]).toEqual(['errored', 0, 2]);
  });
});

test('after all that no file is left that somebody would take for a spec', async () => {
  const server = await serveFault('resets in the body');
  const ran = await runLocal({ ...talkingTo(server.url), 'specs/a.md': wantsId });
  expect(readdirSync(`${ran.folder}/specs`).toSorted()).toEqual(['a.md', 'environments.yaml']);
});
