/** Whether a job failed when it last ran, and how long it usually takes. */
export type EarlierRun = { readonly hasFailed: boolean; readonly durationMs: number | undefined };

/** The order of starting: jobs that failed last first, then the longest; unknown durations count as long. */
export function startOrder(jobs: readonly EarlierRun[]): readonly number[] {
  const weight = ({ durationMs }: EarlierRun): number => durationMs ?? Number.POSITIVE_INFINITY;
  return jobs
    .map((earlier, index) => ({ earlier, index }))
    .toSorted(
      (a, b) =>
        Number(b.earlier.hasFailed) - Number(a.earlier.hasFailed) ||
        (weight(b.earlier) === weight(a.earlier) ? 0 : weight(b.earlier) - weight(a.earlier)) ||
        a.index - b.index,
    )
    .map(({ index }) => index);
}

/** A random order drawn with `random` (from 0, below 1); every order is equally likely. */
export function shuffled(order: readonly number[], random: () => number): readonly number[] {
  const result = [...order];
  for (let at = result.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [result[at], result[other]] = [result[other]!, result[at]!];
  }
  return result;
}
