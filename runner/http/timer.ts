import { hrtime } from 'node:process';

/** The longest delay of a platform timer; a longer one fires at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Milliseconds since a fixed moment. For `performance`, Node loads modules, which takes 2 ms at the start. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = hrtime();
  return seconds * 1_000 + nanoseconds / 1_000_000;
}

/** Calls back once after any delay; the returned function stops the timer. */
export function startTimer(ms: number, call: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (leftMs: number): void => {
    timer =
      leftMs <= LONGEST_TIMER_MS
        ? setTimeout(call, leftMs)
        : setTimeout(() => wait(leftMs - LONGEST_TIMER_MS), LONGEST_TIMER_MS);
  };
  wait(ms);
  return () => clearTimeout(timer);
}

/** Waits for any time, or until the signal aborts. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      stop();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const stop = startTimer(ms, end);
    signal.addEventListener('abort', end);
  });
}
