import { sleep } from '../../http/timer.ts';
import type { Clock } from '../../run/clock.ts';
import { createRedactor } from '../../run/secrets/redact.ts';
import type { Host } from '../host.ts';
import { monotonicMs } from '../../http/timer.ts';

declare const __VERSION__: string | undefined;

/** The clock of this machine. */
export const systemClock: Clock = {
  nowMs: Date.now,
  elapsedMs: monotonicMs,
  sleep,
};

const silent = { write: () => undefined };

/** This process as a library uses it: its folder, variables and clock; it prints nothing and handles no signals. */
export const createSilentHost = (): Host => ({
  // Not imported from a module that `main.ts` shares: a plain run would load one chunk more.
  version: typeof __VERSION__ === 'string' ? __VERSION__ : '0.0.0-source',
  cwd: process.cwd(),
  env: process.env,
  stdout: silent,
  stderr: silent,
  random: Math.random,
  clock: systemClock,
  redactor: createRedactor(),
  onStop: () => () => undefined,
  onCrash: () => () => undefined,
});
