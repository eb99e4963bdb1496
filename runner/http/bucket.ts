import type { Limit } from './gate.ts';

/** Requests arrive a little earlier or later than they were sent; this share of the spacing keeps windows honest. */
const SPACING_MARGIN = 1.05;

/** What an origin or a route has seen, and so when the next request may go. Times are of a clock that never jumps. */
export class Bucket {
  #limit: Limit;
  #spacingMs = 0;
  #burst = 1;
  #active = 0;
  /** When a bucket that lets `burst` through at once would be full again. */
  #fullAtMs = Number.NEGATIVE_INFINITY;
  #pausedUntilMs = Number.NEGATIVE_INFINITY;

  constructor(limit: Limit) {
    this.#limit = limit;
    this.#apply(limit);
  }

  /** Several environments may ask for different limits of one origin: the strictest holds. */
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

  /** How long until a request may go; endless while as many are under way as may be. */
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

  leave(): void {
    this.#active--;
  }

  /** What could not go during the pause does not go all at once after it. */
  pauseUntil(ms: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, ms);
    this.#fullAtMs = Math.max(this.#fullAtMs, this.#pausedUntilMs + (this.#burst - 1) * this.#spacingMs);
  }
}
