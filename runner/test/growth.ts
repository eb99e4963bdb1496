/** How many times larger the larger work is. */
const TIMES = 16;

/** A smaller CPU time is not significant. */
const LEAST_MS = 2;

const TRIES = 5;

/** Between linear growth (16) and quadratic growth (256), on machines with other load. */
export const ABOUT_LINEAR = 64;

/**
 * The factor by which the CPU time of a work grows with sixteen times the size: the least of a few tries, because load can only
 * add to it. Each try has sizes of its own, so that caches do not help.
 */
export function growthOf(work: (size: number) => unknown, size: number): number {
  const small = Math.floor(size / TIMES);
  work(small);
  let least = Number.POSITIVE_INFINITY;
  for (let nth = 1; nth <= TRIES && least >= ABOUT_LINEAR; nth++) {
    const lessMs = cpuMsOf(() => work(small + nth));
    const moreMs = cpuMsOf(() => work(size + nth));
    least = Math.min(least, moreMs / Math.max(lessMs, LEAST_MS));
  }
  return least;
}

function cpuMsOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
