import type { FileProblem } from '../workspace/files.ts';
import type { CompactResult } from '../report/compact.ts';
import type { SourceFile } from '../language/source.ts';
import type { Executed } from './execute.ts';
import { type RunFlags, writesBack } from './run-flags.ts';
import { saveHistory } from '../workspace/history-store.ts';
import type { Host } from './host.ts';
import { saveObserved } from '../workspace/observations.ts';
import { saveShard } from './shard-run.ts';
import type { Folded } from '../report/report.ts';
import type { Prepared } from './prepared.ts';

/** Whether the data for later runs was written. */
export type Kept = {
  /** Sentences about proofs that could not be written. */
  readonly lost: readonly string[];
  /** Sentences about other data that could not be written. */
  readonly notes: readonly string[];
  readonly isShardMissing: boolean;
};

/** For a usage error: it is no verdict, and says nothing about earlier proofs. */
export const keptNothing: Kept = { lost: [], notes: [], isShardMissing: false };

/** Writes the data for later runs: the history, `proven.json`, observations, and the file of a shard. */
export async function keepForLater(
  { folder, storedHistory, names, proofStore, shard }: Prepared,
  { report, observer, changed, events, sources, idleFaults }: Toward,
  flags: RunFlags,
  host: Host,
): Promise<Kept> {
  const saveOwn = (): Promise<FileProblem | undefined> | undefined =>
    shard &&
    saveShard(
      folder,
      {
        ...shard,
        changed,
        learned: proofStore.additions,
        ...(flags.keep && observer !== undefined && { observed: observer.observed() }),
        sources,
        events,
        idleFaults,
        isBroken: !flags.keep,
      },
      host,
    );
  // Shards may share a folder, and each must see the same history: merge adds their results.
  const [proven, observed, history, own] = await Promise.all([
    shard === undefined && writesBack(flags) ? proofStore.save() : undefined,
    shard === undefined && flags.keep && observer !== undefined
      ? saveObserved(folder, observer.observed())
      : undefined,
    shard === undefined && flags.keep ? saveHistory(folder, storedHistory, report, { names }) : undefined,
    saveOwn(),
  ]);
  return {
    lost: [proven, history, own].flatMap(sayUnkept),
    notes: sayUnkept(observed),
    isShardMissing: own !== undefined,
  };
}

type Toward = Pick<Executed, 'observer' | 'changed' | 'events' | 'idleFaults'> & {
  readonly report: Folded<CompactResult>;
  /** Without secrets. */
  readonly sources: readonly SourceFile[];
};

/** A sentence about a write that failed; empty where it succeeded. */
export const sayUnkept = (problem: FileProblem | undefined): readonly string[] =>
  problem === undefined ? [] : [`not kept for later runs: ${problem.problem}`];
