import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createTestClock, never } from '../test/engine/fake-send.ts';
import type { Limit, Quota } from './limit.ts';
import { RateLimiter } from './rate-limiter.ts';

function openLimiter(limit: Limit, key = 'origin') {
  const time = createTestClock();
  const limiter = new RateLimiter(time.clock);
  const quota: Quota = { key, limit };
  const starts: number[] = [];
  const order: string[] = [];
  const acquire = async (name = '', quotas: readonly Quota[] = [quota], signal = never): Promise<boolean> => {
    const went = await limiter.acquire(quotas, signal);
    if (went) {
      starts.push(time.clock.elapsedMs());
      order.push(name);
    }
    return went;
  };
  return { ...time, limiter, quota, starts, order, acquire };
}

/** The most starts in any window of so many milliseconds, the first of them included. */
const mostWithin = (starts: readonly number[], windowMs: number): number =>
  Math.max(0, ...starts.map((from) => starts.filter((at) => at >= from && at < from + windowMs).length));

describe('perSecond', () => {
  test.each([1, 2, 5, 20, 50])('after a burst of %i never more than 20 in any second', async (burst) => {
    const { advance, acquire, starts, limiter, quota } = openLimiter({ perSecond: 20, burst });
    for (let nth = 0; nth < 120; nth++) void acquire().then(() => limiter.release([quota]));
    await advance(20_000);
    expect(starts).toHaveLength(120);
    expect(starts.filter((at) => at === 0)).toHaveLength(burst);
    expect(mostWithin(starts.slice(burst), 1_000)).toBeLessThanOrEqual(20);
    expect(mostWithin(starts.slice(burst), 1_000), 'nor much less').toBeGreaterThanOrEqual(19);
  });

  test('a burst grows back with the time without requests', async () => {
    const { advance, acquire, starts } = openLimiter({ perSecond: 10, burst: 3 });
    for (let nth = 0; nth < 3; nth++) void acquire();
    await advance(250);
    for (let nth = 0; nth < 3; nth++) void acquire();
    await advance(0);
    expect(starts).toEqual([0, 0, 0, 250, 250]);
    await advance(1_000);
    expect(starts).toHaveLength(6);
  });

  test.each([1, 5, 20])('a pause does not pile up a burst of %i', async (burst) => {
    const { advance, acquire, starts, limiter, quota } = openLimiter({ perSecond: 20, burst });
    void acquire();
    await advance(100);
    limiter.pause(quota, 3_000);
    for (let nth = 0; nth < 60; nth++) void acquire();
    await advance(10_000);
    const after = starts.slice(1);
    expect(after[0]).toBeGreaterThanOrEqual(3_100);
    expect(mostWithin(after, 1_000)).toBeLessThanOrEqual(20);
  });

  test('the spacing leaves room for requests that arrive sooner than they were sent', async () => {
    const { advance, acquire, starts } = openLimiter({ perSecond: 20 });
    for (let nth = 0; nth < 40; nth++) void acquire();
    await advance(5_000);
    expect(mostWithin(starts, 1_040)).toBeLessThanOrEqual(20);
  });

  test('fewer than one a second is possible', async () => {
    const { advance, acquire, starts } = openLimiter({ perSecond: 0.5 });
    for (let nth = 0; nth < 3; nth++) void acquire();
    await advance(10_000);
    expect(starts).toEqual([0, 2_100, 4_200]);
  });
});

describe('maxConcurrent', () => {
  test('the next request starts when one ends', async () => {
    const { settle, acquire, order, limiter, quota } = openLimiter({ maxConcurrent: 2 });
    for (const name of ['a', 'b', 'c', 'd']) void acquire(name);
    await settle();
    expect(order).toEqual(['a', 'b']);
    limiter.release([quota]);
    await settle();
    expect(order).toEqual(['a', 'b', 'c']);
  });

  test('no timer fires while the quota is full', async () => {
    const { settle, acquire, sleeping } = openLimiter({ maxConcurrent: 1 });
    for (const name of ['a', 'b']) void acquire(name);
    await settle();
    expect(sleeping()).toBe(0);
  });
});

describe('the queue', () => {
  test('is served in the order of coming', async () => {
    const { advance, acquire, order } = openLimiter({ perSecond: 100, maxConcurrent: 50 });
    const names = Array.from({ length: 30 }, (_, index) => `${index}`);
    for (const name of names) void acquire(name);
    await advance(1_000);
    expect(order).toEqual(names);
  });

  test('cannot be bypassed by a request that arrives when the quota has just opened', async () => {
    const { advance, acquire, order, limiter, quota } = openLimiter({});
    void acquire('first');
    limiter.pause(quota, 10.5);
    void acquire('waited');
    await advance(10.5);
    void acquire('late');
    await advance(5);
    expect(order).toEqual(['first', 'waited', 'late']);
  });

  test('removes an aborted request, and the others keep their order', async () => {
    const { advance, acquire, order } = openLimiter({ perSecond: 10 });
    const stop = new AbortController();
    void acquire('a');
    const aborted = acquire('b', undefined, stop.signal);
    void acquire('c');
    stop.abort();
    expect(await aborted).toBe(false);
    await advance(106);
    expect(order).toEqual(['a', 'c']);
  });

  test('does not admit a request that is already aborted', async () => {
    const { acquire, limiter, quota } = openLimiter({ maxConcurrent: 1 });
    expect(await acquire('late', undefined, AbortSignal.abort())).toBe(false);
    expect(limiter.acquire([quota], never), 'and it took no place').toBe(true);
  });

  test('has no timer when it is empty, so that the process can end', async () => {
    const { settle, acquire, sleeping, limiter, quota } = openLimiter({});
    void acquire('first');
    limiter.pause(quota, 60_000);
    const stop = new AbortController();
    void acquire('waiting', undefined, stop.signal);
    await settle();
    expect(sleeping()).toBe(1);
    stop.abort();
    expect(sleeping()).toBe(0);
  });

  test('leaves no listeners on a long-lived signal', async () => {
    const { advance, acquire } = openLimiter({ perSecond: 1_000 });
    const { signal } = new AbortController();
    for (let nth = 0; nth < 50; nth++) void acquire('', undefined, signal);
    await advance(1_000);
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  });
});

describe('a pause', () => {
  test('holds waiting and later requests', async () => {
    const { advance, acquire, starts, limiter, quota } = openLimiter({});
    await acquire();
    limiter.pause(quota, 5_000);
    void acquire();
    await advance(2_000);
    void acquire();
    await advance(2_999);
    expect(starts).toEqual([0]);
    await advance(1);
    expect(starts).toEqual([0, 5_000, 5_000]);
  });

  test('is not shortened by a shorter one', async () => {
    const { advance, acquire, starts, limiter, quota } = openLimiter({});
    await acquire();
    limiter.pause(quota, 5_000);
    limiter.pause(quota, 1_000);
    void acquire();
    await advance(10_000);
    expect(starts).toEqual([0, 5_000]);
  });

  test('of one origin does not hold another', async () => {
    const { advance, acquire, order, limiter, quota } = openLimiter({});
    const other: Quota = { key: 'other', limit: {} };
    await acquire('a');
    limiter.pause(quota, 60_000);
    void acquire('a again');
    void acquire('b', [other]);
    await advance(1);
    expect(order).toEqual(['a', 'b']);
  });

  test('of an origin does not keep the limit of another waiting', async () => {
    const { advance, acquire, starts, limiter, quota } = openLimiter({});
    await acquire();
    limiter.pause(quota, 60_000);
    void acquire();
    const other: Quota = { key: 'other', limit: { perSecond: 10 } };
    void acquire('', [other]);
    void acquire('', [other]);
    await advance(1_000);
    expect(starts).toEqual([0, 0, 105]);
  });
});

describe('a route within an origin', () => {
  const origin: Quota = { key: 'origin', limit: { perSecond: 20 } };
  const route: Quota = { key: 'route', limit: { perSecond: 1 } };

  test('does not delay requests to other routes', async () => {
    const { advance, acquire, order } = openLimiter({});
    for (let nth = 0; nth < 3; nth++) void acquire('route', [origin, route]);
    void acquire('free', [origin]);
    await advance(500);
    expect(order).toEqual(['route', 'free']);
  });

  test('keeps both limits, even when many wait for the slower one', async () => {
    const { advance, acquire, starts, order, limiter } = openLimiter({});
    for (let nth = 0; nth < 5; nth++) void acquire('route', [origin, route]);
    for (let nth = 0; nth < 80; nth++) void acquire('free', [origin]);
    limiter.pause(origin, 2_000);
    await advance(20_000);
    expect(order).toHaveLength(85);
    expect(mostWithin(starts, 1_000)).toBeLessThanOrEqual(20);
    const ofRoute = starts.filter((_, index) => order[index] === 'route');
    expect(mostWithin(ofRoute, 1_000)).toBe(1);
  });

  test('does not count at the origin while it waits', async () => {
    const { settle, acquire, order } = openLimiter({});
    const narrow: Quota = { key: 'narrow', limit: { maxConcurrent: 2 } };
    for (let nth = 0; nth < 3; nth++) void acquire('route', [narrow, route]);
    void acquire('free', [narrow]);
    await settle();
    expect(order).toEqual(['route', 'free']);
  });
});

test('the strictest of several limits for one origin holds', async () => {
  const { advance, acquire, starts, limiter, quota } = openLimiter({});
  const slow: Quota = { key: quota.key, limit: { perSecond: 2, burst: 1 } };
  const narrow: Quota = { key: quota.key, limit: { perSecond: 50, maxConcurrent: 1 } };
  for (const each of [slow, quota, narrow, slow, quota])
    void acquire('', [each]).then(() => limiter.release([each]));
  await advance(5_000);
  expect(starts).toEqual([0, 525, 1_050, 1_575, 2_100]);
});
