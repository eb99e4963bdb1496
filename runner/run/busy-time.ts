/** The time in which this process looked at answers, so that it saw no other: no server took it. */
export type BusyTime = {
  /** Does work that keeps the process from seeing answers. */
  readonly during: <T>(work: () => T) => T;
  /** How many of the last so many milliseconds went to such work. */
  readonly inLast: (ms: number) => number;
};

type Period = { readonly start: number; readonly end: number };

/** Shorter work makes no answer late. */
const SHORTEST_MS = 1;

const MOST_PERIODS = 1_000;

/** Counts the busy time by a clock. */
export function createBusyTime(now: () => number): BusyTime {
  let periods: Period[] = [];
  return {
    during: (work) => {
      const start = now();
      try {
        return work();
      } finally {
        const end = now();
        if (end - start >= SHORTEST_MS) {
          if (periods.length >= MOST_PERIODS) periods = periods.slice(MOST_PERIODS / 2);
          periods.push({ start, end });
        }
      }
    },
    inLast: (ms) => {
      const from = now() - ms;
      let busyMs = 0;
      for (let at = periods.length - 1; at >= 0 && periods[at]!.end > from; at--)
        busyMs += periods[at]!.end - Math.max(from, periods[at]!.start);
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
