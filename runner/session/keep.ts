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

/** What became of what a run leaves for later ones. */
export type Kept = {
  /** Sentences about proofs that could not be written. */
  readonly lost: readonly string[];
  /** Sentences about what else could not be. */
  readonly notes: readonly string[];
  readonly isShardMissing: boolean;
};

/** What is left of a mistake in the call: it is no verdict, and says nothing about what was proven. */
export const keptNothing: Kept = { lost: [], notes: [], isShardMissing: false };

/** Writes what later runs read: the history, `proven.json`, what was observed, and the file of a shard. */
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
  // Shards may share a folder, and each must see the same history: what they have to add, the merge remembers.
  const [proven, observed, history, own] = await Promise.all([
    shard === undefined && writesBack(flags) ? proofStore.save() : undefined,
    shard === undefined && flags.keep && observer !== undefined
      ? saveObserved(folder, observer.observed())
      : undefined,
    shard === undefined && flags.keep ? saveHistory(folder, storedHistory, report, names) : undefined,
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

/** The sentence about what could not be written; none where it was. */
export const sayUnkept = (problem: FileProblem | undefined): readonly string[] =>
  problem === undefined ? [] : [`not kept for later runs: ${problem.problem}`];
