/** How a job ended when it last ran, and how long it usually takes. */
export type EarlierRun = { readonly hasFailed: boolean; readonly durationMs: number | undefined };

/** The order of starting: what failed last first, then the longest; what is not known counts as long. */
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

/** The order drawn by `random` (from 0, below 1), each as likely as any other. */
export function shuffled(order: readonly number[], random: () => number): readonly number[] {
  const result = [...order];
  for (let at = result.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [result[at], result[other]] = [result[other]!, result[at]!];
  }
  return result;
}
