import type { Redactor } from '../run/secrets/redactor.ts';
import type { Clock } from '../run/clock.ts';

/** The process as commands use it. */
export type Host = {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  readonly stdout: Terminal;
  readonly stderr: { readonly write: (text: string) => unknown };
  readonly clock: Clock;
  /** From 0, below 1. */
  readonly random: () => number;
  /** Knows all secrets met so far, and redacts everything that is printed, including crashes. */
  readonly redactor: Redactor;
  /** The first signal stops the run, the second stops its cleanup too. */
  readonly onStop: (stop: (nth: number) => void) => () => void;
  /** Handles uncaught exceptions; without a handler they end the process. */
  readonly onCrash: (take: (error: unknown) => void) => () => void;
};

/** A stream for people or files. Only `cli/terminal.ts` writes to one. */
export type Terminal = {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
};
