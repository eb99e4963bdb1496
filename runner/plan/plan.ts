import { createRandom } from '../language/builtins.ts';
import type { SpecSummary } from './spec-summary.ts';
import { shuffled, startOrder } from './order.ts';
import type { Row } from './rows.ts';
import { type Shard, takeShards } from './shard.ts';

/** One run of a spec: its environment, its row of data, and its repetition. */
export type PlannedRun<Environment> = {
  readonly summary: SpecSummary;
  readonly environment: Environment;
  /** The row of data it runs with. */
  readonly row?: Row;
  /** Which repetition it is, from 1. */
  readonly turn?: number;
  /** Its place in the whole plan, of which this run may be a shard; its index when absent. */
  readonly ordinal?: number;
};

/** A spec with its environment and its rows; the list holds one undefined row when it has no data. */
export type SpecToPlan<Environment> = Pick<PlannedRun<Environment>, 'summary' | 'environment'> & {
  readonly rows: readonly (Row | undefined)[];
};

/** What runs, in which order, and which part this process takes. */
export type Plan<Environment> = {
  /** The whole plan in the order of reports: the same for all shards. */
  readonly all: readonly PlannedRun<Environment>[];
  /** The indices in `all` of what this process runs. */
  readonly places: readonly number[];
  /** What this process runs, in the order of reports. */
  readonly jobs: readonly PlannedRun<Environment>[];
  /** Indices of `jobs` in the order of starting. */
  readonly order: readonly number[];
  /** This process's share of the limits; all of them when absent. */
  readonly part?: Shard;
};

/** The inputs of a plan besides its specs. */
export type CreatePlanOptions<Environment> = {
  /** How many times each spec runs. */
  readonly repeat: number;
  readonly shard: Shard | undefined;
  /** The seed of a random order; undefined: last failed and longest first. */
  readonly shuffleSeed: string | undefined;
  /** Results of earlier runs; undefined where there were none. */
  readonly earlier:
    | {
        readonly hasFailed: (file: string) => boolean;
        readonly durations: ReadonlyMap<string, number>;
      }
    | undefined;
  /** Runs that share a key must not overlap. */
  readonly keysOf: (job: PlannedRun<Environment>) => readonly string[];
};

/** The plan of a run: each spec with each of its rows, `repeat` times. The same input gives the same plan on every machine. */
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

/** The indices of a shard, or all; and the share of the limits, where other shards run too. */
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
  // Empty shards are the last ones, whatever the durations.
  const total = shards.filter(({ length }) => length > 0).length;
  const places = shards[shard.index - 1]!;
  return { places, ...(total > 1 && { part: { index: shard.index, total } }) };
}
