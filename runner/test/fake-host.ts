import { setTimeout as delay } from 'node:timers/promises';
import { createRedactor } from '../run/secrets/redact.ts';
import type { Host } from '../session/host.ts';
import { createRandom } from '../language/builtins.ts';
import type { Clock } from '../run/clock.ts';

export type FakeHostOptions = {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly terminal?: { readonly isTTY: true; readonly columns: number };
  /** `real` for tests with sockets, whose timers cannot be faked. */
  readonly time?: 'fake' | 'real';
  /** Called at the start of each wait, counted from 1. */
  readonly onSleep?: (nth: number) => void;
};

export type FakeHost = {
  readonly host: Host;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Ctrl-C; a second call is a second Ctrl-C. */
  readonly stop: () => void;
  /** Throws something that cannot be caught. */
  readonly crash: (error: unknown) => void;
};

/** Noon of an ordinary day. */
export const FAKE_NOW_MS = Date.UTC(2026, 2, 2, 12);

/**
 * A fake process. Its time stands still except during a sleep, when it jumps, so that waiting is free and every duration is the
 * same each time.
 */
export function createFakeHost({
  cwd,
  env = {},
  terminal,
  time = 'fake',
  onSleep = () => undefined,
}: FakeHostOptions): FakeHost {
  const out: string[] = [];
  const err: string[] = [];
  let stops = 0;
  let onStop: (nth: number) => void = () => undefined;
  let onCrash: (error: unknown) => void = () => undefined;
  const host: Host = {
    cwd,
    env,
    version: '1.2.3',
    stdout: { write: (text) => out.push(text), ...terminal },
    stderr: { write: (text) => err.push(text) },
    redactor: createRedactor(),
    random: createRandom('fake host').next,
    clock: time === 'fake' ? createFakeClock(onSleep) : realClock,
    onStop: (stop) => {
      onStop = stop;
      return () => {
        onStop = () => undefined;
      };
    },
    onCrash: (take) => {
      onCrash = take;
      return () => {
        onCrash = () => undefined;
      };
    },
  };
  return {
    host,
    stdout: () => out.join(''),
    stderr: () => err.join(''),
    stop: () => onStop(++stops),
    crash: (error) => onCrash(error),
  };
}

function createFakeClock(onSleep: (nth: number) => void): Clock {
  let elapsedMs = 0;
  let sleeps = 0;
  return {
    nowMs: () => FAKE_NOW_MS + elapsedMs,
    elapsedMs: () => elapsedMs,
    sleep: async (ms, signal) => {
      onSleep(++sleeps);
      if (!signal.aborted) elapsedMs += ms;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

const realClock: Clock = {
  nowMs: Date.now,
  elapsedMs: () => performance.now(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
};
