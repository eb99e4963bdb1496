/** The longest delay with which signals and time limits take effect. */
const MAX_BUSY_MS = 50;

/**
 * Yields an event-loop turn when steps have kept the loop busy for long. A request yields while it waits for sockets; a step
 * that is skipped by its condition, or answered in memory, does not.
 */
export function createBreaks(elapsedMs: () => number): () => Promise<void> | undefined {
  let last = elapsedMs();
  const goRound = async (): Promise<void> => {
    await new Promise((resolve) => void setImmediate(resolve));
    last = elapsedMs();
  };
  return () => (elapsedMs() - last < MAX_BUSY_MS ? undefined : goRound());
}
