import { type Limit, SPACING_MARGIN } from './limit.ts';

/** One quota: decides when its next request may be sent. Times are milliseconds of a monotonic clock. */
export class Bucket {
  #limit: Limit;
  #spacingMs = 0;
  #burst = 1;
  #active = 0;
  /** When the bucket of `burst` requests will be full again. */
  #fullAtMs = Number.NEGATIVE_INFINITY;
  #pausedUntilMs = Number.NEGATIVE_INFINITY;

  constructor(limit: Limit) {
    this.#limit = limit;
    this.#apply(limit);
  }

  /** Several environments may set different limits for one origin: the strictest applies. */
  tighten(limit: Limit): void {
    if (limit === this.#limit) return;
    const isSlower =
      (limit.perSecond ?? Number.POSITIVE_INFINITY) < (this.#limit.perSecond ?? Number.POSITIVE_INFINITY);
    const { perSecond, burst } = isSlower ? limit : this.#limit;
    const counts = [limit.maxConcurrent, this.#limit.maxConcurrent].filter((each) => each !== undefined);
    this.#limit = {
      ...(perSecond !== undefined && { perSecond }),
      ...(burst !== undefined && { burst }),
      ...(counts.length > 0 && { maxConcurrent: Math.min(...counts) }),
    };
    this.#apply(this.#limit);
  }

  #apply({ perSecond, burst = 1 }: Limit): void {
    this.#spacingMs = perSecond === undefined ? 0 : (1_000 / perSecond) * SPACING_MARGIN;
    this.#burst = Math.max(1, burst);
  }

  /** Milliseconds until a request may be sent; infinite while `maxConcurrent` requests are in flight. */
  waitMs(nowMs: number): number {
    if (this.#active >= (this.#limit.maxConcurrent ?? Number.POSITIVE_INFINITY))
      return Number.POSITIVE_INFINITY;
    const byRate = this.#fullAtMs - (this.#burst - 1) * this.#spacingMs - nowMs;
    return Math.max(0, byRate, this.#pausedUntilMs - nowMs);
  }

  take(nowMs: number): void {
    this.#active++;
    this.#fullAtMs = Math.max(this.#fullAtMs, nowMs) + this.#spacingMs;
  }

  release(): void {
    this.#active--;
  }

  /** Requests that waited during a pause are spaced after it, not sent in one burst. */
  pauseUntil(ms: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, ms);
    this.#fullAtMs = Math.max(this.#fullAtMs, this.#pausedUntilMs + (this.#burst - 1) * this.#spacingMs);
  }
}
