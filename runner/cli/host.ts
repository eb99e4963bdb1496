import { setTimeout as delay } from 'node:timers/promises';
import type { CliHost } from './cli.ts';

/** The real process: its clock, its streams, its signals. */
export function createHost(version: string): Omit<CliHost, 'redactor'> {
  // A reader that goes away (`verify | head`) is no reason to print a stack trace.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    version,
    cwd: process.cwd(),
    env: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    random: Math.random,
    clock: {
      nowMs: Date.now,
      elapsedMs: () => performance.now(),
      sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
    },
    onStop: (stop) => {
      let nth = 0;
      const onSignal = (): void => {
        nth++;
        stop(nth);
        if (nth > 1) process.exit(130);
      };
      process.on('SIGINT', onSignal);
      process.on('SIGTERM', onSignal);
      return () => {
        process.off('SIGINT', onSignal);
        process.off('SIGTERM', onSignal);
      };
    },
  };
}
