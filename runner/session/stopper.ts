import { setMaxListeners } from 'node:events';
import { startTimer } from '../http/timer.ts';
import type { CutBy, SpecResult } from '../run/events.ts';
import { isBroken } from '../run/verdict-order.ts';
import type { RunFlags } from './run-flags.ts';
import type { Host } from './host.ts';

/** Signals that a run must end, in stages. */
export type Stopper = {
  /** Start nothing new. */
  readonly stop: AbortSignal;
  /** A signal was received, whatever had stopped the run before. */
  readonly interrupt: AbortSignal;
  /** Requests in flight end too. */
  readonly inFlight: AbortSignal;
  readonly cleanup: AbortSignal;
  /** What ended the run early; undefined while nothing has. */
  readonly cutBy: () => CutBy | undefined;
  /** Starts the time that `--timeout` allows. */
  readonly start: () => void;
  /** Ends the run as a first signal does, because of an unexpected exception. */
  readonly fail: (error: unknown) => void;
  /** The first exception. */
  readonly failure: () => { readonly error: unknown } | undefined;
  /** Counts what did not pass, for `--bail`. */
  readonly finished: (result: SpecResult) => void;
  readonly release: () => void;
};

/** How long requests in flight may go on after Ctrl-C. */
const GRACE_MS = 5_000;

/**
 * After a first signal, requests in flight may end within a grace period; a second one ends everything. `--timeout` ends the run
 * when its time is over, `--bail` after a number of specs that did not pass.
 */
export function createStopper(
  { timeoutMs, bail }: Pick<RunFlags, 'timeoutMs' | 'bail'>,
  { onStop, onCrash }: Pick<Host, 'onStop' | 'onCrash'>,
): Stopper {
  const interrupt = new AbortController();
  const enough = new AbortController();
  const stop = AbortSignal.any([interrupt.signal, enough.signal]);
  const inFlight = new AbortController();
  const cleanup = new AbortController();
  // Every request in flight listens; this is not a leak, and needs no warning.
  setMaxListeners(0, stop, inFlight.signal, cleanup.signal);
  const stopTimers: (() => void)[] = [];
  let cutBy: CutBy | undefined;
  const cut = (by: CutBy): void => {
    cutBy ??= by;
  };
  let failure: { readonly error: unknown } | undefined;
  const endInFlight = (): void => void stopTimers.push(startTimer(GRACE_MS, () => inFlight.abort()));
  const fail = (error: unknown): void => {
    failure ??= { error };
    cut('a defect');
    if (enough.signal.aborted) return;
    enough.abort();
    endInFlight();
  };
  const releaseCrash = onCrash(fail);
  const releaseStop = onStop((nth) => {
    if (nth > 1) {
      inFlight.abort();
      cleanup.abort();
      return;
    }
    cut('a signal');
    interrupt.abort();
    endInFlight();
  });
  const timeOut = (): void => {
    cut('--timeout');
    enough.abort();
    inFlight.abort(new Error(`the run took longer than ${timeoutMs} ms`));
  };
  let broken = 0;
  return {
    stop,
    interrupt: interrupt.signal,
    inFlight: inFlight.signal,
    cleanup: cleanup.signal,
    cutBy: () => cutBy,
    start: () => {
      if (timeoutMs !== undefined) stopTimers.push(startTimer(timeoutMs, timeOut));
    },
    fail,
    failure: () => failure,
    finished: ({ verdict }) => {
      if (isBroken(verdict)) broken++;
      if (bail === undefined || broken < bail) return;
      cut('--bail');
      enough.abort();
    },
    release: () => {
      releaseStop();
      releaseCrash();
      for (const stopTimer of stopTimers) stopTimer();
    },
  };
}
