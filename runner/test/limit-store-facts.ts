import { describe, expect, test } from 'vitest';
import type { Limit, Quota } from '../http/limit.ts';
import { type LimitStore, STORE_TIMES } from '../http/shared-limits/store.ts';

const { aheadMs, lateMs, leaseMs, limitMs, patienceMs, rejoinMs } = STORE_TIMES;

/** What the facts need of a store: a server of its own with a clock that the test moves. */
export type StoreUnderTest = {
  readonly connect: (owner: string) => LimitStore;
  readonly advance: (ms: number) => void;
  /** Deletes all data of the server. */
  readonly forget: () => Promise<void>;
};

/** The facts that hold for every limit store. */
export function factsOfLimitStore(open: () => Promise<StoreUnderTest>): void {
  const API = 'https://api.test';
  const quota = (limit: Limit, key = API): Quota => ({ key, limit });
  let leases = 0;
  const ask = async (store: LimitStore, quotas: readonly Quota[], waitedMs = 0) => {
    const lease = { id: String(++leases), quotas };
    const answer = await store.reserve({ lease: lease.id, quotas, waitedMs });
    const [waitMs] = answer.kind === 'full' ? [undefined] : [Math.round(answer.waitMs)];
    return { answer, lease, said: waitMs === undefined ? answer.kind : `${answer.kind} ${waitMs}` };
  };
  const said = async (store: LimitStore, quotas: readonly Quota[], waitedMs = 0) =>
    (await ask(store, quotas, waitedMs)).said;

  describe('a rate', () => {
    test('gives slots to all processes in turn, and none further ahead than agreed', async () => {
      const { connect, advance } = await open();
      const [one, other] = [connect('one'), connect('other')];
      const rate = [quota({ perSecond: 2 })];
      expect(await said(one, rate)).toBe('slot 0');
      expect(await said(other, rate)).toBe('slot 525');
      expect(await said(one, rate)).toBe('slot 1050');
      expect(await said(other, rate)).toBe('slot 1575');
      expect(await said(one, rate)).toBe('later 2100');
      advance(525);
      expect(await said(one, rate), 'nothing was reserved').toBe('slot 1575');
      expect(aheadMs).toBeLessThan(2_100);
    });

    test('has its burst after a rest', async () => {
      const { connect, advance } = await open();
      const store = connect('one');
      const rate = [quota({ perSecond: 10, burst: 3 })];
      for (const slot of ['slot 0', 'slot 0', 'slot 0', 'slot 105'])
        expect(await said(store, rate)).toBe(slot);
      advance(1_000);
      for (const slot of ['slot 0', 'slot 0', 'slot 0', 'slot 105'])
        expect(await said(store, rate)).toBe(slot);
    });

    test('that is slower puts nothing off for requests that do not need it', async () => {
      const { connect, advance } = await open();
      const store = connect('one');
      const [host, route] = [quota({ perSecond: 20 }), quota({ perSecond: 1 }, 'route /slow')];
      expect(await said(store, [host, route])).toBe('slot 0');
      expect(await said(store, [host, route])).toBe('later 1050');
      expect(await said(store, [host])).toBe('slot 53');
      advance(1_050);
      expect(await said(store, [host, route])).toBe('slot 0');
    });
  });

  describe('a slot', () => {
    test('counts at its time, and is given up when it is late', async () => {
      const { connect, advance } = await open();
      const store = connect('one');
      const rate = [quota({ perSecond: 10 })];
      await ask(store, rate);
      const { answer } = await ask(store, rate);
      const { at } = answer as { readonly at: number };
      expect(await store.confirm(rate, at)).toMatchObject({ kind: 'early' });
      advance(105);
      expect(await store.confirm(rate, at)).toMatchObject({ kind: 'go' });
      advance(lateMs + 1);
      expect(await store.confirm(rate, at)).toMatchObject({ kind: 'late' });
    });

    test('does not count during a pause, after which slots are spaced', async () => {
      const { connect, advance } = await open();
      const [one, other] = [connect('one'), connect('other')];
      const rate = [quota({ perSecond: 10, burst: 2 })];
      const { answer } = await ask(one, rate);
      await other.pause(rate[0]!, 1_000);
      expect(await one.confirm(rate, (answer as { readonly at: number }).at)).toMatchObject({
        kind: 'paused',
      });
      expect(await said(one, [quota({})])).toBe('slot 1000');
      expect(await said(one, rate)).toMatch(/^slot 1/);
      advance(1_000);
      expect(await said(one, [quota({}, 'https://other.test')])).toBe('slot 0');
    });
  });

  describe('places at once', () => {
    test('are taken by one process and free for another when they are released', async () => {
      const { connect } = await open();
      const [one, other] = [connect('one'), connect('other')];
      const two = [quota({ maxConcurrent: 2 })];
      const first = await ask(one, two);
      expect([first.said, await said(other, two), await said(one, two)]).toEqual([
        'slot 0',
        'slot 0',
        'full',
      ]);
      await one.release(first.lease);
      expect([await said(other, two), await said(one, two)]).toEqual(['slot 0', 'full']);
    });

    test('end with a process that does not renew them', async () => {
      const { connect, advance } = await open();
      const [one, other] = [connect('one'), connect('other')];
      const key = [quota({ maxConcurrent: 1 }, 'concurrency till')];
      const { lease } = await ask(one, key);
      advance(leaseMs - 1);
      await one.renew([lease], key);
      advance(leaseMs - 1);
      expect(await said(other, key)).toBe('full');
      advance(2);
      expect(await said(other, key)).toBe('slot 0');
    });

    test('are all taken or none', async () => {
      const { connect } = await open();
      const store = connect('one');
      const [red, blue] = ['red', 'blue'].map((name) => quota({ maxConcurrent: 1 }, `concurrency ${name}`));
      await ask(store, [red!]);
      expect(await said(store, [blue!, red!])).toBe('full');
      expect(await said(store, [blue!])).toBe('slot 0');
    });

    test('go to the process that has waited longest, though another asks first', async () => {
      const { connect, advance } = await open();
      const [one, other] = [connect('one'), connect('other')];
      const key = [quota({ maxConcurrent: 1 })];
      const { lease } = await ask(one, key);
      expect(await said(other, key, patienceMs + 1)).toBe('full');
      await one.release(lease);
      expect([await said(one, key), await said(other, key)]).toEqual(['full', 'slot 0']);
      advance(patienceMs + 1);
      expect(await said(one, key)).toBe('full');
    });
  });

  test('of several limits the strictest counts, is said, and ends with the process that has it', async () => {
    const { connect, advance } = await open();
    const [one, other] = [connect('one'), connect('other')];
    const [fast, slow] = [[quota({ perSecond: 10 })], [quota({ perSecond: 2, maxConcurrent: 5 })]];
    await ask(other, slow);
    const { answer, said: first } = await ask(one, fast);
    expect(first).toBe('slot 525');
    const { limit } = (answer as Extract<typeof answer, { readonly kind: 'slot' }>).stricter[0]!;
    expect(limit.perSecond).toBeCloseTo(2, 3);
    expect(limit.maxConcurrent).toBe(5);
    advance(limitMs - 1);
    await other.renew([], slow);
    advance(2);
    expect([await said(one, fast), await said(one, fast)]).toEqual(['slot 0', 'slot 525']);
    advance(limitMs);
    expect([await said(one, fast), await said(one, fast)]).toEqual(['slot 0', 'slot 105']);
  });

  test('after an outage all processes come back at the same time, and nothing starts with a burst', async () => {
    const { connect, advance, forget } = await open();
    const [one, other] = [connect('one'), connect('other')];
    const rate = [quota({ perSecond: 10, burst: 5 })];
    await forget();
    expect(Math.round(await one.rejoin())).toBe(rejoinMs);
    advance(500);
    expect(Math.round(await other.rejoin())).toBe(rejoinMs - 500);
    advance(rejoinMs - 500);
    expect(await other.rejoin(), 'one that is late does not make the others wait').toBe(0);
    expect(await said(one, rate)).toBe('slot 105');
    advance(60_000);
    expect(Math.round(await one.rejoin()), 'the next outage').toBe(rejoinMs);
  });
}
