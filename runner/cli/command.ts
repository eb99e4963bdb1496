import type { Host } from '../session/host.ts';
import type { FlagTable, RawFlags } from './flags/flag.ts';

/** What a command does; `words` are the paths and names behind it. Answers with the exit code. */
type RunCommand = (words: readonly string[], raw: RawFlags, host: Host) => number | Promise<number>;

/** A row of the table of commands. */
export type CommandRow = {
  /** Empty for a run, which needs no name. */
  readonly name: string;
  /** What may stand behind the name: `[...paths]` any number, `[topic]` one at most. */
  readonly args?: string;
  readonly description: string;
  /** In place of name and `args` in its help. */
  readonly usage?: string;
  readonly examples?: readonly string[];
  readonly flags: FlagTable;
  /** Whether it writes report files, so that those of an earlier run go first. */
  readonly writesReports?: true;
  /** Loads its module, so that no other command costs anything. */
  readonly load: () => Promise<RunCommand>;
};
