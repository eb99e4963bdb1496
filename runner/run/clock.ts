/** The time, as a run sees it; a test passes its own. */
export type Clock = {
  /** Milliseconds since the epoch: for dates that people read. */
  readonly nowMs: () => number;
  /** Milliseconds that never jump: for durations. */
  readonly elapsedMs: () => number;
  /** Resolves early when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
};
