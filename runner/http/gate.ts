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
};

type Waiting = { readonly start: () => void; readonly signal: AbortSignal };

/** Requests arrive a little earlier or later than they were sent; this share of the spacing keeps windows honest. */
const SPACING_MARGIN = 1.02;

/**
 * Lets requests through in the order they came, spaced by the limit, and holds all of them while it is paused.
 * One gate is shared by everything that talks to the same origin or route.
 */
export class Gate {
  readonly #clock: GateClock;
  readonly #spacingMs: number;
  readonly #burst: number;
  readonly #maxConcurrent: number;
  readonly #queue: Waiting[] = [];
  #active = 0;
  /** When a bucket that lets `burst` through at once would be full again. */
  #fullAtMs = Number.NEGATIVE_INFINITY;
  #pausedUntilMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor({ perSecond, burst = 1, maxConcurrent = Number.POSITIVE_INFINITY }: Limit, clock: GateClock) {
    this.#clock = clock;
    this.#spacingMs = perSecond === undefined ? 0 : (1_000 / perSecond) * SPACING_MARGIN;
    this.#burst = Math.max(1, burst);
    this.#maxConcurrent = maxConcurrent;
  }

  /** Resolves when the caller may go; false when the signal aborted first. A caller that went calls `leave`. */
  enter(signal: AbortSignal): Promise<boolean> | true {
    if (this.#queue.length === 0 && this.#waitMs() === 0 && this.#active < this.#maxConcurrent) {
      this.#take();
      return true;
    }
    return new Promise((resolve) => {
      const waiting: Waiting = { signal, start: () => resolve(true) };
      this.#queue.push(waiting);
      signal.addEventListener('abort', () => {
        const at = this.#queue.indexOf(waiting);
        if (at === -1) return;
        this.#queue.splice(at, 1);
        resolve(false);
      });
      this.#pump();
    });
  }

  leave(): void {
    this.#active--;
    this.#pump();
  }

  /** Nobody goes for so long: the server asked everyone to wait. */
  pause(ms: number): void {
    const until = this.#clock.elapsedMs() + ms;
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, until);
    // What could not go during a pause must not go all at once after it.
    this.#fullAtMs = Math.max(this.#fullAtMs, this.#pausedUntilMs + (this.#burst - 1) * this.#spacingMs);
    this.#pump();
  }

  #waitMs(): number {
    const now = this.#clock.elapsedMs();
    const byRate = this.#fullAtMs - (this.#burst - 1) * this.#spacingMs - now;
    return Math.max(0, byRate, this.#pausedUntilMs - now);
  }

  #take(): void {
    this.#active++;
    this.#fullAtMs = Math.max(this.#fullAtMs, this.#clock.elapsedMs()) + this.#spacingMs;
  }

  #pump(): void {
    clearTimeout(this.#timer);
    while (this.#queue.length > 0 && this.#active < this.#maxConcurrent) {
      const waitMs = this.#waitMs();
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.#pump(), Math.ceil(waitMs));
        return;
      }
      this.#take();
      this.#queue.shift()!.start();
    }
  }
}
