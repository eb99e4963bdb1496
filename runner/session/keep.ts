import { join } from 'node:path';
import { type FileProblem, stampOf } from '../workspace/files.ts';
import { withFolderLock } from '../workspace/lock/folder-lock.ts';
import type { CompactResult } from '../report/compact.ts';
import type { SourceFile } from '../language/source.ts';
import type { Executed } from './execute.ts';
import { type RunFlags, writesBack } from './run-flags.ts';
import { type SavedHistory, saveHistory } from '../workspace/history-store.ts';
import type { Host } from './host.ts';
import { saveObserved } from '../workspace/observations.ts';
import { saveShard, type ShardPlan } from './shard-run.ts';
import type { Folded } from '../report/report.ts';
import type { Prepared } from './prepared.ts';

/** Whether the data for later runs was written. */
export type Kept = {
  /** Sentences about proofs that could not be written. */
  readonly lost: readonly string[];
  /** Sentences about other data that could not be written. */
  readonly notes: readonly string[];
  readonly isShardMissing: boolean;
  /** Why a part of the history is unknown, as it is now; absent if it was not written, or is whole. */
  readonly historyProblem?: string | undefined;
};

/** For a usage error: it is no verdict, and says nothing about earlier proofs. */
export const keptNothing: Kept = { lost: [], notes: [], isShardMissing: false };

/** Writes the data for later runs: the history, `proven.json`, observations, and the file of a shard. */
export async function keepForLater(
  prepared: Prepared,
  ran: Toward,
  flags: RunFlags,
  host: Host,
): Promise<Kept> {
  // Shards may share a folder, and each must see the same history: merge adds their results.
  if (prepared.shard !== undefined)
    return keepShard({ ...prepared, shard: prepared.shard }, ran, flags, host);
  const mixed = hasOtherReport(prepared) ? [sayMixed(prepared.folder)] : [];
  if (!flags.keep) return { ...keptNothing, notes: mixed };
  const { folder, storedHistory, names, proofStore } = prepared;
  const { observer } = ran;
  const kept = await keepIn(
    folder,
    {
      proofs: writesBack(flags) && (() => proofStore.save()),
      history: () => saveHistory(folder, storedHistory, ran.report, { names }),
      observed: observer !== undefined && (() => saveObserved(folder, observer.observed())),
    },
    host,
  );
  return { ...kept, notes: [...new Set([...mixed, ...kept.notes])] };
}

type Savers = {
  readonly proofs: false | (() => Promise<FileProblem | undefined>);
  readonly history: () => Promise<SavedHistory>;
  readonly observed: false | (() => Promise<FileProblem | undefined>);
};

/** Writes the data for later runs while no other run writes its own: each adds to what is there. */
export async function keepIn(
  folder: string,
  { proofs, history, observed }: Savers,
  { clock }: Pick<Host, 'clock'>,
): Promise<Kept> {
  const save = () =>
    Promise.all([
      history(),
      proofs === false ? undefined : proofs(),
      observed === false ? undefined : observed(),
    ]);
  const saved = await withFolderLock(folder, save, { nowMs: clock.nowMs });
  if ('problem' in saved) return { ...keptNothing, lost: sayUnkept(saved) };
  const [ofHistory, ofProofs, ofObserved] = saved;
  return {
    ...keptNothing,
    lost: [ofProofs, ofHistory.unkept].flatMap(sayUnkept),
    historyProblem: ofHistory.problem,
    notes: [...(ofHistory.isShared ? [sayMixed(folder)] : []), ...sayUnkept(ofObserved)],
  };
}

/** Writes the proofs alone; a sentence if that failed. */
export async function keepProofs(
  { folder, proofStore }: Prepared,
  { clock }: Pick<Host, 'clock'>,
): Promise<readonly string[]> {
  const saved = await withFolderLock(folder, async () => [await proofStore.save()], { nowMs: clock.nowMs });
  return sayUnkept('problem' in saved ? saved : saved[0]);
}

async function keepShard(
  { folder, proofStore, shard }: Prepared & { readonly shard: ShardPlan },
  { observer, changed, events, sources, idleFaults }: Toward,
  flags: RunFlags,
  host: Host,
): Promise<Kept> {
  const problem = await saveShard(
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
  return { lost: sayUnkept(problem), notes: [], isShardMissing: problem !== undefined };
}

/** Whether another run wrote its report.json while this one ran. */
const hasOtherReport = ({ folder, reportStamp }: Prepared): boolean =>
  ![reportStamp, undefined].includes(stampOf(join(folder, 'report.json')));

const sayMixed = (folder: string): string =>
  `another run wrote its reports into ${folder} while this one ran, so reports of both are mixed there; name another folder with --reports`;

type Toward = Pick<Executed, 'observer' | 'changed' | 'events' | 'idleFaults'> & {
  readonly report: Folded<CompactResult>;
  /** Without secrets. */
  readonly sources: readonly SourceFile[];
};

/** A sentence about a write that failed; empty where it succeeded. */
export const sayUnkept = (problem: FileProblem | undefined): readonly string[] =>
  problem === undefined ? [] : [`not kept for later runs: ${problem.problem}`];
