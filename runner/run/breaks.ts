/** Signals and time limits are seen as late as this. */
const MAX_BUSY_MS = 50;

/**
 * Lets the event loop go round when steps have kept it busy for long. What is sent waits for sockets, and so lets it; a step
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
