import type { CompactResult } from '../report/compact.ts';
import type { Folded } from '../report/report.ts';

/** The result of a run. */
export type FinishedRun = {
  /** Includes the gate's decision, if a gate was requested. */
  readonly report: Folded<CompactResult>;
  readonly failOnFlaky: boolean;
  readonly hasNoEnvironment: boolean;
  /** Faults that changed nothing: the run did not test what was requested. */
  readonly hasIdleFault: boolean;
  /** A report or the file of a shard, which others rely on, could not be written. */
  readonly isReportMissing: boolean;
};
