import { describe, expect, test } from 'vitest';
import {
  createFakeSend,
  createTestClock,
  type FakeAnswer,
  never,
  requestTo,
} from '../test/engine/fake-send.ts';
import { lastAttempt } from './exchange.ts';
import { retryAfterMs, withRateLimit } from './rate-limit.ts';

const NOON = Date.UTC(2026, 2, 2, 12);

function politeTo(answer: (url: string, nth: number) => FakeAnswer) {
  const time = createTestClock();
  const host = createFakeSend(({ url }, nth) => answer(url, nth), time);
  const send = withRateLimit(host.send, { clock: time.clock, nowMs: () => NOON + time.clock.elapsedMs() });
  const startsAt = () => host.requests.map(({ atMs }) => atMs);
  return { ...time, send, startsAt };
}

describe('Retry-After', () => {
  test.each([
    ['seconds', 429, '3', 3_000],
    ['seconds, with 503', 503, '3', 3_000],
    ['a fraction of a second', 429, '0.5', 500],
    ['a date', 429, new Date(NOON + 7_000).toUTCString(), 7_000],
    ['a date that is over', 429, new Date(NOON - 7_000).toUTCString(), 0],
    ['nothing', 429, '', undefined],
    ['nonsense', 429, 'soon', undefined],
    ['seconds, with another status', 500, '3', undefined],
  ])('as %s', (_what, status, value, expected) => {
    const headers = value === '' ? {} : { 'retry-after': value };
    const response = { status, headers, body: new Uint8Array() };
    expect(retryAfterMs({ durationMs: 1, response }, NOON)).toBe(expected);
  });

  test('as a date counts from the clock of the server, if the response has one', () => {
    const [date, later] = [NOON + 3_600_000, NOON + 3_605_000].map((ms) => new Date(ms).toUTCString());
    const headers = { date: date!, 'retry-after': later! };
    const response = { status: 429, headers, body: new Uint8Array() };
    expect(retryAfterMs({ durationMs: 1, response }, NOON)).toBe(5_000);
  });

  test.each([
    ['429 and seconds', 429, '4'],
    ['503 and seconds', 503, '4'],
    ['429 and a date', 429, new Date(NOON + 4_000).toUTCString()],
  ])('of %s holds all jobs, not only the one that was told', async (_what, status, value) => {
    const { send, advance, startsAt } = politeTo((_url, nth) =>
      nth === 1 ? { status, headers: { 'retry-after': value } } : 200,
    );
    await send(requestTo('https://api.test/a'), never);
    for (const path of ['b', 'c', 'd']) void send(requestTo(`https://api.test/${path}`), never);
    await advance(3_999);
    expect(startsAt()).toEqual([0]);
    await advance(1);
    expect(startsAt()).toEqual([0, 4_000, 4_000, 4_000]);
  });

  test('of one host does not delay another', async () => {
    const { send, advance, startsAt } = politeTo((url) =>
      url.includes('api.test') ? { status: 429, headers: { 'retry-after': '4' } } : 200,
    );
    await send(requestTo('https://api.test/a'), never);
    void send(requestTo('https://other.test/a'), never);
    void send(requestTo('https://api.test:8443/a'), never);
    await advance(0);
    expect(startsAt()).toEqual([0, 0, 0]);
  });

  test('of more than a minute is not waited for', async () => {
    const { send, advance, startsAt } = politeTo(() => ({ status: 429, headers: { 'retry-after': '61' } }));
    await send(requestTo('https://api.test/a'), never);
    void send(requestTo('https://api.test/b'), never);
    await advance(0);
    expect(startsAt()).toEqual([0, 0]);
  });

  test('of a minute is waited for', async () => {
    const { send, advance, startsAt } = politeTo((_url, nth) =>
      nth === 1 ? { status: 429, headers: { 'retry-after': '60' } } : 200,
    );
    await send(requestTo('https://api.test/a'), never);
    void send(requestTo('https://api.test/b'), never);
    await advance(120_000);
    expect(startsAt()).toEqual([0, 60_000]);
  });
});

test('waiting for a limit is reported as queue time, not as part of the duration', async () => {
  const { send, advance } = politeTo(() => ({ status: 200, afterMs: 30 }));
  const limited = requestTo('https://api.test/a', { limit: { perSecond: 1 } });
  void send(limited, never);
  const second = send(limited, never);
  await advance(3_000);
  const attempt = lastAttempt(await second);
  expect(attempt.timings?.queueMs).toBe(1_050);
  expect(attempt.durationMs).toBe(30);
});

test('a request that did not wait has no queue time', async () => {
  const { send } = politeTo(() => 200);
  expect(lastAttempt(await send(requestTo('https://api.test/a'), never)).timings).toBeUndefined();
});

test('a request aborted while waiting is never sent, and its attempt says why', async () => {
  const { send, startsAt } = politeTo(() => 200);
  const stop = new AbortController();
  const limited = requestTo('https://api.test/a', { limit: { perSecond: 1 } });
  await send(limited, never);
  const waiting = send(limited, stop.signal);
  stop.abort(new Error('the spec took longer than 9 ms'));
  const error = { code: 'aborted', message: 'the spec took longer than 9 ms' };
  expect((await waiting).attempts).toEqual([{ durationMs: 0, error }]);
  expect(startsAt()).toEqual([0]);
});

test('a limit that comes with a later request counts from then on', async () => {
  const { send, advance, startsAt } = politeTo(() => 200);
  await send(requestTo('https://api.test/login'), never);
  for (let nth = 0; nth < 3; nth++)
    void send(requestTo('https://api.test/a', { limit: { perSecond: 2 } }), never);
  await advance(5_000);
  expect(startsAt()).toEqual([0, 0, 525, 1_050]);
});

test('a quota is released whether the request succeeds or fails', async () => {
  const { send, startsAt } = politeTo(() => ({ error: 'reset' }));
  const limited = requestTo('https://api.test/a', { limit: { maxConcurrent: 1 } });
  for (let nth = 0; nth < 3; nth++) await send(limited, never);
  expect(startsAt()).toHaveLength(3);
});

test('one of several processes keeps to its part of the limits of origin and route', async () => {
  const time = createTestClock();
  const host = createFakeSend(() => 200, time);
  const send = withRateLimit(host.send, {
    clock: time.clock,
    nowMs: time.clock.elapsedMs,
    atOnce: 8,
    part: { index: 1, total: 4 },
  });
  const routeLimit = { key: 'route /slow', limit: { perSecond: 2 } };
  for (let nth = 0; nth < 3; nth++)
    void send(requestTo('https://api.test/a', { limit: { perSecond: 8 } }), never);
  for (let nth = 0; nth < 2; nth++) void send(requestTo('https://other.test/slow', { routeLimit }), never);
  await time.advance(10_000);
  const startsAt = (name: string) =>
    host.requests.filter(({ url }) => url.includes(name)).map(({ atMs }) => atMs);
  expect(startsAt('api.test')).toEqual([0, 525, 1_050]);
  expect(startsAt('other.test')).toEqual([0, 2_100]);
});
