import type { CompactResult } from '../report/compact.ts';
import type { Folded } from '../report/report.ts';

/** What a run came to. */
export type FinishedRun = {
  /** With what the gate decided, where one was asked for. */
  readonly report: Folded<CompactResult>;
  readonly failOnFlaky: boolean;
  readonly hasNoEnvironment: boolean;
  /** Faults that changed nothing: the run did not try what it was asked to. */
  readonly hasIdleFault: boolean;
  /** What others rely on, a report or the file of a shard, could not be written. */
  readonly isReportMissing: boolean;
};
