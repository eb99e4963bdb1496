import { explainFileError } from '../workspace/files.ts';
import type { Host } from '../session/host.ts';
import { systemClock } from '../session/open/system-host.ts';
import { createRedactor } from '../run/secrets/redact.ts';
import { registerProcess } from '../run/secrets/register.ts';
import { atLeastUnknown, defectOf, EXIT } from './exit-code.ts';
import { createOutput } from './output.ts';
import { printLines } from './terminal.ts';

/** The process while a command runs. */
export type RunningProcess = {
  readonly host: Omit<Host, 'redactor'>;
  /** Ends the process with this code, or a worse one when its output is incomplete. */
  readonly end: (code: number) => void;
};

/** A closed terminal and a terminated CI agent send SIGHUP. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How long a handle that was not closed may keep a finished process alive. */
const LINGER_MS = 2_000;

/** The real process: its clock, its streams, its signals. From now on no error ends it with a stack trace. */
export function createProcess(version: string): RunningProcess {
  const stdout = createOutput(process.stdout);
  const stderr = createOutput(process.stderr);
  const say = (sentence: string): void => printLines(stderr, [`verify: ${sentence}`]);
  let isOver = false;
  const exit = (code: number): never => {
    isOver = true;
    process.exit(code);
  };
  let takeCrash: ((error: unknown) => void) | undefined;
  const onCrash = (error: unknown): void => {
    if (takeCrash !== undefined) {
      takeCrash(error);
      return;
    }
    const redactor = createRedactor();
    registerProcess(process.env, redactor);
    say(redactor.text(defectOf(error)));
    exit(EXIT.unknown);
  };
  process.on('uncaughtException', onCrash);
  process.on('unhandledRejection', onCrash);
  process.on('exit', () => {
    if (isOver) return;
    say(defectOf('it stopped before it was done'));
    process.exitCode = EXIT.unknown;
  });
  const workingDirectory = (): string => {
    try {
      return process.cwd();
    } catch {
      say('the working directory does not exist any more');
      printLines(stderr, ['  → change to a folder that exists']);
      return exit(EXIT.usage);
    }
  };
  const host: RunningProcess['host'] = {
    version,
    cwd: workingDirectory(),
    env: process.env,
    stdout,
    stderr,
    random: Math.random,
    clock: systemClock,
    onStop: (stop) => {
      let nth = 0;
      const onSignal = (): void => {
        nth++;
        stop(nth);
        if (nth > 1) exit(EXIT.interrupted);
      };
      for (const signal of STOP_SIGNALS) process.on(signal, onSignal);
      return () => {
        for (const signal of STOP_SIGNALS) process.off(signal, onSignal);
      };
    },
    onCrash: (take) => {
      takeCrash = take;
      return () => {
        takeCrash = undefined;
      };
    },
  };
  const lingerOn = (): void => {
    setTimeout(() => (stdout.isPending() ? lingerOn() : process.exit()), LINGER_MS).unref();
  };
  const end = (code: number): void => {
    isOver = true;
    process.exitCode = code;
    // The last write may still fail.
    setImmediate(() => {
      const problem = stdout.problem();
      if (problem === undefined) return;
      say(explainFileError(problem, 'some of the output'));
      process.exitCode = atLeastUnknown(code);
    });
    lingerOn();
  };
  return { host, end };
}
