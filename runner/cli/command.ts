import type { Host } from '../session/host.ts';
import type { FlagTable, RawFlags } from './flags/flag.ts';

/** Runs a command; `words` are the paths and names after it. Returns the exit code. */
type RunCommand = (words: readonly string[], raw: RawFlags, host: Host) => number | Promise<number>;

/** A row of the table of commands. */
export type CommandRow = {
  /** Empty for a run, which needs no name. */
  readonly name: string;
  /** The arguments after the name: `[...paths]` any number, `[topic]` one at most. */
  readonly args?: string;
  readonly description: string;
  /** Replaces name and `args` in its help. */
  readonly usage?: string;
  readonly examples?: readonly string[];
  readonly flags: FlagTable;
  /** Whether it writes report files, so that those of an earlier run are removed first. */
  readonly writesReports?: true;
  /** Loads its module, so that other commands do not pay for it. */
  readonly load: () => Promise<RunCommand>;
};
