import { whyAborted } from '../http/exchange.ts';
import { onAbort } from '../http/on-abort.ts';
import { startTimer } from '../http/timer.ts';
import type { RunOptions } from './run-options.ts';

/** How long the cleanup of a spec may go on after an interrupt or the end of the spec's own time. */
const CLEANUP_GRACE_MS = 5_000;

type Signals = Pick<RunOptions, 'interrupt' | 'cleanupSignal'> & {
  /** Ends the steps before the cleanup. */
  readonly signal: AbortSignal;
};

/**
 * A signal for the cleanup of one spec: it aborts with the run's cleanup signal, and a grace period after the other steps had to
 * end.
 */
export function limitCleanup({ interrupt, signal, cleanupSignal }: Signals): {
  readonly signal: AbortSignal;
  readonly release: () => void;
} {
  const controller = new AbortController();
  let stopTimer: (() => void) | undefined;
  const abort = (): void => controller.abort(cleanupSignal.reason);
  const endSoon = (over: AbortSignal): void => {
    stopTimer ??= startTimer(CLEANUP_GRACE_MS, () =>
      controller.abort(new Error(`${whyAborted(over)}, and cleanup has ${CLEANUP_GRACE_MS} ms after that`)),
    );
  };
  const listen = (each: AbortSignal, call: () => void): (() => void) => {
    if (each.aborted) call();
    return onAbort(each, call);
  };
  const releases = [
    listen(cleanupSignal, abort),
    listen(signal, () => endSoon(signal)),
    listen(interrupt, () => endSoon(interrupt)),
  ];
  return {
    signal: controller.signal,
    release: () => {
      for (const release of releases) release();
      stopTimer?.();
    },
  };
}
