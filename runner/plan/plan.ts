import { createRandom } from '../language/builtins.ts';
import type { SpecSummary } from './spec-summary.ts';
import { shuffled, startOrder } from './order.ts';
import type { Row } from './rows.ts';
import { type Shard, takeShards } from './shard.ts';

/** One run of a spec: where, with which row of data, and which of several turns. */
export type PlannedRun<Environment> = {
  readonly summary: SpecSummary;
  readonly environment: Environment;
  /** The row of data it runs with. */
  readonly row?: Row;
  /** Which of several turns it is, from 1. */
  readonly turn?: number;
  /** Its place in the whole plan, of which this run may be a shard; its index when absent. */
  readonly ordinal?: number;
};

/** A spec that was read, its environment and its rows; one row that is undefined when it has no data. */
export type SpecToPlan<Environment> = Pick<PlannedRun<Environment>, 'summary' | 'environment'> & {
  readonly rows: readonly (Row | undefined)[];
};

/** What runs, in which order, and which part of the whole this process takes. */
export type Plan<Environment> = {
  /** The whole plan, in the order in which it is reported: the same for all shards. */
  readonly all: readonly PlannedRun<Environment>[];
  /** The places in it of what this process runs. */
  readonly places: readonly number[];
  /** What this process runs, in the order in which it is reported. */
  readonly jobs: readonly PlannedRun<Environment>[];
  /** Indices of `jobs`, first to be started first. */
  readonly order: readonly number[];
  /** Which part of the limits this process keeps to; all of them when absent. */
  readonly part?: Shard;
};

/** What a plan depends on beside its specs. */
export type CreatePlanOptions<Environment> = {
  /** How often everything is run. */
  readonly repeat: number;
  readonly shard: Shard | undefined;
  /** The seed of a random order; undefined: what failed last and what takes long starts first. */
  readonly shuffleSeed: string | undefined;
  /** What earlier runs say; undefined where there were none. */
  readonly earlier:
    | {
        readonly hasFailed: (file: string) => boolean;
        readonly durations: ReadonlyMap<string, number>;
      }
    | undefined;
  /** What must not run at the same time as another run with the same key. */
  readonly keysOf: (job: PlannedRun<Environment>) => readonly string[];
};

/** The plan of a run: each spec with each of its rows, as often as asked. The same input gives the same plan on every machine. */
export function createPlan<Environment>(
  specs: readonly SpecToPlan<Environment>[],
  { repeat, shard, shuffleSeed, earlier, keysOf }: CreatePlanOptions<Environment>,
): Plan<Environment> {
  const all = specs.flatMap((spec) => runsOf(spec, repeat));
  const durations = earlier?.durations ?? new Map<string, number>();
  const share = shareOf(all, { shard, durations, keysOf });
  const jobs = shard === undefined ? all : share.places.map((place) => ({ ...all[place]!, ordinal: place }));
  const indices = jobs.map((_, index) => index);
  const order =
    shuffleSeed !== undefined
      ? shuffled(indices, createRandom(shuffleSeed).next)
      : earlier === undefined
        ? indices
        : startOrder(
            jobs.map(({ summary: { path } }) => ({
              hasFailed: earlier.hasFailed(path),
              durationMs: durations.get(path),
            })),
          );
  return { all, jobs, order, ...share };
}

function runsOf<Environment>(
  { summary, environment, rows }: SpecToPlan<Environment>,
  repeat: number,
): readonly PlannedRun<Environment>[] {
  const runs: PlannedRun<Environment>[] = [];
  for (const row of rows)
    for (let turn = 1; turn <= repeat; turn++)
      runs.push({ summary, environment, ...(row !== undefined && { row }), ...(repeat > 1 && { turn }) });
  return runs;
}

/** All places of a plan, or those of a shard, which keeps to a part of the limits where other shards have places too. */
function shareOf<Environment>(
  all: readonly PlannedRun<Environment>[],
  {
    shard,
    durations,
    keysOf,
  }: Pick<CreatePlanOptions<Environment>, 'shard' | 'keysOf'> & {
    readonly durations: ReadonlyMap<string, number>;
  },
): Pick<Plan<Environment>, 'places' | 'part'> {
  if (shard === undefined) return { places: all.map((_, place) => place) };
  const items = all.map((job) => ({ key: job.summary.path, exclusive: keysOf(job) }));
  const shards = takeShards(items, shard.total, durations);
  // Those that are empty are the last ones, whatever the durations are.
  const total = shards.filter(({ length }) => length > 0).length;
  const places = shards[shard.index - 1]!;
  return { places, ...(total > 1 && { part: { index: shard.index, total } }) };
}
