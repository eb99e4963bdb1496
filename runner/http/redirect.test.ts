import { describe, expect, test } from 'vitest';
import {
  createFakeSend,
  createTestClock,
  type FakeAnswer,
  never,
  requestTo,
} from '../test/engine/fake-send.ts';
import { type HttpRequest, lastAttempt } from './exchange.ts';
import { withRedirects } from './redirect.ts';

const to = (location: string, status = 302): FakeAnswer => ({ status, headers: { location } });

/** Asks `https://api.test/a`, which answers with the first of these, and gives what was sent. */
async function follow(answers: readonly FakeAnswer[], more: Partial<HttpRequest> = {}) {
  const host = createFakeSend((_request, nth) => answers[Math.min(nth, answers.length) - 1]!);
  const request = requestTo('https://api.test/a', { followRedirects: true, ...more });
  const exchange = await withRedirects(host.send)(request, never);
  const attempt = lastAttempt(exchange);
  return {
    exchange,
    request,
    sent: host.requests,
    status: 'response' in attempt ? attempt.response.status : 0,
  };
}

test('nothing is followed unless it is asked for', async () => {
  const { sent, status, exchange } = await follow([to('/b'), 200], { followRedirects: false });
  expect([sent.length, status]).toEqual([1, 302]);
  expect(exchange).not.toHaveProperty('notFollowed');
});

test('an expected redirect is not followed', async () => {
  const { sent, status } = await follow([to('/b'), 200], { isExpectedStatus: (each) => each === 302 });
  expect([sent.length, status]).toEqual([1, 302]);
});

describe('where to', () => {
  test.each([
    ['a path', '/b?x=1', 'https://api.test/b?x=1'],
    ['a relative path', 'b', 'https://api.test/b'],
    ['another host', 'https://other.test/c', 'https://other.test/c'],
    ['a host without a scheme', '//other.test/c', 'https://other.test/c'],
  ])('%s', async (_what, location, url) => {
    const { sent, status } = await follow([to(location), 200]);
    expect([sent[1]!.url, status]).toEqual([url, 200]);
  });

  test.each(['ftp://api.test/b', 'javascript:alert(1)', 'file:///etc/passwd', 'http://[nonsense'])(
    'not to %s',
    async (location) => {
      const { sent, status } = await follow([to(location), 200]);
      expect([sent.length, status]).toEqual([1, 302]);
    },
  );

  test('not without Location', async () => {
    expect((await follow([{ status: 302 }, 200])).sent).toHaveLength(1);
  });
});

describe('credentials', () => {
  const credentials = {
    Authorization: 'Bearer secret',
    Cookie: 'session=secret',
    'X-Api-Key': 'secret',
    'X-Anything-Else': 'secret',
    'X-On-Behalf-Of': 'business',
    Host: 'api.test',
    'Idempotency-Key': 'k-1',
  };
  const headers = { ...credentials, Accept: 'application/json', 'User-Agent': 'us' };

  test('stay with the origin', async () => {
    const { sent } = await follow([to('/b'), 200], { headers });
    expect(sent[1]!.headers).toEqual(headers);
  });

  test.each([
    ['another host', 'https://other.test/b'],
    ['a host below', 'https://sub.api.test/b'],
    ['another port', 'https://api.test:8443/b'],
    ['the same host without TLS', 'http://api.test/b'],
  ])('never go to %s', async (_what, location) => {
    const { sent } = await follow([to(location), 200], { headers, connection: { cert: 'C', key: 'K' } });
    expect(sent[1]!.headers).toEqual({ Accept: 'application/json', 'User-Agent': 'us' });
    expect(sent[1]!.connection, 'nor does the client certificate').toBeUndefined();
  });

  test('are not restored when a redirect returns to the first origin', async () => {
    const { sent } = await follow([to('https://other.test/b'), to('https://api.test/c'), 200], { headers });
    expect(sent[2]!.url).toBe('https://api.test/c');
    expect(Object.keys(sent[2]!.headers)).toEqual(['Accept', 'User-Agent']);
  });

  test('the connection is kept within the origin', async () => {
    const connection = { ca: 'CA' };
    expect((await follow([to('/b'), 200], { connection })).sent[1]!.connection).toBe(connection);
  });
});

describe('the method', () => {
  test.each([
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [303, 'POST', 'GET'],
    [303, 'PUT', 'GET'],
    [303, 'HEAD', 'HEAD'],
    [302, 'PUT', 'PUT'],
    [307, 'POST', 'POST'],
    [308, 'DELETE', 'DELETE'],
    [301, 'HEAD', 'HEAD'],
  ])('after %i, %s becomes %s', async (status, method, next) => {
    expect((await follow([to('/b', status), 200], { method })).sent[1]!.method).toBe(next);
  });

  test('a body goes with a method that stays, and its headers go with it', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const sent = { method: 'POST', body: '{}', headers };
    const kept = (await follow([to('/b', 307), 200], sent)).sent[1]!;
    expect([kept.body, kept.headers]).toEqual(['{}', headers]);
    const dropped = (await follow([to('/b', 303), 200], sent)).sent[1]!;
    expect([dropped.body, dropped.headers]).toEqual([undefined, {}]);
  });

  test('a body never goes to another origin: the redirect is not followed', async () => {
    const { sent, status } = await follow([to('https://other.test/b', 307), 200], {
      method: 'POST',
      body: '{}',
    });
    expect([sent.length, status]).toEqual([1, 307]);
  });
});

describe('an end', () => {
  test('a circle ends after ten hops', async () => {
    const { sent, status } = await follow([to('/a')]);
    expect([sent.length, status]).toEqual([11, 302]);
  });

  test('a redirect that used up the time is returned unfollowed', async () => {
    const late: FakeAnswer = { status: 302, headers: { location: '/b' }, afterMs: 30_000 };
    const time = createTestClock();
    const host = createFakeSend(() => late, time);
    const request = requestTo('https://api.test/a', { followRedirects: true });
    const asked = withRedirects(host.send)(request, never);
    await time.advance(30_000);
    expect([lastAttempt(await asked), host.requests.length]).toMatchObject([
      { response: { status: 302 } },
      1,
    ]);
  });

  test('all hops share the time of the request', async () => {
    const slow = { status: 302, headers: { location: '/b' }, afterMs: 400 };
    const host = createFakeSend(() => slow, {
      clock: { elapsedMs: () => 0, sleep: async () => undefined },
    } as never);
    const request = requestTo('https://api.test/a', { followRedirects: true, timeoutMs: 1_000 });
    await withRedirects(host.send)(request, never);
    expect(host.requests.map(({ timeoutMs }) => timeoutMs)).toEqual([1_000, 600, 200]);
  });
});

test('the exchange has the original request, and keeps failed attempts', async () => {
  const host = createFakeSend((_request, nth) => (nth === 1 ? to('/b') : 200));
  const request = requestTo('https://api.test/a', { followRedirects: true });
  const afterRetry = withRedirects(async (each, signal) => {
    const exchange = await host.send(each, signal);
    const [answer] = exchange.attempts;
    const failed = { durationMs: 1, error: { code: 'reset' as const, message: 'gone' } };
    return host.requests.length === 1 ? { ...exchange, attempts: [failed, answer] } : exchange;
  });
  const exchange = await afterRetry(request, never);
  expect(exchange.request).toBe(request);
  expect(exchange.attempts.map((each) => ('error' in each ? each.error.code : each.response.status))).toEqual(
    ['reset', 200],
  );
});

describe('a secret in what goes to another host', () => {
  const holdsSecret = (text: string): boolean => text.includes('hush');

  test('is taken out of its query and its headers', async () => {
    const headers = { 'User-Agent': 'hush', Accept: '*/*' };
    const { sent } = await follow([to('https://u:p@other.test/c?key=hush&b=1#hush'), 200], {
      holdsSecret,
      headers,
    });
    expect(sent[1]).toMatchObject({ url: 'https://other.test/c?b=1', headers: { Accept: '*/*' } });
  });

  test.each(['https://other.test/hush', 'https://hush.test/'])(
    'keeps it from being followed in %s',
    async (location) => {
      expect((await follow([to(location), 200], { holdsSecret })).sent).toHaveLength(1);
    },
  );

  test('stays where the host stays', async () => {
    expect((await follow([to('/b?key=hush'), 200], { holdsSecret })).sent[1]!.url).toBe(
      'https://api.test/b?key=hush',
    );
  });
});

test.each([
  ['a circle', [to('/a')], {}, /^10 redirects were followed/],
  [
    'a body to another origin',
    [to('https://other.test/b', 307)],
    { method: 'POST', body: '{}' },
    /origin, https:\/\/other\.test$/,
  ],
  ['another scheme', [to('ftp://other.test/b')], {}, /not to ftp:/],
])('%s says why it was not followed', async (_what, answers, more, why) => {
  const { exchange } = await follow(answers, more);
  expect(exchange.notFollowed).toMatch(why);
});
