import { onAbort } from '../on-abort.ts';

/** Runs `work` with a signal that aborts with either of two; its listeners are removed afterwards. */
export async function untilEither<T>(
  first: AbortSignal,
  second: AbortSignal,
  work: (either: AbortSignal) => T | Promise<T>,
): Promise<T> {
  const either = new AbortController();
  if (first.aborted || second.aborted) either.abort();
  const abort = (): void => either.abort();
  const releases = [onAbort(first, abort), onAbort(second, abort)];
  try {
    return await work(either.signal);
  } finally {
    for (const release of releases) release();
  }
}
