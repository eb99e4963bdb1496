import type { IncomingMessage } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runVerify } from '../run-verify.ts';
import { type Answer, serveHttp } from '../server.ts';
import { makeFolder } from '../temp-folder.ts';
import {
  forbidUnhandledRejections,
  oneRequest,
  only,
  runLocal,
  specs,
  specText,
  talkingTo,
  verdictsOf,
} from './local-run.ts';

forbidUnhandledRejections();

/** A server that remembers what it was asked; answers `{}` unless told otherwise. */
async function serveRemembering(answer: Answer = (_request, response) => response.end('{}')) {
  const asked: string[] = [];
  const server = await serveHttp((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    return answer(request, response);
  });
  return { ...server, asked };
}

const pass = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('--bail', () => {
  test('stops after the first spec that did not pass; the others are not known', async () => {
    const server = await serveRemembering((request, response) =>
      response.writeHead(request.url === '/1' ? 500 : 200).end(),
    );
    const files = { ...talkingTo(server.url), ...specs(6, (index) => oneRequest(`/${index}`)) };
    const ran = await runLocal(files, ['--jobs', '1', '--bail']);
    expect(verdictsOf(ran)).toEqual(['passed', 'failed', 'errored', 'errored', 'errored', 'errored']);
    expect(server.asked).toEqual(['GET /0', 'GET /1']);
    expect(ran.exit).toBe(1);
  });

  test('counts as far as it is told to', async () => {
    const server = await serveRemembering((_request, response) => response.writeHead(500).end());
    const files = { ...talkingTo(server.url), ...specs(6, (index) => oneRequest(`/${index}`)) };
    await runLocal(files, ['--jobs', '1', '--bail', '3']);
    expect(server.asked).toHaveLength(3);
  });
});

test('--repeat runs everything so often, and a document is proven only when every turn was', async () => {
  let nth = 0;
  const server = await serveRemembering((request, response) =>
    response.writeHead(request.url === '/shaky' && ++nth === 2 ? 500 : 200).end(),
  );
  const files = {
    ...talkingTo(server.url),
    'specs/shaky.md': oneRequest('/shaky', 'expect: { status: 200 }'),
    'specs/steady.md': oneRequest('/steady'),
  };
  const ran = await runLocal(files, ['--repeat', '3', '--jobs', '1']);
  expect(ran.report.specs.map(({ file, turn, verdict }) => [file, turn, verdict])).toEqual([
    ['specs/shaky.md', 1, 'passed'],
    ['specs/shaky.md', 2, 'failed'],
    ['specs/shaky.md', 3, 'passed'],
    ['specs/steady.md', 1, 'passed'],
    ['specs/steady.md', 2, 'passed'],
    ['specs/steady.md', 3, 'passed'],
  ]);
  const statusOf = (file: string): string =>
    /status: (\w+)/.exec(readFileSync(join(ran.folder, file), 'utf8'))![1]!;
  expect([statusOf('specs/shaky.md'), statusOf('specs/steady.md')]).toEqual(['failed', 'verified']);
});

test('--shuffle starts in an order that its seed repeats; the report keeps its own', async () => {
  const orderOf = async (...words: readonly string[]): Promise<readonly string[]> => {
    const server = await serveRemembering();
    const files = { ...talkingTo(server.url), ...specs(12, (index) => oneRequest(`/${index}`)) };
    const ran = await runLocal(files, ['--jobs', '1', ...words]);
    expect(ran.report.specs.map(({ file }) => file)).toEqual(
      Object.keys(files).filter((path) => path.endsWith('.md')),
    );
    return server.asked;
  };
  const plain = await orderOf();
  const seven = await orderOf('--shuffle', '7');
  expect(seven).not.toEqual(plain);
  expect([...seven].sort()).toEqual([...plain].sort());
  expect(await orderOf('--shuffle', '7')).toEqual(seven);
  expect(await orderOf('--shuffle', '8')).not.toEqual(seven);
  expect(await orderOf('--shuffle', '--seed', '7'), 'without one it is that of the run').toEqual(seven);
});

describe('rows of data', () => {
  const spec = specText({
    head: 'data: rows.csv\n',
    test: '- { id: main, method: GET, path: "/users/{{name}}", params: { age: "{{age}}" } }',
  });

  test('give one result each, and one verdict for the document: the worst', async () => {
    const server = await serveRemembering((request, response) =>
      response.writeHead(request.url!.includes('bob') ? 500 : 200).end(),
    );
    const files = { 'specs/rows.csv': 'name,age\nann,5\nbob,6\n"cy, jr",7\n', 'specs/a.md': spec };
    const ran = await runLocal({ ...talkingTo(server.url), ...files }, ['--jobs', '1']);
    expect(ran.report.specs.map(({ row, verdict }) => [row, verdict])).toEqual([
      ['1 ann', 'passed'],
      ['2 bob', 'failed'],
      ['3 cy, jr', 'passed'],
    ]);
    expect(server.asked).toEqual([
      'GET /users/ann?age=5',
      'GET /users/bob?age=6',
      'GET /users/cy,%20jr?age=7',
    ]);
    expect(readFileSync(join(ran.folder, 'specs/a.md'), 'utf8')).toContain('status: failed');
    expect(ran.report.summary).toMatchObject({ total: 3, passed: 2, failed: 1 });
  });

  test('that cannot be read leave the spec unsent', async () => {
    const server = await serveRemembering();
    const ran = await runLocal({ ...talkingTo(server.url), 'specs/a.md': spec });
    expect([only(ran).verdict, server.asked]).toEqual(['errored', []]);
    expect(only(ran).reason).toContain('specs/rows.csv does not exist');
  });
});

describe('uses', () => {
  const login = specText({
    test: '- { id: sign_in, method: GET, path: /login, extract: { session: $.session } }',
  });

  test('runs the steps of the other spec, gives its outputs, and counts the reuse in it', async () => {
    const server = await serveRemembering((_request, response) => response.end('{"session":"s-1"}'));
    const user = specText({
      before: '- { id: log, uses: login.md, outputs: [session] }',
      test: '- { id: main, method: GET, path: "/things/{{session}}" }',
    });
    const files = { 'specs/login.md': login, ...specs(3, () => user) };
    const ran = await runLocal({ ...talkingTo(server.url), ...files }, ['--jobs', '1']);
    expect(new Set(verdictsOf(ran))).toEqual(new Set(['passed']));
    expect(server.asked.filter((each) => each === 'GET /things/s-1')).toHaveLength(3);
    expect(readFileSync(join(ran.folder, 'specs/login.md'), 'utf8')).toMatch(
      /^status: verified\nsavedAt: .*\nverifiedAt: .*\ntimesReused: 3\n---$/m,
    );
    expect(readFileSync(join(ran.folder, 'specs/s000.md'), 'utf8')).not.toContain('timesReused');
  });

  test('a circle is said, and nothing is sent', async () => {
    const server = await serveRemembering();
    const circle = (other: string): string =>
      specText({ before: `- { id: next, uses: ${other} }`, test: '- { id: main, method: GET, path: /x }' });
    const ran = await runLocal({
      ...talkingTo(server.url),
      'specs/a.md': circle('b.md'),
      'specs/b.md': circle('a.md'),
    });
    expect([verdictsOf(ran), server.asked, ran.exit]).toEqual([['errored', 'errored'], [], 2]);
    expect(ran.report.specs[0]!.reason).toBe('specs/a.md uses specs/b.md uses specs/a.md: a circle');
  });

  test('runs what it borrows as it would run there: its token, its host, its files', async () => {
    const seen: string[] = [];
    const server = await serveHttp(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString().includes('of the lender') ? ' with its file' : '';
      seen.push(`${request.url} ${request.headers.authorization}${text}`);
      response.end('{}');
    });
    const tokens = 'tokens: { staff: staff-token-of-a-test, client: client-token-of-a-test }';
    const files = {
      'specs/environments.yaml': `default: local\nenvironments:\n  local:\n    baseUrl: ${server.url}\n    fallbackUrl: ${server.url}/fallback\n    ${tokens}\n`,
      'specs/lent/file.txt': 'of the lender',
      'specs/lent/other.md': specText({
        test: '- { id: send, method: POST, path: /lent, content_type: multipart, file_fields: [{ field_name: f, file_path: file.txt }] }',
      }),
      'specs/a.md': specText({
        head: 'tokens: [client]\nuseFallbackApi: true\n',
        before: '- { id: out, uses: lent/other.md }',
        test: '- { id: main, method: GET, path: /own }',
      }),
    };
    const folder = makeFolder(files);
    const ran = await runVerify(folder, ['specs/a.md', '--contract', 'off'], { time: 'real' });
    expect(ran.report.specs.map(({ reason }) => reason)).toEqual([null]);
    expect(seen).toEqual([
      '/lent Bearer staff-token-of-a-test with its file',
      '/fallback/own Bearer client-token-of-a-test',
    ]);
    expect(readFileSync(join(folder, 'specs/lent/other.md'), 'utf8'), 'it was no part of the run').toBe(
      files['specs/lent/other.md'],
    );
  });

  test('through two specs: the values of the inner one come out at the outer one', async () => {
    const server = await serveRemembering((_request, response) => response.end('{"session":"s-1"}'));
    const files = {
      'specs/c.md': login,
      'specs/b.md': specText({
        before: '- { id: in, uses: c.md, outputs: [session] }',
        test: '- { id: middle, method: GET, path: "/b/{{session}}" }',
      }),
      'specs/a.md': specText({
        before: '- { id: out, uses: b.md, outputs: { mine: session } }',
        test: '- { id: main, method: GET, path: "/a/{{mine}}" }',
      }),
    };
    const ran = await runLocal({ ...talkingTo(server.url), ...files }, ['--jobs', '1']);
    expect(verdictsOf(ran)).toEqual(['passed', 'passed', 'passed']);
    expect(server.asked).toContain('GET /a/s-1');
    const timesOf = (file: string): string | undefined =>
      /timesReused: (\d+)/.exec(readFileSync(join(ran.folder, file), 'utf8'))?.[1];
    expect(['specs/a.md', 'specs/b.md', 'specs/c.md'].map(timesOf)).toEqual([undefined, '1', '2']);
  });
});

test('forEach sends a step once for each item', async () => {
  const server = await serveRemembering((request, response) =>
    response.end(request.url === '/list' ? '{"ids":[3,1,2]}' : '{}'),
  );
  const spec = specText({
    before: '- { id: list, method: GET, path: /list, extract: { ids: $.ids } }',
    test: '- { id: main, method: GET, path: "/items/{{id}}", forEach: { in: "{{ids}}", as: id } }',
  });
  const ran = await runLocal({ ...talkingTo(server.url), 'specs/a.md': spec });
  expect(only(ran).verdict).toBe('passed');
  expect(server.asked).toEqual(['GET /list', 'GET /items/3', 'GET /items/1', 'GET /items/2']);
});

describe('--share-prerequisites', () => {
  const spec = (index: number): string =>
    specText({
      before: '- { id: first, method: GET, path: /shared, extract: { id: $.id } }',
      test: `- { id: main, method: GET, path: "/own/${index}/{{id}}" }`,
    });

  test('sends the same GET once, whatever the number of jobs', async () => {
    for (const jobs of ['1', '8']) {
      const server = await serveRemembering((_request, response) => response.end('{"id":7}'));
      const ran = await runLocal({ ...talkingTo(server.url), ...specs(10, spec) }, [
        '--jobs',
        jobs,
        '--share-prerequisites',
      ]);
      expect(new Set(verdictsOf(ran))).toEqual(new Set(['passed']));
      expect(server.asked.filter((each) => each === 'GET /shared')).toHaveLength(1);
      expect(server.asked).toHaveLength(11);
      const texts = ran.report.specs.map(({ file }) => readFileSync(join(ran.folder, file), 'utf8'));
      expect(texts.filter((text) => text.includes('timesReused: 9'))).toHaveLength(1);
      expect(texts.filter((text) => text.includes('timesReused'))).toHaveLength(1);
    }
  });

  test('without it everybody asks', async () => {
    const server = await serveRemembering((_request, response) => response.end('{"id":7}'));
    await runLocal({ ...talkingTo(server.url), ...specs(4, spec) });
    expect(server.asked.filter((each) => each === 'GET /shared')).toHaveLength(4);
  });

  test('another token is another request', async () => {
    const server = await serveRemembering((_request, response) => response.end('{"id":7}'));
    const tokens = 'tokens: { staff: staff-token-of-a-test, admin: admin-token-of-a-test }';
    const environment = {
      'specs/environments.yaml': `default: local\nenvironments:\n  local:\n    baseUrl: ${server.url}\n    ${tokens}\n`,
    };
    const asAdmin = spec(9)
      .replace('tokens', '')
      .replace('status: pending\n', 'status: pending\ntokens: [admin]\n');
    const files = { ...environment, ...specs(3, spec), 'specs/admin.md': asAdmin };
    await runLocal(files, ['--share-prerequisites']);
    expect(server.asked.filter((each) => each === 'GET /shared')).toHaveLength(2);
  });

  test('when it fails everyone who needs it is blocked by it, and it was asked once', async () => {
    const server = await serveRemembering((_request, response) => response.writeHead(500).end());
    const ran = await runLocal({ ...talkingTo(server.url), ...specs(6, spec) }, ['--share-prerequisites']);
    expect(new Set(verdictsOf(ran))).toEqual(new Set(['blocked']));
    expect(new Set(ran.report.specs.map(({ decidedBy }) => decidedBy))).toEqual(new Set(['first']));
    expect(server.asked).toEqual(['GET /shared']);
    for (const [index, { file }] of ran.report.specs.entries())
      expect(readFileSync(join(ran.folder, file), 'utf8'), 'nothing is counted').toBe(spec(index));
  });

  test('a step may ask for it alone', async () => {
    const server = await serveRemembering();
    const shared = oneRequest('/shared', 'share: true');
    await runLocal({ ...talkingTo(server.url), ...specs(5, () => shared) });
    expect(server.asked).toEqual(['GET /shared']);
  });
});

test('--read-only: the server never sees a method that may change something', async () => {
  const server = await serveRemembering((_request, response) => response.end('{"id":1}'));
  const unsafe = ['POST', 'PUT', 'PATCH', 'DELETE'];
  const files = {
    ...talkingTo(server.url),
    'specs/get.md': oneRequest('/get'),
    ...Object.fromEntries(unsafe.map((method) => [`specs/${method}.md`, oneRequest('/x', '', method)])),
    'specs/before.md': specText({
      before: '- { id: make, method: POST, path: /make }',
      test: '- { id: main, method: GET, path: /made }',
    }),
    'specs/cleanup.md': specText({
      test: '- { id: main, method: GET, path: /main }',
      after: '- { id: tidy, method: DELETE, path: /tidy }',
    }),
  };
  const ran = await runLocal(files, ['--read-only']);
  expect(server.asked.toSorted()).toEqual(['GET /get', 'GET /main']);
  expect(Object.fromEntries(ran.report.specs.map(({ file, verdict }) => [file, verdict]))).toEqual({
    'specs/DELETE.md': 'skipped',
    'specs/PATCH.md': 'skipped',
    'specs/POST.md': 'skipped',
    'specs/PUT.md': 'skipped',
    'specs/before.md': 'skipped',
    'specs/cleanup.md': 'passed',
    'specs/get.md': 'passed',
  });
});

describe('time', () => {
  test('--timeout ends the whole run, and what was not known stays unknown', async () => {
    const server = await serveRemembering(async (request, response) => {
      if (request.url === '/hang') return;
      response.end('{}');
    });
    const files = {
      ...talkingTo(server.url, 'timeoutMs: 20s'),
      ...specs(4, (index) => oneRequest(index === 0 ? '/ok' : '/hang')),
    };
    const ran = await runLocal(files, ['--timeout', '500ms', '--jobs', '2']);
    expect(verdictsOf(ran)).toEqual(['passed', 'errored', 'errored', 'errored']);
    expect(ran.report.specs[1]!.reason).toBe('test main: answer: the run took longer than 500 ms');
    expect(ran.exit).toBe(2);
  });

  test('--spec-timeout ends one spec, and the others go on', async () => {
    const server = await serveRemembering(async (request, response) => {
      if (request.url === '/hang') return;
      response.end('{}');
    });
    const files = {
      ...talkingTo(server.url, 'timeoutMs: 20s'),
      'specs/a.md': oneRequest('/hang'),
      'specs/b.md': oneRequest('/ok'),
    };
    const ran = await runLocal(files, ['--spec-timeout', '400ms', '--jobs', '1']);
    expect(ran.report.specs.map(({ verdict, reason }) => [verdict, reason])).toEqual([
      ['errored', 'test main: answer: the spec took longer than 400 ms'],
      ['passed', null],
    ]);
  });

  test('a spec whose time is over is cleaned up all the same', async () => {
    const server = await serveRemembering((request, response) => {
      if (request.url !== '/hang') response.end('{}');
    });
    const spec = specText({
      before: '- { id: make, method: POST, path: /make }',
      test: '- { id: main, method: GET, path: /hang }',
      after: '- { id: tidy, method: DELETE, path: /tidy }',
    });
    await runLocal({ ...talkingTo(server.url, 'timeoutMs: 20s'), 'specs/a.md': spec }, [
      '--spec-timeout',
      '300ms',
    ]);
    expect(server.asked).toEqual(['POST /make', 'GET /hang', 'DELETE /tidy']);
  });

  test('a step may have less time than its environment gives, or more', async () => {
    const server = await serveRemembering(async (_request, response) => {
      await pass(400);
      response.end('{}');
    });
    const files = {
      ...talkingTo(server.url, 'timeoutMs: 200'),
      'specs/less.md': oneRequest('/less', 'timeout: 100ms'),
      'specs/more.md': oneRequest('/more', 'timeout: 5s'),
      'specs/plain.md': oneRequest('/plain'),
    };
    const ran = await runLocal(files);
    expect(ran.report.specs.map(({ reason }) => reason)).toEqual([
      'test main: answer: no complete answer within 100 ms',
      null,
      'test main: answer: no complete answer within 200 ms',
    ]);
    expect(ran.stdout).toContain('timeout of the step sets the limit');
    expect(ran.stdout).toContain('timeoutMs of the environment sets the limit');
  });

  test('every phase of an answer has its time in the report', async () => {
    const server = await serveRemembering(async (_request, response) => {
      await pass(60);
      response.write('{');
      await pass(60);
      response.end('}');
    });
    const files = {
      ...talkingTo(server.url, 'rateLimit: { perSecond: 5 }'),
      ...specs(2, () => oneRequest()),
    };
    const ran = await runLocal(files);
    const timings = ran.report.specs
      .map(({ steps }) => steps[0]!.timings!)
      .toSorted((a, b) => a.queueMs - b.queueMs);
    for (const each of timings) {
      expect(Object.keys(each).toSorted()).toEqual(['bodyMs', 'connectMs', 'firstByteMs', 'queueMs']);
      expect(Math.min(...Object.values(each))).toBeGreaterThanOrEqual(0);
      expect(each.firstByteMs).toBeGreaterThan(50);
      expect(each.bodyMs).toBeGreaterThan(50);
    }
    expect(timings[1]!.queueMs).toBeGreaterThan(timings[0]!.queueMs + 50);
  });

  test('maxMs does not count the wait for a limit', async () => {
    const server = await serveRemembering();
    const step = oneRequest('/x', 'expect: { status: 200, maxMs: 250 }');
    const files = { ...talkingTo(server.url, 'rateLimit: { perSecond: 2 }'), ...specs(3, () => step) };
    expect((await runLocal(files)).exit).toBe(0);
  });
});

describe('flaky', () => {
  const shaky = () => {
    let nth = 0;
    return serveRemembering((request: IncomingMessage, response) =>
      response.writeHead(request.url === '/shaky' && ++nth === 1 ? 503 : 200).end(),
    );
  };
  const files = (url: string) => ({
    ...talkingTo(url, 'retries: { retries: 2, base: 1ms }'),
    'specs/shaky.md': oneRequest('/shaky'),
    'specs/steady.md': oneRequest('/steady'),
  });

  test('is what passed only after the transport tried again', async () => {
    const ran = await runLocal(files((await shaky()).url));
    expect(ran.report.specs.map(({ flaky, verdict }) => [flaky, verdict])).toEqual([
      [true, 'passed'],
      [false, 'passed'],
    ]);
    expect(ran.report.specs[0]!.steps[0]!.retried).toEqual([{ durationMs: expect.any(Number), status: 503 }]);
    expect(ran.exit).toBe(0);
  });

  test('is what passes in some turns of a run only; each try is a request', async () => {
    const ran = await runLocal(files((await shaky()).url), ['--repeat', '2']);
    expect(ran.report.specs[0]!.steps[0]).toMatchObject({ attempts: 1, requests: 2 });
    expect(ran.stdout).toContain('5 requests in');
    const { url } = await shaky();
    const unsteady = { ...talkingTo(url, 'retries: 0'), 'specs/shaky.md': oneRequest('/shaky') };
    const { report } = await runLocal(unsteady, ['--repeat', '2', '--jobs', '1']);
    expect(report.conclusion?.flaky).toEqual(['specs/shaky.md (1 of 2 turns passed)']);
  });

  test('is a gate that is not met with --fail-on-flaky', async () => {
    expect((await runLocal(files((await shaky()).url), ['--fail-on-flaky'])).exit).toBe(5);
    const steady = await serveRemembering();
    expect((await runLocal(files(steady.url), ['--fail-on-flaky'])).exit).toBe(0);
  });

  test('is not what failed in the end', async () => {
    const server = await serveRemembering((_request, response) => response.writeHead(503).end());
    const ran = await runLocal(files(server.url), ['--fail-on-flaky']);
    expect([ran.report.specs.some(({ flaky }) => flaky), ran.exit]).toEqual([false, 1]);
  });

  test('--retries says how often, also not at all', async () => {
    const server = await serveRemembering((_request, response) => response.writeHead(503).end());
    await runLocal(
      { ...talkingTo(server.url, 'retries: { retries: 5, base: 1ms }'), 'specs/a.md': oneRequest() },
      ['--retries', '0'],
    );
    expect(server.asked).toHaveLength(1);
  });
});

test('cookies are kept within one spec, where the environment wants them', async () => {
  const seen: (string | undefined)[] = [];
  const server = await serveHttp((request, response) => {
    seen.push(request.headers.cookie);
    response.writeHead(200, { 'set-cookie': `session=${seen.length}; Path=/` }).end('{}');
  });
  const two = specText({
    before: '- { id: first, method: GET, path: /first }',
    test: '- { id: main, method: GET, path: /main }',
  });
  await runLocal({ ...talkingTo(server.url, 'cookies: true'), ...specs(2, () => two) }, ['--jobs', '1']);
  await runLocal({ ...talkingTo(server.url), ...specs(1, () => two) }, ['--jobs', '1']);
  expect(seen).toEqual([undefined, 'session=1', undefined, 'session=3', undefined, undefined]);
});

describe('cookies and redirects', () => {
  /** Sets a session with a redirect to where `to` says, and answers everything else with the cookies it was sent. */
  async function serveLogin(to: (path: string) => string) {
    const seen: string[] = [];
    const server = await serveHttp((request, response) => {
      seen.push(`${request.url} ${request.headers.cookie ?? '-'}`);
      if (request.url === '/login')
        response
          .writeHead(302, { location: to('/home'), 'set-cookie': 'session=a-long-session; Path=/' })
          .end();
      else response.end(JSON.stringify({ cookie: 'a-long-session' }));
    });
    return { url: server.url, seen };
  }
  const loginFirst = specText({
    before: '- { id: first, method: GET, path: /login }',
    test: '- { id: main, method: GET, path: /main }',
  });
  const settings = ['followRedirects: true', 'cookies: true'];

  test('what a redirect sets goes along, and stays for the next step', async () => {
    const server = await serveLogin((path) => path);
    await runLocal({ ...talkingTo(server.url, ...settings), 'specs/a.md': loginFirst });
    expect(server.seen).toEqual(['/login -', '/home session=a-long-session', '/main session=a-long-session']);
  });

  test('a session goes to no other host, and what that one sets stays there', async () => {
    const other: (string | undefined)[] = [];
    const elsewhere = await serveHttp((request, response) => {
      other.push(request.headers.cookie);
      response.writeHead(200, { 'set-cookie': 'session=of-another-host; Path=/' }).end('{}');
    });
    const server = await serveLogin((path) => elsewhere.url.replace('127.0.0.1', 'localhost') + path);
    await runLocal({ ...talkingTo(server.url, ...settings), 'specs/a.md': loginFirst });
    expect(other).toEqual([undefined]);
    expect(server.seen).toEqual(['/login -', '/main session=a-long-session']);
  });

  test('a Cookie header that the step says itself is left alone', async () => {
    const server = await serveLogin((path) => path);
    const own = loginFirst.replace('path: /login', 'path: /login, headers: { cookie: mine=1 }');
    await runLocal({ ...talkingTo(server.url, ...settings), 'specs/a.md': own });
    expect(server.seen.slice(0, 2)).toEqual(['/login mine=1', '/home mine=1']);
  });

  test('a session that a redirect sets is a secret, whether cookies are kept or not', async () => {
    const server = await serveLogin((path) => path);
    for (const kept of ['true', 'false']) {
      const environment = talkingTo(server.url, 'followRedirects: true', `cookies: ${kept}`);
      const ran = await runLocal({ ...environment, 'specs/a.md': loginFirst });
      expect(JSON.stringify(ran.report)).toContain('$HIDDEN_COOKIE_SESSION');
      expect(JSON.stringify(ran.report)).not.toContain('a-long-session');
    }
  });
});

test('a secret that a later spec names is hidden from the first answer on, however it is written', async () => {
  const server = await serveHttp((_request, response) => response.end('{"said":"the-secret-of-a-key"}'));
  const naming = (header: string): string => oneRequest('/named', `headers: { x-key: "${header}" }`);
  for (const header of ['{{env.MY_KEY}}', '{{\\x65nv.MY_KEY}}']) {
    const ran = await runLocal(
      {
        ...talkingTo(server.url, 'secrets: [MY_KEY]'),
        'specs/a.md': oneRequest(),
        'specs/b.md': naming(header),
      },
      ['--jobs', '1'],
      { env: { MY_KEY: 'the-secret-of-a-key' } },
    );
    expect(verdictsOf(ran)).toEqual(['passed', 'passed']);
    expect(ran.reportText).not.toContain('the-secret-of-a-key');
  }
});
