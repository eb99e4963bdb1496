/** What to start, in which order, and what must not overlap. */
export type Schedule = {
  /** The most that run at once. */
  readonly atOnce: number;
  /** Indices in the order of starting. */
  readonly order: readonly number[];
  /** Indices that share a key never run at the same time. */
  readonly keysOf: (index: number) => readonly string[];
};

/**
 * Starts everything, at most `atOnce` at once; an index that waits for a key lets others go first. Resolves when all have ended.
 * After a failure nothing more starts; it rejects with the first failure once all started work has ended.
 */
export function interleave(
  { atOnce, order, keysOf }: Schedule,
  start: (index: number) => Promise<void>,
): Promise<void> {
  const waiting = [...order];
  const keys = new Map(order.map((index) => [index, keysOf(index)]));
  const busy = new Set<string>();
  let running = 0;
  let failure: { readonly error: unknown } | undefined;
  return new Promise((resolve, reject) => {
    const next = (): number | undefined => {
      const at =
        busy.size === 0 ? 0 : waiting.findIndex((index) => !keys.get(index)!.some((key) => busy.has(key)));
      return at === -1 ? undefined : waiting.splice(at, 1)[0];
    };
    const fill = (): void => {
      while (running < atOnce) {
        const index = next();
        if (index === undefined) break;
        const held = keys.get(index)!;
        for (const key of held) busy.add(key);
        running++;
        const end = (): void => {
          running--;
          for (const key of held) busy.delete(key);
          fill();
        };
        start(index).then(end, (error: unknown) => {
          failure ??= { error };
          waiting.length = 0;
          end();
        });
      }
      if (running > 0 || waiting.length > 0) return;
      if (failure === undefined) resolve();
      else reject(failure.error);
    };
    fill();
  });
}
