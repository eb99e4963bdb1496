import type { Spec } from '../language/parse.ts';
import type { SourceFile } from '../language/source.ts';
import type { Executed } from './execute.ts';
import type { Display } from './display.ts';
import type { FinishedRun } from './finished-run.ts';
import { sayNothingKept, sayIdleFault } from './faults.ts';
import { keepForLater, keptNothing } from './keep.ts';
import { formatsOf, type RunFlags } from './run-flags.ts';
import { writeReports } from './reports.ts';
import type { Host } from './host.ts';
import type { Prepared } from './prepared.ts';
import { completeReport, extrasFor, gateFor, lostIn } from './results/run-report.ts';

/** The result of a run, and sentences on other problems. */
export type Concluded = FinishedRun & { readonly notes: readonly string[] };

/** Writes the reports of a run and the data for later runs, and returns the result. */
export async function conclude(
  { prepared, executed, display }: Ended,
  flags: RunFlags,
  host: Host,
): Promise<Concluded> {
  const { folder, jobs, environments, storedHistory } = prepared;
  const { documents, results, redactor, observer, changed, events } = executed;
  const { conclusion, ...found } = completeReport(prepared, executed.report, documents);
  const extras = extrasFor(prepared, redactor, host.version);
  const formats = formatsOf(flags);
  const hasNoEnvironment = environments.length === 0;
  // Another shard may call what this one does not: merge decides.
  const idleFaults = prepared.shard === undefined ? executed.idleFaults : [];
  const sources =
    prepared.shard === undefined
      ? []
      : sourcesOf(new Set(jobs.map(({ summary }) => summary.path)), extras.specOf);
  const kept = hasNoEnvironment
    ? keptNothing
    : await keepForLater(
        prepared,
        { report: found, observer, changed, events, sources, idleFaults: executed.idleFaults },
        flags,
        host,
      );
  const lost = lostIn(prepared, [...executed.unwritten, ...kept.lost], kept.historyProblem);
  const gate = gateFor(prepared, found, { changed, lost, hasNoEnvironment }, host);
  const judged = { ...found, ...(gate !== undefined && { gate }), conclusion };
  const { report, missing } = await writeReports(
    judged,
    results,
    { formats: ['json', ...formats], folder, extras, printCommands: display.printCommands },
    host,
  );
  return {
    report,
    notes: [
      ...executed.notes,
      ...(storedHistory.note === undefined ? [] : [storedHistory.note]),
      ...kept.notes.filter((note) => !lost.includes(note)),
      ...(gate === undefined ? [...lost, ...missing] : []),
      ...new Set(environments.flatMap(({ notes }) => notes)),
      ...executed.limitNotes,
      ...notesOnGate(prepared),
      ...idleFaults.map(sayIdleFault),
      ...(flags.write && !flags.keep ? [sayNothingKept(flags)] : []),
    ].map(redactor.text),
    failOnFlaky: flags.failOnFlaky,
    hasNoEnvironment,
    hasIdleFault: idleFaults.length > 0,
    isReportMissing: missing.length > 0 || kept.isShardMissing,
  };
}

type Ended = { readonly prepared: Prepared; readonly executed: Executed; readonly display: Display };

const JUDGED_BY_MERGE = 'the gate is not held over a shard: verify merge --gate judges all shards together';

function notesOnGate({ gate, shard }: Prepared): readonly string[] {
  if (gate === undefined) return [];
  return shard === undefined ? gate.notes : [JUDGED_BY_MERGE];
}

const sourcesOf = (
  files: Iterable<string>,
  specOf: (file: string) => Spec | undefined,
): readonly SourceFile[] =>
  [...files].map(specOf).flatMap((spec) => (spec === undefined ? [] : [spec.source]));
