import { createParts, EVERYWHERE, type Limit, type Part, type Quota } from '../limit.ts';
import { type LimiterClock, RateLimiter } from '../rate-limiter.ts';
import { OutageLog } from './outage-log.ts';
import { sayStricter } from './stricter-message.ts';
import { untilEither } from './until-either.ts';
import { type SlotAnswer, type Lease, type LimitStore, STORE_TIMES, type Stricter } from './store.ts';

export type SharedLimiterOptions = {
  readonly store: LimitStore;
  readonly clock: LimiterClock;
  /** The limits of this process while the store is unreachable; the whole limits if absent. */
  readonly part?: Part;
};

/** After giving up this many late slots in a row, a request uses the next: some machines are always late. */
const MAX_LATE = 3;

/** Pauses of a request that found the quota full before it asks again. */
const FULL_MS = { first: 20, longest: 200, growth: 1.5 } as const;

/** Pause before an unreachable store is asked again. */
const AWAY_MS = 250;

/**
 * Admits requests by limits that all processes share through a store. While the store is unreachable, the process keeps to its
 * part of the limits; when it is back, all processes return to it at the same time.
 */
export class SharedLimiter {
  readonly #store: LimitStore;
  readonly #clock: LimiterClock;
  readonly #partOf: (limit: Limit) => Limit;
  /** Counts all requests, so that its state is right when the store becomes unreachable. */
  readonly #own: RateLimiter;
  /** Quotas that are not shared with other processes. */
  readonly #places: RateLimiter;
  readonly #leases = new Map<readonly Quota[], Lease>();
  readonly #used = new Map<string, Quota>();
  readonly #stricter = new Map<string, Stricter>();
  readonly #closing = new AbortController();
  readonly #outages: OutageLog;
  #isAway = false;
  /** Aborted when the store is lost or back, so that waiting requests look again. */
  #turn = new AbortController();
  /** Aborted when a request was released. */
  #freed = new AbortController();
  #lastLease = 0;
  #fastestMs = Number.POSITIVE_INFINITY;

  constructor({ store, clock, part }: SharedLimiterOptions) {
    this.#store = store;
    this.#clock = clock;
    this.#partOf = part === undefined ? (limit) => limit : createParts(part);
    this.#own = new RateLimiter(clock);
    this.#places = new RateLimiter(clock);
    this.#outages = new OutageLog(clock.elapsedMs, part);
    store.onLost((error) => this.#leave(error));
    void this.#keepRenewing();
  }

  /** True when the caller may send; false when the signal aborted first. After sending, the caller calls `release`. */
  async acquire(quotas: readonly Quota[], signal: AbortSignal): Promise<boolean> {
    const places = quotas.filter(({ key }) => key === EVERYWHERE);
    const shared = quotas.filter(({ key }) => key !== EVERYWHERE);
    if (places.length > 0 && !(await this.#places.acquire(places, signal))) return false;
    const lease = await this.#admit(shared, signal);
    if (lease === undefined) this.#places.release(places);
    else this.#leases.set(quotas, lease);
    return lease !== undefined;
  }

  release(quotas: readonly Quota[]): void {
    this.#places.release(quotas.filter(({ key }) => key === EVERYWHERE));
    const lease = this.#leases.get(quotas);
    if (lease === undefined) return;
    this.#leases.delete(quotas);
    this.#own.release(lease.quotas);
    this.#giveBack(lease);
    this.#freed.abort();
    this.#freed = new AbortController();
  }

  pause(quota: Quota, ms: number): void {
    this.#own.pause(quota, ms);
    if (!this.#isAway) this.#store.pause(quota, ms).catch((error) => this.#leave(error));
  }

  /** Locks these keys against all other processes; the returned function unlocks them. */
  async holdKeys(keys: readonly string[], signal: AbortSignal): Promise<() => void> {
    const quotas = keys.map((key): Quota => ({ key: `concurrency ${key}`, limit: ONE }));
    return (await this.acquire(quotas, signal)) ? () => this.release(quotas) : () => undefined;
  }

  /** Messages about outages of the store, and about stricter limits of other processes. */
  notes(): readonly string[] {
    return [...this.#outages.notes(), ...[...this.#stricter.values()].map(sayStricter)];
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#turn.abort();
    const leases = [...this.#leases.values()];
    if (!this.#isAway)
      await Promise.all(leases.map((lease) => this.#store.release(lease))).catch(() => undefined);
    this.#store.close();
  }

  async #admit(quotas: readonly Quota[], signal: AbortSignal): Promise<Lease | undefined> {
    for (const quota of quotas) this.#used.set(quota.key, quota);
    const parts = quotas.map(({ key, limit }): Quota => ({ key, limit: this.#partOf(limit) }));
    const since = this.#clock.elapsedMs();
    let lost = 0;
    let pauseMs: number = FULL_MS.first;
    while (!signal.aborted && !this.#closing.signal.aborted) {
      const lease = { id: String(++this.#lastLease), quotas };
      if (this.#isAway) {
        const isAdmitted = await untilEither(signal, this.#turn.signal, (either) =>
          this.#own.acquire(parts, either),
        );
        if (isAdmitted) return lease;
        continue;
      }
      const answer = await this.#ask(lease, since);
      if (answer === undefined) continue;
      if (answer.kind === 'full') {
        await this.#napUntilFreed(pauseMs, signal);
        pauseMs = Math.min(FULL_MS.longest, pauseMs * FULL_MS.growth);
      } else if (answer.kind === 'later') await this.#nap(answer.waitMs, signal);
      else {
        const became = await this.#useSlot(lease, answer, lost < MAX_LATE, signal);
        if (became === 'granted') {
          this.#own.count(parts);
          return lease;
        }
        this.#giveBack(lease);
        if (became === 'late') lost++;
      }
    }
    return undefined;
  }

  async #ask(lease: Lease, since: number): Promise<(SlotAnswer & { readonly tookMs: number }) | undefined> {
    const askedAt = this.#clock.elapsedMs();
    const waitedMs = askedAt - since;
    const answer = await this.#reach(
      this.#store.reserve({ lease: lease.id, quotas: lease.quotas, waitedMs }),
    );
    return answer && { ...answer, tookMs: this.#tookSince(askedAt) };
  }

  /** Waits for a reserved slot, and says whether the request may be sent in it. */
  async #useSlot(
    { quotas }: Lease,
    slot: Extract<SlotAnswer, { readonly kind: 'slot' }> & { readonly tookMs: number },
    mayBeLate: boolean,
    signal: AbortSignal,
  ): Promise<'granted' | 'late' | 'again'> {
    for (const stricter of slot.stricter)
      if (!this.#stricter.has(stricter.quota.key)) this.#stricter.set(stricter.quota.key, stricter);
    const isLate = (tookMs: number): boolean =>
      mayBeLate && slot.isTimed && tookMs > this.#fastestMs + STORE_TIMES.lateMs;
    if (slot.waitMs < 1) return isLate(slot.tookMs) ? 'late' : 'granted';
    // Confirming the slot takes a round trip too.
    await this.#nap(Math.max(0, slot.waitMs - this.#fastestMs), signal);
    while (!signal.aborted && !this.#isAway) {
      const askedAt = this.#clock.elapsedMs();
      const found = await this.#reach(this.#store.confirm(quotas, slot.at));
      if (found === undefined) return 'again';
      const tookMs = this.#tookSince(askedAt);
      switch (found.kind) {
        case 'go':
          return isLate(tookMs) ? 'late' : 'granted';
        case 'early':
          await this.#nap(found.waitMs, signal);
          if (found.waitMs < STORE_TIMES.lateMs) return signal.aborted || this.#isAway ? 'again' : 'granted';
          break;
        case 'late':
          return mayBeLate ? 'late' : 'granted';
        case 'paused':
          await this.#nap(found.waitMs, signal);
          return 'again';
      }
    }
    return 'again';
  }

  #tookSince(askedAt: number): number {
    const tookMs = this.#clock.elapsedMs() - askedAt;
    this.#fastestMs = Math.min(this.#fastestMs, tookMs);
    return tookMs;
  }

  #giveBack(lease: Lease): void {
    if (!this.#isAway) this.#store.release(lease).catch((error) => this.#leave(error));
  }

  #nap(ms: number, signal: AbortSignal): Promise<void> {
    return untilEither(signal, this.#turn.signal, (either) => this.#clock.sleep(Math.ceil(ms), either));
  }

  #napUntilFreed(ms: number, signal: AbortSignal): Promise<void> {
    return untilEither(signal, this.#freed.signal, (either) => this.#nap(ms, either));
  }

  /** The store's reply; undefined if it is unreachable. */
  async #reach<T>(question: Promise<T>): Promise<T | undefined> {
    try {
      return await question;
    } catch (error) {
      this.#leave(error);
      return undefined;
    }
  }

  #leave(error: unknown): void {
    if (this.#isAway || this.#closing.signal.aborted) return;
    this.#isAway = true;
    this.#outages.begin(error);
    this.#wakeAll();
    void this.#comeBack();
  }

  async #comeBack(): Promise<void> {
    const { signal } = this.#closing;
    for (;;) {
      await this.#clock.sleep(AWAY_MS, signal);
      if (signal.aborted) return;
      try {
        await this.#clock.sleep(await this.#store.rejoin(), signal);
        // Requests in flight count again, whatever the store still knew.
        await this.#renew();
        break;
      } catch {
        // Still unreachable.
      }
    }
    if (signal.aborted) return;
    this.#isAway = false;
    this.#outages.end();
    this.#wakeAll();
  }

  #wakeAll(): void {
    this.#turn.abort();
    this.#turn = new AbortController();
  }

  async #keepRenewing(): Promise<void> {
    const { signal } = this.#closing;
    for (;;) {
      await this.#clock.sleep(STORE_TIMES.leaseMs / 3, signal);
      if (signal.aborted) return;
      if (!this.#isAway) await this.#reach(this.#renew());
    }
  }

  #renew(): Promise<void> {
    return this.#store.renew([...this.#leases.values()], [...this.#used.values()]);
  }
}

const ONE: Limit = { maxConcurrent: 1 };
