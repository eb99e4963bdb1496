import { describe, expect, test } from 'vitest';
import {
  createFakeSend,
  createTestClock,
  type FakeAnswer,
  never,
  requestTo,
} from '../test/engine/fake-send.ts';
import type { HttpRequest } from './exchange.ts';
import { withRateLimit } from './rate-limit.ts';
import { withRetry } from './retry.ts';

const NOON = Date.UTC(2026, 2, 2, 12);
const retry = { retries: 3, baseMs: 100, maxMs: 1_000 };

function patient(
  answer: (nth: number) => FakeAnswer,
  { random = () => 1, limited = false }: { readonly random?: () => number; readonly limited?: boolean } = {},
) {
  const time = createTestClock();
  const { clock } = time;
  const host = createFakeSend((_request, nth) => answer(nth), time);
  const nowMs = (): number => NOON + clock.elapsedMs();
  const wire = limited ? withRateLimit(host.send, { clock, nowMs }) : host.send;
  const send = withRetry(wire, { ...clock, nowMs, random });
  const ask = async (more: Partial<HttpRequest> = {}, signal = never) => {
    const asked = send(requestTo('https://api.test/a', { retry, ...more }), signal);
    await time.advance(1_000_000);
    const { attempts } = await asked;
    return attempts.map((each) => ('error' in each ? each.error.code : each.response.status));
  };
  return { ...time, ask, send, requests: host.requests };
}

const okAfter =
  (failures: number, failure: FakeAnswer) =>
  (nth: number): FakeAnswer =>
    nth > failures ? 200 : failure;

describe('what is sent again', () => {
  test.each(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])('%s, which may arrive twice', async (method) => {
    expect(await patient(okAfter(1, 503)).ask({ method })).toEqual([503, 200]);
  });

  test.each(['POST', 'PATCH'])('not %s', async (method) => {
    const { ask, requests } = patient(okAfter(1, 503));
    expect(await ask({ method })).toEqual([503]);
    expect(requests).toHaveLength(1);
  });

  test.each(['Idempotency-Key', 'idempotency-key'])('POST with %s, the same again', async (name) => {
    const { ask, requests } = patient(okAfter(2, { error: 'reset' }));
    const sent = { method: 'POST', headers: { [name]: 'k-1' }, body: '{}' };
    expect(await ask(sent)).toEqual(['reset', 'reset', 200]);
    expect(requests.map(({ headers, body }) => [headers[name], body])).toEqual([
      ['k-1', '{}'],
      ['k-1', '{}'],
      ['k-1', '{}'],
    ]);
  });

  test.each([429, 502, 503, 504])('after %i', async (status) => {
    expect(await patient(okAfter(1, status)).ask()).toEqual([status, 200]);
  });

  test.each([200, 301, 400, 401, 404, 408, 409, 425, 500, 501])('not after %i', async (status) => {
    expect(await patient(() => status).ask()).toEqual([status]);
  });

  test.each(['reset', 'refused', 'not-found', 'timeout', 'bad-answer', 'other'] as const)(
    'after an error: %s',
    async (error) => {
      expect(await patient(okAfter(1, { error })).ask()).toEqual([error, 200]);
    },
  );

  test.each(['tls', 'too-large', 'aborted', 'bad-request', 'read-only', 'too-many-files'] as const)(
    'not after an error that stays: %s',
    async (error) => {
      expect(await patient(() => ({ error })).ask()).toEqual([error]);
    },
  );

  test('not after a status that is expected', async () => {
    const { ask } = patient(() => 503);
    expect(await ask({ isExpectedStatus: (status) => status === 503 })).toEqual([503]);
    expect(await patient(() => 503).ask({ isExpectedStatus: () => false })).toEqual([503, 503, 503, 503]);
  });

  test('not without a retry policy', async () => {
    expect(await patient(() => 503).ask({ retry: { ...retry, retries: 0 } })).toEqual([503]);
    const { send, requests } = patient(() => 503);
    await send(requestTo('https://api.test/a'), never);
    expect(requests).toHaveLength(1);
  });
});

test('every attempt is kept, the final one last, and the request is the original one', async () => {
  const { send, advance } = patient((nth) => [{ error: 'reset' } as const, 502, 429, 200][nth - 1]!);
  const request = requestTo('https://api.test/a', { retry });
  const asked = send(request, never);
  await advance(10_000);
  const exchange = await asked;
  expect(exchange.request).toBe(request);
  expect(exchange.attempts.map((each) => ('error' in each ? 'error' : each.response.status))).toEqual([
    'error',
    502,
    429,
    200,
  ]);
});

describe('the pauses', () => {
  const pausesWith = async (random: () => number, baseMs = 100): Promise<readonly number[]> => {
    const { ask, requests } = patient(() => 503, { random });
    await ask({ retry: { retries: 5, baseMs, maxMs: 1_000 } });
    return requests.slice(1).map(({ atMs }, index) => atMs - requests[index]!.atMs);
  };

  test('double, up to the longest', async () => {
    expect(await pausesWith(() => 1)).toEqual([100, 200, 400, 800, 1_000]);
  });

  test('are random, from half of their length to all of it', async () => {
    expect(await pausesWith(() => 0)).toEqual([50, 100, 200, 400, 500]);
    const draws = [0.5, 0, 1, 0.25, 0.5];
    expect(await pausesWith(() => draws.shift()!)).toEqual([75, 100, 400, 500, 750]);
  });
});

describe('time', () => {
  test('all attempts share it', async () => {
    const { ask, requests } = patient(() => ({ status: 503, afterMs: 400 }));
    await ask({ timeoutMs: 1_000 });
    expect(requests.map(({ timeoutMs, atMs }) => [timeoutMs, atMs])).toEqual([
      [1_000, 0],
      [500, 500],
    ]);
  });

  test('an attempt that used it up is the last', async () => {
    const { ask, requests } = patient(() => ({ status: 200, afterMs: 5_000 }));
    expect(await ask({ timeoutMs: 1_000 })).toEqual(['timeout']);
    expect(requests).toHaveLength(1);
  });

  test('a pause that would use it up is not begun', async () => {
    const { ask, elapsed } = withElapsed(patient(() => ({ error: 'reset', afterMs: 950 })));
    expect(await ask({ timeoutMs: 1_000 })).toEqual(['reset']);
    expect(elapsed()).toBe(950);
  });

  test('is never longer than the timeout, apart from waits that the server asked for', async () => {
    const { ask, elapsed } = withElapsed(
      patient(() => ({ status: 503, afterMs: 400, headers: { 'retry-after': '10' } })),
    );
    expect(await ask({ timeoutMs: 1_000 })).toEqual([503, 503, 'timeout']);
    expect(elapsed()).toBe(10_000 + 10_000 + 1_000);
  });

  test('waiting for a rate limit does not count', async () => {
    const { ask, requests } = patient(() => ({ status: 503, afterMs: 150 }), { limited: true });
    const slow = { limit: { perSecond: 0.1 } };
    expect(await ask({ ...slow, timeoutMs: 1_000 })).toEqual([503, 503, 503]);
    expect(requests.map(({ atMs }) => atMs)).toEqual([0, 10_500, 21_000]);
  });

  function withElapsed(host: ReturnType<typeof patient>) {
    let endedMs = 0;
    return {
      ask: async (more: Partial<HttpRequest>) => {
        const asked = host.send(requestTo('https://api.test/a', { retry, ...more }), never);
        void asked.then(() => {
          endedMs = host.clock.elapsedMs();
        });
        await host.advance(1_000_000);
        return (await asked).attempts.map((each) =>
          'error' in each ? each.error.code : each.response.status,
        );
      },
      elapsed: () => endedMs,
    };
  }
});

describe('a server that asks for a wait', () => {
  test("gets it instead of the policy's pause", async () => {
    const { ask, requests } = patient(okAfter(1, { status: 429, headers: { 'retry-after': '7' } }));
    expect(await ask()).toEqual([429, 200]);
    expect(requests[1]!.atMs).toBe(7_000);
  });

  test('is not asked again when the wait is longer than a minute', async () => {
    const { ask, requests } = patient(() => ({ status: 503, headers: { 'retry-after': '61' } }));
    expect(await ask()).toEqual([503]);
    expect(requests).toHaveLength(1);
  });

  test.each([
    ['with Retry-After', { 'retry-after': '1' }],
    ['without', {}],
    ['with Retry-After: 0', { 'retry-after': '0' }],
  ])('without end, %s, is asked a bounded number of times', async (_what, headers) => {
    expect(await patient(() => ({ status: 429, headers })).ask()).toEqual([429, 429, 429, 429]);
  });
});

test('an abort ends the pause, and nothing more is sent', async () => {
  const { send, requests, advance } = patient(() => 503);
  const stop = new AbortController();
  const asked = send(requestTo('https://api.test/a', { retry }), stop.signal);
  await advance(50);
  stop.abort();
  expect((await asked).attempts).toHaveLength(1);
  expect(requests).toHaveLength(1);
});
