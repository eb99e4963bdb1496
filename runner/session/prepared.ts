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

/** What is to be run, and everything that is known before the first request. */
export type Prepared = {
  /** The reports folder. */
  readonly folder: string;
  /** What waits for its turn, or for the report. */
  readonly spool: Spool;
  readonly storedHistory: StoredHistory;
  /** How the reports folder names specs. */
  readonly names: KeptNames;
  readonly proofStore: ProofStore;
  /** What was proven before this run. */
  readonly proofs: () => EarlierProofs;
  /** How many of the specs that were named the selection left out. */
  readonly unselected: number;
  /** Proven specs below what was named whose files are not there. */
  readonly vanished: readonly string[];
  /** Those in whose place something lies that is no file. */
  readonly displaced: readonly string[];
  readonly jobs: readonly Job[];
  /** Those of the jobs that have one. */
  readonly environments: readonly Environment[];
  readonly lookup: EnvironmentLookup;
  /** The folders in which specs may name files, and into which verdicts are written. */
  readonly limits: Limits;
  readonly seed: string;
  /** Indices of jobs, first to be started first. */
  readonly order: readonly number[];
  /** What the run has to meet; undefined where no gate is asked for. */
  readonly gate: Gate | undefined;
  readonly shard?: ShardPlan;
  /** Which part of the limits the run keeps to; all of them when absent. */
  readonly part?: Part;
};
