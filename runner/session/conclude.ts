import type { CompactResult } from '../report/compact.ts';
import { conclusionOf } from '../report/conclusion.ts';
import type { Extras } from '../report/extras.ts';
import { decideGate, leftOutOf, percentagesOf } from '../report/gate.ts';
import { lastRuns } from '../report/history.ts';
import { proofOf } from '../report/proof.ts';
import type { SpecResult } from '../run/events.ts';
import type { Redactor } from '../run/secrets/redactor.ts';
import type { Spec } from '../language/parse.ts';
import type { SourceFile } from '../language/source.ts';
import type { Executed } from './execute.ts';
import type { Display } from './display.ts';
import type { FinishedRun } from './finished-run.ts';
import { NOTHING_KEPT, sayIdleFault } from './faults.ts';
import { keepForLater, keptNothing } from './keep.ts';
import { formatsOf, type RunFlags } from './run-flags.ts';
import { writeReports } from './reports.ts';
import type { Host } from './host.ts';
import type { Conclusion, Folded } from '../report/report.ts';
import type { GateDecision } from '../report/gate-rules.ts';
import type { Prepared } from './prepared.ts';
import { textOfBytes } from '../workspace/spool.ts';

/** What a run came to, and sentences on what did not work beside it. */
export type Concluded = FinishedRun & { readonly notes: readonly string[] };

/** Writes the reports of a run and what is kept for later ones, and gives what it comes to. */
export async function conclude(
  { prepared, executed, display }: Ended,
  flags: RunFlags,
  host: Host,
): Promise<Concluded> {
  const { folder, jobs, environments } = prepared;
  const { documents, results, redactor, observer, changed, events } = executed;
  const coverage = documents?.coverageOf(executed.report);
  const found = { ...executed.report, ...(coverage !== undefined && { coverage }) };
  const summaries = new Map(jobs.map(({ summary }) => [summary.path, summary]));
  const specOf = (file: string): Spec | undefined => shownSpec(summaries.get(file)?.read(), redactor);
  const extras: Extras = { version: host.version, specOf };
  const formats = formatsOf(flags);
  const hasNoEnvironment = environments.length === 0;
  // Another shard may call what this one does not: merge knows.
  const idleFaults = prepared.shard === undefined ? executed.idleFaults : [];
  const sources = prepared.shard === undefined ? [] : sourcesOf(summaries.keys(), specOf);
  const kept = hasNoEnvironment
    ? keptNothing
    : await keepForLater(
        prepared,
        { report: found, observer, changed, events, sources, idleFaults: executed.idleFaults },
        flags,
        host,
      );
  const lost = lostIn(prepared, [...executed.unwritten, ...kept.lost]);
  const gate = gateFor(prepared, found, { changed, lost, hasNoEnvironment }, host);
  const conclusion = conclusionIn(prepared, found);
  const judged = { ...found, ...(gate !== undefined && { gate }), conclusion };
  const { report, missing } = await writeReports(
    judged,
    { lines: results, whole: () => wholeOf(results()) },
    { formats: ['json', ...formats], folder, extras, printCommands: display.printCommands },
    host,
  );
  return {
    report,
    notes: [
      ...executed.notes,
      ...kept.notes,
      ...(gate === undefined ? [...lost, ...missing] : []),
      ...new Set(environments.flatMap(({ notes }) => notes)),
      ...executed.limitNotes,
      ...notesOnGate(prepared),
      ...idleFaults.map(sayIdleFault),
      ...(flags.write && !flags.keep ? [NOTHING_KEPT] : []),
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

/** What a run comes to beside its gate, with the runs before it. */
export function conclusionIn(prepared: Prepared, found: Folded<CompactResult>): Conclusion {
  const { environments, storedHistory } = prepared;
  const runs = environments.length === 0 ? undefined : lastRuns(storedHistory.history, found);
  return conclusionOf(found, leftOutOf(found, prepared), runs);
}

/** Sentences about what could not be read or written and keeps the gate closed: of earlier runs, and of this one. */
export const lostIn = (
  { storedHistory, proofStore, displaced }: Prepared,
  ofThisRun: readonly string[],
): readonly string[] => [
  ...[storedHistory.problem, proofStore.problem].filter((problem) => problem !== undefined),
  ...displaced.map((file) => `${file} was proven, and what lies there now is not read as a spec`),
  ...ofThisRun,
];

/** What the gate decides; undefined where none is asked for, and for a shard, which knows a part only. */
export function gateFor(
  { gate, shard, proofs, unselected, vanished }: Prepared,
  report: Folded<CompactResult>,
  known: {
    readonly changed: ReadonlySet<string>;
    readonly lost: readonly string[];
    readonly hasNoEnvironment: boolean;
  },
  { clock }: Host,
): GateDecision | undefined {
  if (gate === undefined || shard !== undefined) return undefined;
  const nowMs = clock.nowMs();
  return decideGate(report, gate.rules, {
    ...known,
    nowMs,
    coverage: percentagesOf(report.coverage),
    proofOf: (spec) => proofOf(spec, proofs(), nowMs),
    unselected,
    vanished,
  });
}

/** What other reports than `report.json` are made of; the run itself has not kept it. */
const wholeOf = (results: Iterable<Uint8Array>): readonly SpecResult[] =>
  Array.from(results, (result) => JSON.parse(textOfBytes(result)) as SpecResult);

/** A spec as reports may show it. */
export const shownSpec = (spec: Spec | undefined, redactor: Redactor): Spec | undefined =>
  spec && {
    ...spec,
    source: {
      ...spec.source,
      text: redactor
        .text(spec.source.text)
        .split('\n')
        .map((line) => redactor.line(line))
        .join('\n'),
    },
    steps: redactor.json(spec.steps),
  };

const sourcesOf = (
  files: Iterable<string>,
  specOf: (file: string) => Spec | undefined,
): readonly SourceFile[] =>
  [...files].map(specOf).flatMap((spec) => (spec === undefined ? [] : [spec.source]));
