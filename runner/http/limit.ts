/** A rate limit: `perSecond`, evenly spaced after an initial `burst`, and at most `maxConcurrent` in flight. */
export type Limit = {
  readonly perSecond?: number;
  /** Requests that may be sent at once after a pause; 1 if absent. */
  readonly burst?: number;
  readonly maxConcurrent?: number;
};

/** The origin or route that a request counts against. Requests with the same key share one quota. */
export type Quota = { readonly key: string; readonly limit: Limit };

/** The key of the quota for all requests of this process. It is never shared with other processes. */
export const EVERYWHERE = '';

/** Admits requests, each as soon as all of its quotas allow it. */
export type Limiter = {
  /**
   * True when the caller may send; false when the signal aborted first. After sending, the caller calls `release` with the same
   * list.
   */
  readonly acquire: (quotas: readonly Quota[], signal: AbortSignal) => true | Promise<boolean>;
  readonly release: (quotas: readonly Quota[]) => void;
  /** Holds back requests of this quota for `ms`, because the server asked for a pause (`Retry-After`). */
  readonly pause: (quota: Quota, ms: number) => void;
};

/** Network jitter moves arrival times, so requests are spaced 5 % wider than the limit asks. */
export const SPACING_MARGIN = 1.05;

/** One of several processes that share the limits of a run; `index` starts at 1. */
export type Part = { readonly index: number; readonly total: number };

/** One process's part of a limit. All parts together keep the limit, unless a count is smaller than the number of processes. */
export function partOf({ perSecond, burst, maxConcurrent }: Limit, { index, total }: Part): Limit {
  const share = (count: number): number =>
    Math.max(1, Math.floor(count / total) + (index <= count % total ? 1 : 0));
  return {
    ...(perSecond !== undefined && { perSecond: perSecond / total }),
    ...(burst !== undefined && { burst: share(burst) }),
    ...(maxConcurrent !== undefined && { maxConcurrent: share(maxConcurrent) }),
  };
}

/** Returns the same object for the same limit, so that a bucket sees that nothing changed. */
export function createParts(part: Part): (limit: Limit) => Limit {
  const parts = new WeakMap<Limit, Limit>();
  return (limit) => {
    const known = parts.get(limit) ?? partOf(limit, part);
    parts.set(limit, known);
    return known;
  };
}
