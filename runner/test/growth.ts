/** How many times larger the larger work is. */
const TIMES = 16;

/** Less CPU time than this says nothing. */
const LEAST_MS = 2;

const TRIES = 5;

/** Between what grows with the size (16) and what grows with its square (256), on machines that do other things as well. */
export const ABOUT_LINEAR = 64;

/**
 * By which factor the CPU time of a work grows when its size grows sixteenfold: the least of a few tries, as others on
 * the machine can only add to it. Each try has sizes of its own, so that nothing is remembered from the one before.
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
