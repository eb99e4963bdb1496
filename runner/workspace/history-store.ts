import { join } from 'node:path';
import { bytesIfThere, explainFileError, type FileProblem, readStart } from './files.ts';
import { sayForeign } from './memory-files.ts';
import { addRun, type mergeRun, parseHistory, renderHistory, sayDropped } from '../report/history.ts';
import type { History } from '../report/history/entry.ts';
import { linesFromEnd } from './lines-from-end.ts';
import { isPassedSummary, type CompactResult } from '../report/compact.ts';
import { asKept, type KeptNames } from './kept-names.ts';
import type { Folded } from '../report/report.ts';
import { writeReportFile } from './write-file.ts';

const FILE = 'history.ndjson';

/** The results of earlier runs. */
export type StoredHistory = {
  readonly history: History;
  /** Why a part of it is unknown, in a sentence. */
  readonly problem?: string;
  /** That it was longer than what is kept, in a sentence; what the gate needs of it is known. */
  readonly note?: string;
  /** The file exists but is unreadable, or of another program, so it must not be replaced. */
  readonly isUnread?: 'unreadable' | 'foreign';
};

/** The history in a reports folder; empty when there is none. */
export function readHistory(folder: string, names: KeptNames = asKept): StoredHistory {
  const path = join(folder, FILE);
  try {
    const bytes = bytesIfThere(path);
    if (bytes === undefined) return { history: [] };
    const { history: kept, damaged, dropped } = parseHistory(linesFromEnd(path, bytes));
    if (kept.length === 0 && damaged > 0 && !readStart(path).startsWith('{"run":'))
      return { history: [], isUnread: 'foreign', problem: sayForeign(path) };
    // No run writes an empty file.
    if (kept.length + damaged === 0)
      return { history: [], problem: `${path} is empty, so what earlier runs found is forgotten` };
    return {
      history: renamed(kept, names.shown),
      ...(damaged > 0 && {
        problem: `${path}: ${damaged} damaged line${damaged === 1 ? ' was' : 's were'} left out`,
      }),
      ...(dropped > 0 && { note: `${path}: ${sayDropped(dropped)}` }),
    };
  } catch (error) {
    return { history: [], isUnread: 'unreadable', problem: explainFileError(error, path) };
  }
}

const renamed = (history: History, rename: (file: string) => string): History =>
  history.map((entry) => {
    const file = rename(entry.file);
    return file === entry.file ? entry : { ...entry, file };
  });

type SaveOptions = {
  readonly names?: KeptNames;
  /** Adds the run to the entries. */
  readonly add?: typeof mergeRun;
};

/**
 * Adds a run to the history. Specs that were cut with the run are left out: nothing is known of them.
 */
export async function saveHistory(
  folder: string,
  { history, isUnread }: StoredHistory,
  report: Folded<CompactResult>,
  { names = asKept, add = addRun }: SaveOptions = {},
): Promise<FileProblem | undefined> {
  // Reading it has said so.
  if (isUnread === 'foreign') return undefined;
  if (isUnread) return { problem: `${join(folder, FILE)} is left as it is` };
  const known = new Set(history.map(({ file }) => file));
  const specs = report.specs.filter((spec) => isRemembered(spec) && !isNoSpec(spec, known));
  const kept = add(history, { ...report, specs });
  return kept.length === 0
    ? undefined
    : writeReportFile(folder, FILE, renderHistory(renamed(kept, names.kept)));
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
