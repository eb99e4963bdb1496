import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createTestClock, never } from '../test/engine/fake-send.ts';
import { type Door, Gate, type Limit } from './gate.ts';

function openGate(limit: Limit, key = 'origin') {
  const time = createTestClock();
  const gate = new Gate(time.clock);
  const door: Door = { key, limit };
  const starts: number[] = [];
  const order: string[] = [];
  const enter = async (name = '', doors: readonly Door[] = [door], signal = never): Promise<boolean> => {
    const went = await gate.enter(doors, signal);
    if (went) {
      starts.push(time.clock.elapsedMs());
      order.push(name);
    }
    return went;
  };
  return { ...time, gate, door, starts, order, enter };
}

/** The most starts in any window of so many milliseconds, the first of them included. */
const mostWithin = (starts: readonly number[], windowMs: number): number =>
  Math.max(0, ...starts.map((from) => starts.filter((at) => at >= from && at < from + windowMs).length));

describe('so many a second', () => {
  test.each([1, 2, 5, 20, 50])('after a burst of %i never more than 20 in any second', async (burst) => {
    const { advance, enter, starts, gate, door } = openGate({ perSecond: 20, burst });
    for (let nth = 0; nth < 120; nth++) void enter().then(() => gate.leave([door]));
    await advance(20_000);
    expect(starts).toHaveLength(120);
    expect(starts.filter((at) => at === 0)).toHaveLength(burst);
    expect(mostWithin(starts.slice(burst), 1_000)).toBeLessThanOrEqual(20);
    expect(mostWithin(starts.slice(burst), 1_000), 'nor much less').toBeGreaterThanOrEqual(19);
  });

  test('a burst comes back after a rest, and only as far as the rest was long', async () => {
    const { advance, enter, starts } = openGate({ perSecond: 10, burst: 3 });
    for (let nth = 0; nth < 3; nth++) void enter();
    await advance(250);
    for (let nth = 0; nth < 3; nth++) void enter();
    await advance(0);
    expect(starts).toEqual([0, 0, 0, 250, 250]);
    await advance(1_000);
    expect(starts).toHaveLength(6);
  });

  test.each([1, 5, 20])('a pause does not pile up a burst of %i', async (burst) => {
    const { advance, enter, starts, gate, door } = openGate({ perSecond: 20, burst });
    void enter();
    await advance(100);
    gate.pause(door, 3_000);
    for (let nth = 0; nth < 60; nth++) void enter();
    await advance(10_000);
    const after = starts.slice(1);
    expect(after[0]).toBeGreaterThanOrEqual(3_100);
    expect(mostWithin(after, 1_000)).toBeLessThanOrEqual(20);
  });

  test('the spacing leaves room for requests that arrive sooner than they were sent', async () => {
    const { advance, enter, starts } = openGate({ perSecond: 20 });
    for (let nth = 0; nth < 40; nth++) void enter();
    await advance(5_000);
    expect(mostWithin(starts, 1_040)).toBeLessThanOrEqual(20);
  });

  test('fewer than one a second is possible', async () => {
    const { advance, enter, starts } = openGate({ perSecond: 0.5 });
    for (let nth = 0; nth < 3; nth++) void enter();
    await advance(10_000);
    expect(starts).toEqual([0, 2_100, 4_200]);
  });
});

describe('so many at once', () => {
  test('the next goes when one leaves', async () => {
    const { settle, enter, order, gate, door } = openGate({ maxConcurrent: 2 });
    for (const name of ['a', 'b', 'c', 'd']) void enter(name);
    await settle();
    expect(order).toEqual(['a', 'b']);
    gate.leave([door]);
    await settle();
    expect(order).toEqual(['a', 'b', 'c']);
  });

  test('nobody is woken in vain while all places are taken', async () => {
    const { settle, enter, sleeping } = openGate({ maxConcurrent: 1 });
    for (const name of ['a', 'b']) void enter(name);
    await settle();
    expect(sleeping()).toBe(0);
  });
});

describe('the queue', () => {
  test('is served in the order of coming', async () => {
    const { advance, enter, order } = openGate({ perSecond: 100, maxConcurrent: 50 });
    const names = Array.from({ length: 30 }, (_, index) => `${index}`);
    for (const name of names) void enter(name);
    await advance(1_000);
    expect(order).toEqual(names);
  });

  test('cannot be jumped by who comes when the door has just opened', async () => {
    const { advance, enter, order, gate, door } = openGate({});
    void enter('first');
    gate.pause(door, 10.5);
    void enter('waited');
    await advance(10.5);
    void enter('late');
    await advance(5);
    expect(order).toEqual(['first', 'waited', 'late']);
  });

  test('lets go who is aborted, and the others keep their places', async () => {
    const { advance, enter, order } = openGate({ perSecond: 10 });
    const stop = new AbortController();
    void enter('a');
    const aborted = enter('b', undefined, stop.signal);
    void enter('c');
    stop.abort();
    expect(await aborted).toBe(false);
    await advance(106);
    expect(order).toEqual(['a', 'c']);
  });

  test('does not take who is aborted already', async () => {
    const { enter, gate, door } = openGate({ maxConcurrent: 1 });
    expect(await enter('late', undefined, AbortSignal.abort())).toBe(false);
    expect(gate.enter([door], never), 'and it took no place').toBe(true);
  });

  test('that has nobody left sleeps no more, so that a process can end', async () => {
    const { settle, enter, sleeping, gate, door } = openGate({});
    void enter('first');
    gate.pause(door, 60_000);
    const stop = new AbortController();
    void enter('waiting', undefined, stop.signal);
    await settle();
    expect(sleeping()).toBe(1);
    stop.abort();
    expect(sleeping()).toBe(0);
  });

  test('leaves nothing behind at a signal that lives long', async () => {
    const { advance, enter } = openGate({ perSecond: 1_000 });
    const { signal } = new AbortController();
    for (let nth = 0; nth < 50; nth++) void enter('', undefined, signal);
    await advance(1_000);
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  });
});

describe('a pause', () => {
  test('holds everyone, who waits and who comes', async () => {
    const { advance, enter, starts, gate, door } = openGate({});
    await enter();
    gate.pause(door, 5_000);
    void enter();
    await advance(2_000);
    void enter();
    await advance(2_999);
    expect(starts).toEqual([0]);
    await advance(1);
    expect(starts).toEqual([0, 5_000, 5_000]);
  });

  test('is not shortened by a shorter one', async () => {
    const { advance, enter, starts, gate, door } = openGate({});
    await enter();
    gate.pause(door, 5_000);
    gate.pause(door, 1_000);
    void enter();
    await advance(10_000);
    expect(starts).toEqual([0, 5_000]);
  });

  test('of one origin does not hold another', async () => {
    const { advance, enter, order, gate, door } = openGate({});
    const other: Door = { key: 'other', limit: {} };
    await enter('a');
    gate.pause(door, 60_000);
    void enter('a again');
    void enter('b', [other]);
    await advance(1);
    expect(order).toEqual(['a', 'b']);
  });

  test('of an origin does not keep the limit of another waiting', async () => {
    const { advance, enter, starts, gate, door } = openGate({});
    await enter();
    gate.pause(door, 60_000);
    void enter();
    const other: Door = { key: 'other', limit: { perSecond: 10 } };
    void enter('', [other]);
    void enter('', [other]);
    await advance(1_000);
    expect(starts).toEqual([0, 0, 105]);
  });
});

describe('a route within an origin', () => {
  const origin: Door = { key: 'origin', limit: { perSecond: 20 } };
  const route: Door = { key: 'route', limit: { perSecond: 1 } };

  test('does not hold up what goes elsewhere', async () => {
    const { advance, enter, order } = openGate({});
    for (let nth = 0; nth < 3; nth++) void enter('route', [origin, route]);
    void enter('free', [origin]);
    await advance(500);
    expect(order).toEqual(['route', 'free']);
  });

  test('keeps both limits, even when many wait for the slower one', async () => {
    const { advance, enter, starts, order, gate } = openGate({});
    for (let nth = 0; nth < 5; nth++) void enter('route', [origin, route]);
    for (let nth = 0; nth < 80; nth++) void enter('free', [origin]);
    gate.pause(origin, 2_000);
    await advance(20_000);
    expect(order).toHaveLength(85);
    expect(mostWithin(starts, 1_000)).toBeLessThanOrEqual(20);
    const ofRoute = starts.filter((_, index) => order[index] === 'route');
    expect(mostWithin(ofRoute, 1_000)).toBe(1);
  });

  test('takes no place at the origin while it waits', async () => {
    const { settle, enter, order } = openGate({});
    const narrow: Door = { key: 'narrow', limit: { maxConcurrent: 2 } };
    for (let nth = 0; nth < 3; nth++) void enter('route', [narrow, route]);
    void enter('free', [narrow]);
    await settle();
    expect(order).toEqual(['route', 'free']);
  });
});

test('the strictest of several limits for one origin holds', async () => {
  const { advance, enter, starts, gate, door } = openGate({});
  const slow: Door = { key: door.key, limit: { perSecond: 2, burst: 1 } };
  const narrow: Door = { key: door.key, limit: { perSecond: 50, maxConcurrent: 1 } };
  for (const each of [slow, door, narrow, slow, door]) void enter('', [each]).then(() => gate.leave([each]));
  await advance(5_000);
  expect(starts).toEqual([0, 525, 1_050, 1_575, 2_100]);
});
