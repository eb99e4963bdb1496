/** How fast requests may be sent: `perSecond` evenly spaced, after a first `burst`; so many at once. */
export type Limit = {
  readonly perSecond?: number;
  /** Requests that may be sent together after a pause; 1 when unset. */
  readonly burst?: number;
  readonly maxConcurrent?: number;
};

/** What a request counts against: its origin or its route. Requests with the same key share one quota. */
export type Quota = { readonly key: string; readonly limit: Limit };
