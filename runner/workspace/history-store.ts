import { join } from 'node:path';
import { explainFileError, type FileProblem, readTextIfThere } from './files.ts';
import { addRun, type History, parseHistory, renderHistory } from '../report/history.ts';
import { isPassedSummary, type CompactResult } from '../report/compact.ts';
import { asKept, type KeptNames } from './kept-names.ts';
import type { Folded } from '../report/report.ts';
import { writeReportFile } from './write-file.ts';

const FILE = 'history.ndjson';

/** What earlier runs found. */
export type StoredHistory = {
  readonly history: History;
  /** Why some of it is not known, in a sentence. */
  readonly problem?: string;
  /** The file is there, and what it holds is not known: it must not be replaced. */
  readonly isUnread?: true;
};

/** The history in a reports folder; empty when there is none. */
export function readHistory(folder: string, names: KeptNames = asKept): StoredHistory {
  const path = join(folder, FILE);
  try {
    const text = readTextIfThere(path);
    // No run leaves it empty.
    if (text?.trim() === '')
      return { history: [], problem: `${path} is empty, so what earlier runs found is forgotten` };
    const { history: kept, damaged } = parseHistory(text ?? '');
    const history = renamed(kept, names.shown);
    return damaged === 0
      ? { history }
      : { history, problem: `${path}: ${damaged} damaged line${damaged === 1 ? ' was' : 's were'} left out` };
  } catch (error) {
    return { history: [], isUnread: true, problem: explainFileError(error, path) };
  }
}

const renamed = (history: History, rename: (file: string) => string): History =>
  history.map((entry) => {
    const file = rename(entry.file);
    return file === entry.file ? entry : { ...entry, file };
  });

/**
 * Adds a run to the history. What was not started tells nothing and is not remembered; nor is what errored in a run that was
 * cut, as what cut the run may have ended it.
 */
export async function saveHistory(
  folder: string,
  { history, isUnread }: StoredHistory,
  report: Folded<CompactResult>,
  names: KeptNames = asKept,
): Promise<FileProblem | undefined> {
  if (isUnread) return { problem: `${join(folder, FILE)} is left as it is` };
  const known = new Set(history.map(({ file }) => file));
  const isCut = report.interrupted && report.cutBy !== '--bail';
  const specs = report.specs.filter(
    (spec) => isRemembered(spec) && !isNoSpec(spec, known) && !(isCut && spec.verdict === 'errored'),
  );
  const kept = addRun(history, { ...report, specs });
  return kept.length === 0
    ? undefined
    : writeReportFile(folder, FILE, renderHistory(renamed(kept, names.kept)));
}

/** What was not started tells nothing. */
const isRemembered = (spec: CompactResult): boolean =>
  isPassedSummary(spec) || spec.steps.length > 0 || spec.verdict === 'skipped' || spec.diagnostics.length > 0;

/** A file of prose that was named once is no spec from then on. */
const isNoSpec = (spec: CompactResult, known: ReadonlySet<string>): boolean =>
  !isPassedSummary(spec) &&
  !known.has(spec.file) &&
  spec.diagnostics.some(({ rule }) => rule === 'not-a-spec');
