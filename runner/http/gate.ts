import { onAbort } from './on-abort.ts';
import { Bucket } from './bucket.ts';

/** How fast requests may go through: `perSecond` evenly spaced, after a first `burst`; so many at once. */
export type Limit = {
  readonly perSecond?: number;
  /** Requests that may go at once after a rest; 1 when unset. */
  readonly burst?: number;
  readonly maxConcurrent?: number;
};

export type GateClock = {
  /** Milliseconds that never jump. */
  readonly elapsedMs: () => number;
  /** Resolves early when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
};

/** What a request counts against: the origin it goes to, or its route. Those with the same key share one. */
export type Door = { readonly key: string; readonly limit: Limit };

type Waiting = { readonly buckets: readonly Bucket[]; readonly start: () => void };

/**
 * Lets requests through in the order they came, each when all of its doors are open. Who waits for a door does not hold
 * up those who have nothing to do with it.
 */
export class Gate {
  readonly #clock: GateClock;
  readonly #buckets = new Map<string, Bucket>();
  readonly #queue: Waiting[] = [];
  #alarm: { readonly atMs: number; readonly cancel: AbortController } | undefined;

  constructor(clock: GateClock) {
    this.#clock = clock;
  }

  /** True when the caller may go; false when the signal aborted first. A caller that went calls `leave`. */
  enter(doors: readonly Door[], signal: AbortSignal): true | Promise<boolean> {
    const buckets = doors.map((door) => this.#bucketOf(door));
    if (signal.aborted) return Promise.resolve(false);
    if (this.#queue.length === 0 && this.#tryTake(buckets) === 0) return true;
    return new Promise((resolve) => {
      const giveUp = (): void => {
        this.#queue.splice(this.#queue.indexOf(waiting), 1);
        // Nobody is left to be woken, and a long sleep would keep the process from ending.
        if (this.#queue.length === 0) this.#silence();
        resolve(false);
      };
      const start = (): void => {
        release();
        resolve(true);
      };
      const waiting: Waiting = { buckets, start };
      this.#queue.push(waiting);
      const release = onAbort(signal, giveUp);
      this.#pump();
    });
  }

  leave(doors: readonly Door[]): void {
    for (const { key } of doors) this.#buckets.get(key)?.leave();
    if (this.#queue.length > 0) this.#pump();
  }

  /** Nobody goes through a door for so long: the server asked everyone to wait. */
  pause({ key }: Door, ms: number): void {
    this.#buckets.get(key)?.pauseUntil(this.#clock.elapsedMs() + ms);
  }

  #bucketOf({ key, limit }: Door): Bucket {
    const known = this.#buckets.get(key);
    if (known !== undefined) {
      known.tighten(limit);
      return known;
    }
    const bucket = new Bucket(limit);
    this.#buckets.set(key, bucket);
    return bucket;
  }

  /** Zero when it went, else how long it has to wait at least. */
  #tryTake(buckets: readonly Bucket[]): number {
    const now = this.#clock.elapsedMs();
    let waitMs = 0;
    for (const bucket of buckets) waitMs = Math.max(waitMs, bucket.waitMs(now));
    if (waitMs === 0) for (const bucket of buckets) bucket.take(now);
    return waitMs;
  }

  #pump(): void {
    let nextMs = Number.POSITIVE_INFINITY;
    for (let at = 0; at < this.#queue.length; ) {
      const waitMs = this.#tryTake(this.#queue[at]!.buckets);
      if (waitMs === 0) this.#queue.splice(at, 1)[0]!.start();
      else {
        nextMs = Math.min(nextMs, waitMs);
        at++;
      }
    }
    // Who waits for another to leave is woken by that.
    if (nextMs !== Number.POSITIVE_INFINITY) this.#wakeIn(nextMs);
  }

  #wakeIn(ms: number): void {
    const atMs = this.#clock.elapsedMs() + ms;
    if (this.#alarm !== undefined && this.#alarm.atMs <= atMs) return;
    this.#silence();
    const cancel = new AbortController();
    this.#alarm = { atMs, cancel };
    void this.#clock.sleep(Math.ceil(ms), cancel.signal).then(() => {
      if (cancel.signal.aborted) return;
      this.#alarm = undefined;
      this.#pump();
    });
  }

  #silence(): void {
    this.#alarm?.cancel.abort();
    this.#alarm = undefined;
  }
}
