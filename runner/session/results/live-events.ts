import { dirname, resolve } from 'node:path';
import type { Folded } from '../../report/report.ts';
import { concludedLine, liveLine } from '../../report/writers/events.ts';
import type { RunEvent } from '../../run/events.ts';
import { explainFileError } from '../../workspace/files.ts';
import { ensureFolder } from '../../workspace/write-file.ts';
import { UsageError } from '../../workspace/usage-error.ts';
import type { Display } from '../display.ts';
import { type LineFile, openLineFile } from './line-file.ts';
import { type Protected, refuseTarget } from './refuse-target.ts';

/** Standard output instead of a file. */
const STDOUT = '-';

/** The events of a run as JSON Lines, written as they happen. */
export type LiveEvents = {
  readonly add: (event: RunEvent) => void;
  /** The last line, with what the run comes to. */
  readonly conclude: (report: Folded<unknown>) => void;
  /** Why the file lacks some of the events so far; undefined if it does not. */
  readonly problem: () => Promise<string | undefined>;
  readonly close: () => Promise<void>;
};

/**
 * Opens the target of `--reporter events=TARGET`. Throws {@link UsageError} for a file that must not be overwritten, and for a pipe
 * without a reader. Anything else that cannot be written is a problem of the file alone: the run goes on.
 */
export const openLiveEvents = (target: string, kept: Protected, display: Display): LiveEvents =>
  target === STDOUT ? withWriter((line) => display.printCommands([line.trimEnd()])) : intoFile(target, kept);

function intoFile(target: string, kept: Protected): LiveEvents {
  refuseTarget(target, kept);
  const path = resolve(kept.cwd, target);
  let file: LineFile | undefined;
  let problem: string | undefined;
  const note = (error: unknown): void => {
    problem ??= `the live events are not whole: ${explainFileError(error, target)}`;
  };
  try {
    ensureFolder(dirname(path));
    file = openLineFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENXIO')
      throw new UsageError(
        `--reporter events=${target}: no program reads this pipe`,
        'start its reader first',
      );
    note(error);
  }
  const drain = async (): Promise<void> => {
    if (problem === undefined) await file?.drain().catch(note);
  };
  return {
    ...withWriter((line) => {
      if (problem !== undefined) return;
      try {
        file?.write(line);
      } catch (error) {
        note(error);
      }
    }),
    problem: async () => {
      await drain();
      return problem;
    },
    close: async () => {
      await drain();
      file?.close();
      file = undefined;
    },
  };
}

const withWriter = (write: (line: string) => void): LiveEvents => ({
  add: (event) => write(liveLine(event)),
  conclude: (report) => write(concludedLine(report)),
  problem: () => Promise.resolve(undefined),
  close: () => Promise.resolve(),
});
