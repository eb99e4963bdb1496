import { Bucket } from './bucket.ts';
import type { Quota } from './limit.ts';
import { onAbort } from './on-abort.ts';

/** The clock of the rate limiter. */
export type LimiterClock = {
  /** Monotonic milliseconds. */
  readonly elapsedMs: () => number;
  /** Resolves early when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
};

type Waiting = { readonly buckets: readonly Bucket[]; readonly start: () => void };

/**
 * Admits requests in order of arrival, each as soon as all of its quotas allow it. A request that waits for one quota does not
 * delay requests that do not use it.
 */
export class RateLimiter {
  readonly #clock: LimiterClock;
  readonly #buckets = new Map<string, Bucket>();
  readonly #queue: Waiting[] = [];
  #timer: { readonly atMs: number; readonly cancel: AbortController } | undefined;

  constructor(clock: LimiterClock) {
    this.#clock = clock;
  }

  /** True when the caller may send; false when the signal aborted first. After sending, the caller calls `release`. */
  acquire(quotas: readonly Quota[], signal: AbortSignal): true | Promise<boolean> {
    const buckets = quotas.map((quota) => this.#bucketOf(quota));
    if (signal.aborted) return Promise.resolve(false);
    if (this.#queue.length === 0 && this.#tryAdmit(buckets) === 0) return true;
    return new Promise((resolve) => {
      const giveUp = (): void => {
        this.#queue.splice(this.#queue.indexOf(waiting), 1);
        // With an empty queue the timer would only keep the process alive.
        if (this.#queue.length === 0) this.#cancelTimer();
        resolve(false);
      };
      const start = (): void => {
        release();
        resolve(true);
      };
      const waiting: Waiting = { buckets, start };
      this.#queue.push(waiting);
      const release = onAbort(signal, giveUp);
      this.#admitWaiting();
    });
  }

  /** Counts a request that another limiter has admitted; `release` ends it. */
  count(quotas: readonly Quota[]): void {
    const now = this.#clock.elapsedMs();
    for (const quota of quotas) this.#bucketOf(quota).take(now);
  }

  release(quotas: readonly Quota[]): void {
    for (const { key } of quotas) this.#buckets.get(key)?.release();
    if (this.#queue.length > 0) this.#admitWaiting();
  }

  /** Holds back requests of this quota for `ms`, because the server asked for a pause (`Retry-After`). */
  pause({ key }: Quota, ms: number): void {
    this.#buckets.get(key)?.pauseUntil(this.#clock.elapsedMs() + ms);
  }

  #bucketOf({ key, limit }: Quota): Bucket {
    const known = this.#buckets.get(key);
    if (known !== undefined) {
      known.tighten(limit);
      return known;
    }
    const bucket = new Bucket(limit);
    this.#buckets.set(key, bucket);
    return bucket;
  }

  /** Zero if the request was admitted, else the fewest milliseconds it has to wait. */
  #tryAdmit(buckets: readonly Bucket[]): number {
    const now = this.#clock.elapsedMs();
    let waitMs = 0;
    for (const bucket of buckets) waitMs = Math.max(waitMs, bucket.waitMs(now));
    if (waitMs === 0) for (const bucket of buckets) bucket.take(now);
    return waitMs;
  }

  #admitWaiting(): void {
    let nextMs = Number.POSITIVE_INFINITY;
    for (let at = 0; at < this.#queue.length; ) {
      const waitMs = this.#tryAdmit(this.#queue[at]!.buckets);
      if (waitMs === 0) this.#queue.splice(at, 1)[0]!.start();
      else {
        nextMs = Math.min(nextMs, waitMs);
        at++;
      }
    }
    // A request that waits for `maxConcurrent` is admitted by `release`, not by a timer.
    if (nextMs !== Number.POSITIVE_INFINITY) this.#retryIn(nextMs);
  }

  #retryIn(ms: number): void {
    const atMs = this.#clock.elapsedMs() + ms;
    if (this.#timer !== undefined && this.#timer.atMs <= atMs) return;
    this.#cancelTimer();
    const cancel = new AbortController();
    this.#timer = { atMs, cancel };
    void this.#clock.sleep(Math.ceil(ms), cancel.signal).then(() => {
      if (cancel.signal.aborted) return;
      this.#timer = undefined;
      this.#admitWaiting();
    });
  }

  #cancelTimer(): void {
    this.#timer?.cancel.abort();
    this.#timer = undefined;
  }
}
