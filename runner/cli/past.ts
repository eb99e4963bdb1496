import { join } from 'node:path';
import { explainFileError, type FileProblem, readTextIfThere, writeReportFile } from '../files.ts';
import { addRun, type History, parseHistory, renderHistory } from '../report/history.ts';
import type { Folded } from '../report/fold.ts';
import { isPlainPass, type Outline } from '../report/outline.ts';

const FILE = 'history.ndjson';

/** What earlier runs found. */
export type Past = {
  readonly history: History;
  /** Why some of it is not known, in a sentence. */
  readonly problem?: string;
  /** The file is there, and what it holds is not known: it must not be replaced. */
  readonly isUnread?: true;
};

/** The history in a reports folder; empty when there is none. */
export function readPast(folder: string): Past {
  const path = join(folder, FILE);
  try {
    const { history, damaged } = parseHistory(readTextIfThere(path) ?? '');
    return damaged === 0
      ? { history }
      : { history, problem: `${path}: ${damaged} damaged line${damaged === 1 ? ' was' : 's were'} left out` };
  } catch (error) {
    return { history: [], isUnread: true, problem: explainFileError(error, path) };
  }
}

/** Adds a run to the history. What was not started tells nothing and is not remembered. */
export function savePast(
  folder: string,
  { history, isUnread }: Past,
  report: Folded<Outline>,
): Promise<FileProblem | undefined> {
  if (isUnread) return Promise.resolve({ problem: `${join(folder, FILE)} is left as it is` });
  const known = new Set(history.map(({ file }) => file));
  const specs = report.specs.filter((spec) => isRemembered(spec) && !isNoSpec(spec, known));
  return writeReportFile(folder, FILE, renderHistory(addRun(history, { ...report, specs })));
}

/** What was not started tells nothing. */
const isRemembered = (spec: Outline): boolean =>
  isPlainPass(spec) || spec.steps.length > 0 || spec.verdict === 'skipped' || spec.diagnostics.length > 0;

/** A file of prose that was named once is no spec from then on. */
const isNoSpec = (spec: Outline, known: ReadonlySet<string>): boolean =>
  !isPlainPass(spec) && !known.has(spec.file) && spec.diagnostics.some(({ rule }) => rule === 'not-a-spec');
