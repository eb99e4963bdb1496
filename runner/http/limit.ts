/** How fast requests may be sent: `perSecond` evenly spaced, after a first `burst`; so many at once. */
export type Limit = {
  readonly perSecond?: number;
  /** Requests that may be sent together after a pause; 1 when unset. */
  readonly burst?: number;
  readonly maxConcurrent?: number;
};

/** What a request counts against: its origin or its route. Requests with the same key share one quota. */
export type Quota = { readonly key: string; readonly limit: Limit };

/** The key of the quota for all requests of this process, which no other process shares. */
export const EVERYWHERE = '';

/** What admits requests, each as soon as all of its quotas allow it. */
export type Limiter = {
  /** True when the caller may send; false when the signal aborted first. A caller that has sent calls `release` with the same list. */
  readonly acquire: (quotas: readonly Quota[], signal: AbortSignal) => true | Promise<boolean>;
  readonly release: (quotas: readonly Quota[]) => void;
  /** Sends nothing that uses this quota for so long, because the server asked for a pause (`Retry-After`). */
  readonly pause: (quota: Quota, ms: number) => void;
};

/** One of several processes that share the limits of a run, counted from 1. */
export type Part = { readonly index: number; readonly total: number };

/** The part of a limit that one process may use. Together they keep to the whole, unless a count is smaller than their number. */
export function partOf({ perSecond, burst, maxConcurrent }: Limit, { index, total }: Part): Limit {
  const share = (count: number): number =>
    Math.max(1, Math.floor(count / total) + (index <= count % total ? 1 : 0));
  return {
    ...(perSecond !== undefined && { perSecond: perSecond / total }),
    ...(burst !== undefined && { burst: share(burst) }),
    ...(maxConcurrent !== undefined && { maxConcurrent: share(maxConcurrent) }),
  };
}

/** Gives the same limit for the same limit, so that a quota sees that nothing has changed. */
export function createParts(part: Part): (limit: Limit) => Limit {
  const parts = new WeakMap<Limit, Limit>();
  return (limit) => {
    const known = parts.get(limit) ?? partOf(limit, part);
    parts.set(limit, known);
    return known;
  };
}
