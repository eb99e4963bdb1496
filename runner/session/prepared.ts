import type { Part } from '../http/limit.ts';
import type { EarlierProofs } from '../report/proof.ts';
import type { Environment } from '../environment/environment.ts';
import type { Job } from '../run/job.ts';
import type { Limits } from '../workspace/confine.ts';
import type { EnvironmentLookup } from '../workspace/environments.ts';
import type { Gate } from './gate.ts';
import type { KeptNames } from '../workspace/kept-names.ts';
import type { ProofStore } from '../workspace/proof-store.ts';
import type { StoredHistory } from '../workspace/history-store.ts';
import type { Spool } from '../workspace/spool.ts';
import type { ShardPlan } from './shard-run.ts';

/** A planned run, with everything that is known before the first request. */
export type Prepared = {
  /** The reports folder. */
  readonly folder: string;
  /** Holds specs until their turn, and results until the report. */
  readonly spool: Spool;
  readonly storedHistory: StoredHistory;
  /** The report.json at the start: another one shows that another run wrote it. */
  readonly reportStamp: string | undefined;
  /** Maps names of specs in the reports folder to those of this run. */
  readonly names: KeptNames;
  readonly proofStore: ProofStore;
  /** Proofs from before this run. */
  readonly proofs: () => EarlierProofs;
  /** The number of named specs that the selection left out. */
  readonly unselected: number;
  /** Proven specs below the named paths whose files are missing. */
  readonly vanished: readonly string[];
  /** Proven specs whose path is no longer a file. */
  readonly displaced: readonly string[];
  readonly jobs: readonly Job[];
  /** The valid environments of the jobs. */
  readonly environments: readonly Environment[];
  readonly lookup: EnvironmentLookup;
  /** The folders in which specs may name files, and in which verdicts are written. */
  readonly limits: Limits;
  readonly seed: string;
  /** Indices of jobs in the order of starting. */
  readonly order: readonly number[];
  /** The gate's rules; undefined when no gate is requested. */
  readonly gate: Gate | undefined;
  readonly shard?: ShardPlan;
  /** The part of its specs that the run is limited to, in words; absent if it runs them whole. */
  readonly sentPart?: string;
  /** The run's share of the limits; all of them when absent. */
  readonly part?: Part;
};
