import type { Screen } from '../report/text/console.ts';
import type { ReadLine } from '../report/text/failure.ts';

/** How a run shows itself; the command line gives it a terminal. */
export type Display = {
  readonly createScreen: (readLine: ReadLine) => Screen;
  /** Prints commands for a CI system. */
  readonly printCommands: (commands: readonly string[]) => void;
};
