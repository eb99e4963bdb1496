/** What is known of a job from earlier runs. */
export type Known = { readonly hasFailed: boolean; readonly durationMs: number | undefined };

/** The order of starting: what failed last first, then the longest; what is not known counts as long. */
export function startOrder(jobs: readonly Known[]): readonly number[] {
  const weight = ({ durationMs }: Known): number => durationMs ?? Number.POSITIVE_INFINITY;
  return jobs
    .map((known, index) => ({ known, index }))
    .toSorted(
      (a, b) =>
        Number(b.known.hasFailed) - Number(a.known.hasFailed) ||
        (weight(b.known) === weight(a.known) ? 0 : weight(b.known) - weight(a.known)) ||
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
