import { closeSync, openSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Folded } from '../../report/report.ts';
import { concludedLine, liveLine } from '../../report/writers/events.ts';
import type { RunEvent } from '../../run/events.ts';
import { explainFileError } from '../../workspace/files.ts';
import { ensureFolder } from '../../workspace/write-file.ts';
import type { Display } from '../display.ts';

/** Standard output instead of a file. */
export const STDOUT = '-';

/** The events of a run as JSON Lines, written as they happen. */
export type LiveEvents = {
  readonly add: (event: RunEvent) => void;
  /** The last line, with what the run comes to. */
  readonly conclude: (report: Folded<unknown>) => void;
  /** Why the file lacks some of them; undefined if it does not. */
  readonly problem: () => string | undefined;
  readonly close: () => void;
};

/** Opens the target of `--reporter events=TARGET`. What cannot be written is a problem of the file alone: the run goes on. */
export const openLiveEvents = (target: string, cwd: string, display: Display): LiveEvents =>
  target === STDOUT
    ? withWriter(
        (line) => display.printCommands([line.trimEnd()]),
        () => undefined,
      )
    : intoFile(target, cwd);

function intoFile(target: string, cwd: string): LiveEvents {
  const path = resolve(cwd, target);
  let file: number | undefined;
  let problem: string | undefined;
  const attempt = (act: () => void): void => {
    if (problem !== undefined) return;
    try {
      act();
    } catch (error) {
      problem = `the live events are not whole: ${explainFileError(error, target)}`;
    }
  };
  attempt(() => {
    ensureFolder(dirname(path));
    file = openSync(path, 'w');
  });
  return {
    ...withWriter(
      (line) => attempt(() => void writeSync(file!, line)),
      () => problem,
    ),
    close: () => {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

const withWriter = (write: (line: string) => void, problem: LiveEvents['problem']): LiveEvents => ({
  add: (event) => write(liveLine(event)),
  conclude: (report) => write(concludedLine(report)),
  problem,
  close: () => undefined,
});
