import { createHash } from 'node:crypto';
import { unlink } from 'node:fs';
import { join } from 'node:path';
import type { Observed } from '../drift/observed/observed.ts';
import type { FileProblem } from '../workspace/files.ts';
import { runNameOf, type Shard } from '../plan/shard.ts';
import { type EarlierProofs, earlierProofOf } from '../report/proof.ts';
import { planNameOf, type ShardContent, shardLines } from '../report/shard-file.ts';
import type { RunEvent } from '../run/events.ts';
import type { Job } from '../run/job.ts';
import type { SourceFile } from '../language/source.ts';
import { fingerprint } from '../writeback/write-back.ts';
import type { RunFlags } from './run-flags.ts';
import type { Remembered } from '../workspace/proven-file.ts';
import type { Host } from './host.ts';
import { writeReportFile } from '../workspace/write-file.ts';

/** The identity of a shard within its plan. */
export type ShardPlan = {
  readonly shard: Shard;
  readonly plan: readonly Job[];
  readonly places: readonly number[];
  readonly seed: string | undefined;
  readonly variables: string;
  readonly options: string;
  /** The folder of API documents; null when contract checks are off. */
  readonly documents: { readonly swagger: string | null } | null;
  readonly unselected: number;
  readonly vanished: readonly string[];
  /** Earlier proofs that this machine knows. */
  readonly proofs: EarlierProofs;
};

/** A shard's part of a run. */
type ShardRun = ShardPlan & {
  readonly changed: ReadonlySet<string>;
  readonly learned: Readonly<Record<string, Remembered>>;
  /** What it observed of the API; absent where nothing was. */
  readonly observed?: Observed;
  /** Without secrets. */
  readonly sources: readonly SourceFile[];
  readonly events: Iterable<RunEvent>;
  /** Faults that changed no answer of this part. */
  readonly idleFaults: readonly string[];
  /** Whether faults broke the sandbox. */
  readonly isBroken: boolean;
};

const fileOf = ({ index, total }: Shard): string => `shard-${index}-of-${total}.jsonl`;

/** Removes an earlier run's file: if this run breaks off, merge must not find the old one. */
export const dropOldShard = (folder: string, shard: Shard): Promise<void> =>
  new Promise((resolve) => {
    unlink(join(folder, fileOf(shard)), () => resolve());
  });

/** Writes `shard-i-of-n.jsonl`; returns a problem when that fails. */
export function saveShard(
  folder: string,
  {
    shard,
    plan,
    places,
    seed,
    variables,
    options,
    documents,
    unselected,
    vanished,
    proofs,
    changed,
    learned,
    observed,
    sources,
    events,
    idleFaults,
    isBroken,
  }: ShardRun,
  { env }: Pick<Host, 'env'>,
): Promise<FileProblem | undefined> {
  const head: ShardContent['head'] = {
    type: 'shard',
    version: 1,
    ...shard,
    run: runNameOf(env) ?? null,
    plan: plan.map(nameOf),
    digest: digestOf(plan),
    places,
    seed: seed ?? null,
    variables,
    options,
    documents,
    changed: [...changed].sort(),
    proven: places.flatMap((place) => nameIfProven(plan[place]!, proofs)),
    unselected,
    vanished,
    learned,
    ...(observed !== undefined && observed.operations.length > 0 && { observed }),
    ...(idleFaults.length > 0 && { idleFaults }),
    ...(isBroken && { isBroken }),
  };
  return writeReportFile(folder, fileOf(shard), shardLines({ head, sources, events }));
}

/** The file of a shard that has nothing to run, because there are fewer specs than shards. */
export function saveEmptyShard(
  folder: string,
  run: ShardPlan & Pick<RunFlags, 'faults'>,
  host: Host,
): Promise<FileProblem | undefined> {
  const startedAt = new Date(host.clock.nowMs()).toISOString();
  const events: readonly RunEvent[] = [
    { type: 'run-started', version: 1, startedAt, seed: run.seed ?? '', specs: [] },
    { type: 'run-finished', durationMs: 0, interrupted: false },
  ];
  const nothing = {
    changed: new Set<string>(),
    learned: {},
    sources: [],
    idleFaults: run.faults,
    isBroken: run.faults.length > 0,
  };
  return saveShard(folder, { ...run, ...nothing, events }, host);
}

const namedIn = ({ summary, row, turn }: Job): Parameters<typeof earlierProofOf>[0] => ({
  file: summary.path,
  ...(row !== undefined && { row: row.label, rowKey: row.key }),
  ...(turn !== undefined && { turn }),
});

const nameOf = (job: Job): string => planNameOf(namedIn(job));

const nameIfProven = (job: Job, proofs: EarlierProofs): readonly string[] =>
  earlierProofOf(namedIn(job), proofs) === undefined ? [] : [nameOf(job)];

/** The command-line options that must be equal for all shards of a run, without values of secrets. */
export function runOptionsOf(flags: RunFlags): Pick<ShardPlan, 'seed' | 'variables' | 'options'> {
  const { vars, secrets } = flags;
  const plain = Object.entries(vars).filter(([name]) => !Object.hasOwn(secrets, name));
  return {
    seed: flags.seed,
    variables: digest([sorted(plain), Object.keys(secrets).sort()]),
    options: digest([
      flags.env ?? null,
      flags.readOnly,
      flags.strictKnown,
      flags.sharePrerequisites,
      sorted(Object.entries(flags.severity)),
      [...flags.faults].sort(),
    ]),
  };
}

const sorted = (entries: readonly (readonly [string, string])[]): unknown =>
  entries.toSorted(([a], [b]) => (a < b ? -1 : 1));

const digest = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);

/** Covers steps and environments, not whole texts: a shard that ends early may have written its verdicts into specs. */
function digestOf(plan: readonly Job[]): string {
  const hash = createHash('sha256');
  for (const { summary, row, environment } of plan)
    hash.update(
      JSON.stringify([
        fingerprint(summary.read()),
        row?.values ?? null,
        'problems' in environment ? null : environment.name,
      ]),
    );
  return hash.digest('hex').slice(0, 16);
}
