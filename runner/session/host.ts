import type { Redactor } from '../run/secrets/redactor.ts';
import type { Clock } from '../run/clock.ts';

/** The process, as far as a command needs it. */
export type Host = {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  readonly stdout: Terminal;
  readonly stderr: { readonly write: (text: string) => unknown };
  readonly clock: Clock;
  /** From 0, below 1. */
  readonly random: () => number;
  /** Knows the secrets that were met so far; what is printed is hidden by it, a crash as well. */
  readonly redactor: Redactor;
  /** The first signal stops the run, the second stops its cleanup too. */
  readonly onStop: (stop: (nth: number) => void) => () => void;
  /** Takes what was thrown where nothing could catch it; while nobody takes it, it ends the process. */
  readonly onCrash: (take: (error: unknown) => void) => () => void;
};

/** A stream that people or files read. Only `cli/terminal.ts` writes to one. */
export type Terminal = {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
};
