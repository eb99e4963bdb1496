import { describe, expect, test } from 'vitest';
import { createTestClock, never } from '../../test/engine/fake-send.ts';
import { MemoryServer } from '../../test/memory-store.ts';
import { EVERYWHERE, type Limit, type Part, type Quota } from '../limit.ts';
import { SharedLimiter } from './shared-limiter.ts';
import { STORE_TIMES } from './store.ts';

const API = 'https://api.test';

/** Some processes, each with a limiter of its own, and one store. */
function openProcesses(count: number, { isShard = false } = {}) {
  const time = createTestClock();
  const server = new MemoryServer(time.clock.elapsedMs);
  const starts: { readonly by: number; readonly atMs: number }[] = [];
  const delays: number[] = Array.from({ length: count }, () => 0);
  const limiters = Array.from({ length: count }, (_, by) => {
    const part: Part = { index: by + 1, total: count };
    const store = server.connect(`process ${by}`, async () => {
      if (delays[by]! > 0) await time.clock.sleep(delays[by]!, never);
    });
    return new SharedLimiter({ store, clock: time.clock, ...(isShard && { part }) });
  });
  /** Sends a request that takes so long. */
  const send = async (
    by: number,
    quotas: readonly Quota[],
    tookMs = 10,
    signal = never,
  ): Promise<boolean> => {
    const own = [...quotas];
    if (!(await limiters[by]!.acquire(own, signal))) return false;
    starts.push({ by, atMs: time.clock.elapsedMs() });
    await time.clock.sleep(tookMs, never);
    limiters[by]!.release(own);
    return true;
  };
  const times = (): readonly number[] => starts.map(({ atMs }) => atMs).toSorted((a, b) => a - b);
  return { ...time, server, limiters, starts, times, delays, send };
}

const quota = (limit: Limit, key = API): Quota => ({ key, limit });

const mostWithin = (starts: readonly number[], windowMs: number): number =>
  Math.max(0, ...starts.map((from) => starts.filter((at) => at >= from && at < from + windowMs).length));

describe('the rate of several processes', () => {
  test('is the rate of the limit, and fully used', async () => {
    const { advance, send, times } = openProcesses(3);
    for (let nth = 0; nth < 60; nth++) void send(nth % 3, [quota({ perSecond: 10 })]);
    await advance(20_000);
    expect(times()).toHaveLength(60);
    expect(mostWithin(times(), 1_000)).toBe(10);
    expect(times().at(-1)).toBeLessThan(60 * 105 + 50);
  });

  test('is shared fairly, however slow the connection to the store', async () => {
    const { advance, send, starts, delays } = openProcesses(2);
    delays[1] = 80;
    for (let nth = 0; nth < 20; nth++) {
      void send(0, [quota({ perSecond: 10 })]);
      void send(1, [quota({ perSecond: 10 })]);
    }
    await advance(2_000);
    expect(starts.filter(({ by }) => by === 1).length).toBeGreaterThan(5);
    await advance(10_000);
    expect(starts).toHaveLength(40);
  });

  test('loses only the reserved slots of a process that ends', async () => {
    const { advance, send, times, limiters } = openProcesses(2);
    for (let nth = 0; nth < 30; nth++) void send(0, [quota({ perSecond: 10 })]);
    await advance(1_000);
    await limiters[0]!.close();
    const before = times().length;
    for (let nth = 0; nth < 10; nth++) void send(1, [quota({ perSecond: 10 })]);
    await advance(STORE_TIMES.aheadMs + 10 * 105 + 100);
    expect(times()).toHaveLength(before + 10);
  });

  test('a slot whose confirmation is late is given up', async () => {
    const { advance, send, times, delays } = openProcesses(1);
    const rate = [quota({ perSecond: 10 })];
    void send(0, rate);
    await advance(1_000);
    delays[0] = 60;
    void send(0, rate);
    await advance(60);
    delays[0] = 0;
    expect(times(), 'not sent at 1060, near the next slot').toHaveLength(1);
    await advance(1_000);
    expect(times()).toHaveLength(2);
    expect(times()[1]).toBeGreaterThanOrEqual(1_105);
  });

  test('a machine that is always late sends all the same', async () => {
    const { advance, send, times, delays } = openProcesses(1);
    const rate = [quota({ perSecond: 10 })];
    void send(0, rate);
    await advance(20);
    delays[0] = 100;
    for (let nth = 0; nth < 5; nth++) void send(0, rate);
    await advance(20_000);
    expect(times()).toHaveLength(6);
  });

  test('pauses for all when a server asks one process for a pause', async () => {
    const { advance, send, times, limiters } = openProcesses(3);
    for (let nth = 0; nth < 30; nth++) void send(nth % 3, [quota({ perSecond: 10 })]);
    await advance(500);
    limiters[0]!.pause(quota({ perSecond: 10 }), 3_000);
    await advance(20_000);
    expect(times()).toHaveLength(30);
    expect(times().filter((at) => at > 505 && at < 3_500)).toEqual([]);
    expect(mostWithin(times(), 1_000)).toBeLessThanOrEqual(10);
  });
});

describe('maxConcurrent', () => {
  test('counts the requests of all processes, and admits the next as soon as one ends', async () => {
    const { advance, send, times } = openProcesses(3);
    for (let nth = 0; nth < 30; nth++) void send(nth % 3, [quota({ maxConcurrent: 2 })], 100);
    await advance(10_000);
    expect(times()).toHaveLength(30);
    expect(mostWithin(times(), 100)).toBe(2);
    expect(times().at(-1)).toBeLessThan(15 * 300);
  });

  test('of the process alone is acquired first', async () => {
    const { advance, send, times } = openProcesses(1);
    const places = quota({ maxConcurrent: 1 }, EVERYWHERE);
    for (let nth = 0; nth < 3; nth++) void send(0, [quota({}), places], 100);
    await advance(1_000);
    expect(times()).toEqual([0, 100, 200]);
  });

  test('is not used by a request that is aborted while waiting', async () => {
    const { advance, send, times } = openProcesses(1);
    const stop = new AbortController();
    void send(0, [quota({ maxConcurrent: 1 })], 1_000);
    const waiting = send(0, [quota({ maxConcurrent: 1 })], 10, stop.signal);
    await advance(100);
    stop.abort();
    expect(await waiting).toBe(false);
    void send(0, [quota({ maxConcurrent: 1 })]);
    await advance(2_000);
    expect(times()).toHaveLength(2);
  });
});

test('a concurrency key is held by one process at a time, for any time', async () => {
  const { advance, limiters } = openProcesses(2);
  const letGo = await limiters[0]!.holdKeys(['till', 'drawer'], never);
  let isHeld = false;
  const other = limiters[1]!.holdKeys(['drawer'], never).then((release) => {
    isHeld = true;
    return release;
  });
  await advance(10 * STORE_TIMES.leaseMs);
  expect(isHeld).toBe(false);
  letGo();
  await advance(500);
  expect(isHeld).toBe(true);
  (await other)();
});

describe('while the store is unreachable', () => {
  test('each shard keeps to its part, says so once, and all come back at the same time', async () => {
    const { advance, send, times, server, limiters, starts } = openProcesses(3, { isShard: true });
    const rate = [quota({ perSecond: 10 })];
    for (let nth = 0; nth < 150; nth++) void send(nth % 3, rate);
    await advance(3_000);
    server.goDown();
    await advance(3_000);
    server.comeUp();
    await advance(30_000);
    expect(times()).toHaveLength(150);
    expect(mostWithin(times(), 1_000)).toBeLessThanOrEqual(11);
    const away = starts.filter(({ atMs }) => atMs > 3_300 && atMs < 6_000);
    for (const by of [0, 1, 2]) expect(away.filter((start) => start.by === by).length).toBeGreaterThan(6);
    expect(
      times().filter((at) => at >= 10_000 && at < 12_000).length,
      'the whole rate again',
    ).toBeGreaterThan(18);
    for (const limiter of limiters)
      expect(limiter.notes()).toEqual([
        expect.stringMatching(
          /^limits: the store was away \d\.\d s \(the connection is closed\) and came back; meanwhile this shard kept to its part of the limits, 1 of 3$/,
        ),
      ]);
  });

  test('a run that is no shard keeps to the whole of its limits', async () => {
    const { advance, send, times, server, limiters } = openProcesses(1);
    void send(0, [quota({ perSecond: 10 })]);
    await advance(20);
    server.goDown();
    for (let nth = 0; nth < 20; nth++) void send(0, [quota({ perSecond: 10 })]);
    await advance(5_000);
    expect(times()).toHaveLength(21);
    expect(mostWithin(times(), 1_000)).toBeLessThanOrEqual(10);
    expect(limiters[0]!.notes()[0]).toMatch(/until the end; meanwhile this run kept to its limits alone/);
  });

  test('requests in flight count again when the store is back', async () => {
    const { advance, limiters, server } = openProcesses(2);
    const letGo = await limiters[0]!.holdKeys(['till'], never);
    server.goDown();
    await advance(1_000);
    server.comeUp();
    await advance(5_000);
    let isHeld = false;
    void limiters[1]!.holdKeys(['till'], never).then(() => {
      isHeld = true;
    });
    await advance(STORE_TIMES.leaseMs * 2);
    expect(isHeld).toBe(false);
    letGo();
    await advance(500);
    expect(isHeld).toBe(true);
  });
});

test('a stricter limit of another run holds, and is reported once', async () => {
  const { advance, send, times, limiters } = openProcesses(2);
  void send(1, [quota({ perSecond: 2 })]);
  for (let nth = 0; nth < 10; nth++) void send(0, [quota({ perSecond: 10 })]);
  await advance(10_000);
  expect(mostWithin(times(), 1_000)).toBe(2);
  expect(limiters[0]!.notes()).toEqual([
    'limits: another run allows https://api.test 2/s, burst 1 only, so that holds here too, where 10/s is written',
  ]);
  expect(limiters[1]!.notes()).toEqual([]);
});
