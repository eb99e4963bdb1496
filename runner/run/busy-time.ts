/** The time that this process spent on checks, in which it could not see answers: the server did not take that time. */
export type BusyTime = {
  /** Does work that blocks the event loop. */
  readonly during: <T>(work: () => T) => T;
  /** How much of the last `ms` milliseconds such work took. */
  readonly inLast: (ms: number) => number;
};

/** Not `start` and `end`: V8 would keep the whole numbers of each span of a text as doubles, on the heap. */
type Period = { readonly fromMs: number; readonly toMs: number };

/** Shorter work delays no answer noticeably. */
const SHORTEST_MS = 1;

const MOST_PERIODS = 1_000;

/** Counts the busy time by a clock. */
export function createBusyTime(now: () => number): BusyTime {
  let periods: Period[] = [];
  return {
    during: (work) => {
      const fromMs = now();
      try {
        return work();
      } finally {
        const toMs = now();
        if (toMs - fromMs >= SHORTEST_MS) {
          if (periods.length >= MOST_PERIODS) periods = periods.slice(MOST_PERIODS / 2);
          periods.push({ fromMs, toMs });
        }
      }
    },
    inLast: (ms) => {
      const from = now() - ms;
      let busyMs = 0;
      for (let at = periods.length - 1; at >= 0 && periods[at]!.toMs > from; at--)
        busyMs += periods[at]!.toMs - Math.max(from, periods[at]!.fromMs);
      return busyMs;
    },
  };
}

const known = new WeakMap<object, BusyTime>();

/** The busy time of the process that a clock belongs to. */
export function busyTimeOf(clock: { readonly elapsedMs: () => number }): BusyTime {
  const made = known.get(clock) ?? createBusyTime(clock.elapsedMs);
  known.set(clock, made);
  return made;
}
