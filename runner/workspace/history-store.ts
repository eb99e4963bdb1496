import { join } from 'node:path';
import { bytesIfThere, explainFileError, type FileProblem, readStart, stampOf } from './files.ts';
import { sayForeign } from './memory-files.ts';
import {
  addRun,
  type DamagedLine,
  mergeRun,
  parseHistory,
  renderHistory,
  sayDamaged,
  sayDropped,
} from '../report/history.ts';
import type { History, HistoryEntry } from '../report/history/entry.ts';
import { linesFromEnd } from './lines-from-end.ts';
import { isPassedSummary, type CompactResult } from '../report/compact.ts';
import { asKept, type KeptNames } from './kept-names.ts';
import type { Folded } from '../report/report.ts';
import { writeReportFile } from './write-file.ts';

const FILE = 'history.ndjson';

/** The results of earlier runs. */
export type StoredHistory = {
  readonly history: History;
  /** Lines that could not be read; they stay in the file. */
  readonly damaged: readonly DamagedLine[];
  /** Why a part of it is unknown, in a sentence. */
  readonly problem?: string;
  /** That it was longer than what is kept, in a sentence; what the gate needs of it is known. */
  readonly note?: string;
  /** The file exists but is unreadable, or of another program, so it must not be replaced. */
  readonly isUnread?: 'unreadable' | 'foreign';
  /** The file as it was read. */
  readonly stamp: string | undefined;
};

/** The history in a reports folder; empty when there is none. */
export function readHistory(folder: string, names: KeptNames = asKept): StoredHistory {
  const path = join(folder, FILE);
  const nothing = { history: [], damaged: [], stamp: stampOf(path) };
  try {
    if (bytesIfThere(path) === undefined) return nothing;
    const { history: kept, damaged, dropped } = parseHistory(linesFromEnd(path));
    if (kept.length === 0 && damaged.length > 0 && !readStart(path).startsWith('{"run":'))
      return { ...nothing, isUnread: 'foreign', problem: sayForeign(path) };
    // No run writes an empty file.
    if (kept.length + damaged.length === 0)
      return { ...nothing, problem: `${path} is empty, so what earlier runs found is forgotten` };
    return {
      ...nothing,
      history: renamed(kept, names.shown),
      damaged,
      ...(damaged.length > 0 && { problem: `${path}: ${sayDamaged(damaged.map(({ line }) => line))}` }),
      ...(dropped > 0 && { note: `${path}: ${sayDropped(dropped)}` }),
    };
  } catch (error) {
    return { ...nothing, isUnread: 'unreadable', problem: explainFileError(error, path) };
  }
}

const renamed = (history: History, rename: (file: string) => string): History =>
  history.map((entry) => {
    const file = rename(entry.file);
    return file === entry.file ? entry : { ...entry, file };
  });

type SaveOptions = {
  readonly names?: KeptNames;
  /** The run is of shards: it may be older than others, and in the history already. */
  readonly isMerged?: boolean;
};

/** What became of the history. */
export type SavedHistory = {
  /** The run could not be added. */
  readonly unkept?: FileProblem;
  /** Why a part of what was written is unknown, in a sentence. */
  readonly problem?: string;
  /** Another run was added since the history was read. */
  readonly isShared?: boolean;
};

/**
 * Adds a run to the history, as it is in the file now: another run may have added its own since it was read. Specs that were cut
 * with the run are left out: nothing is known of them.
 */
export async function saveHistory(
  folder: string,
  stored: StoredHistory,
  report: Folded<CompactResult>,
  { names = asKept, isMerged = false }: SaveOptions = {},
): Promise<SavedHistory> {
  const path = join(folder, FILE);
  const now = stampOf(path) === stored.stamp ? stored : readHistory(folder, names);
  // Reading it has said so.
  if (now.isUnread === 'foreign') return now === stored ? {} : { unkept: { problem: now.problem! } };
  if (now.isUnread) return { unkept: { problem: `${path} is left as it is` } };
  // A file that was removed or emptied meanwhile is written again.
  const history = now.history.length === 0 ? stored.history : now.history;
  const { damaged } = now.history.length + now.damaged.length === 0 ? stored : now;
  const known = new Set(history.map(({ file }) => file));
  const specs = report.specs.filter((spec) => isRemembered(spec) && !isNoSpec(spec, known));
  const run = { ...report, specs };
  const kept = isMerged ? mergeRun(history, run) : addRun(history, run, laterThan(run, now, stored));
  if (kept.length === 0) return {};
  const unkept = await writeReportFile(folder, FILE, renderHistory(renamed(kept, names.kept), damaged));
  if (unkept !== undefined) return { unkept };
  return {
    isShared: now !== stored && now.history.length > 0,
    ...(damaged.length > 0 && { problem: `${path}: ${sayDamaged(damaged.map((_, at) => at + 1))}` }),
  };
}

/** The entries of runs that started after this one and ended before. Whatever a clock says, the history at its start is older. */
function laterThan(
  { startedAt }: Pick<Folded<CompactResult>, 'startedAt'>,
  now: StoredHistory,
  stored: StoredHistory,
): ((entry: HistoryEntry) => boolean) | undefined {
  if (now === stored) return undefined;
  const earlier = new Set(stored.history.map(({ run }) => run));
  return ({ run }) => run > startedAt && !earlier.has(run);
}

/** A spec that did not start, or was cut, has no result. */
const isRemembered = (spec: CompactResult): boolean =>
  isPassedSummary(spec) ||
  (!spec.cut && (spec.steps.length > 0 || spec.verdict === 'skipped' || spec.diagnostics.length > 0));

/** A prose file that was once named by mistake is not a spec from then on. */
const isNoSpec = (spec: CompactResult, known: ReadonlySet<string>): boolean =>
  !isPassedSummary(spec) &&
  !known.has(spec.file) &&
  spec.diagnostics.some(({ rule }) => rule === 'not-a-spec');
