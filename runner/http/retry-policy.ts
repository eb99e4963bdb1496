/** How often a request is sent again, and after which pauses. */
export type RetryPolicy = {
  /** Attempts after the first. */
  readonly retries: number;
  /** The first pause in milliseconds; each further one doubles, up to `maxMs`. */
  readonly baseMs: number;
  readonly maxMs: number;
};
