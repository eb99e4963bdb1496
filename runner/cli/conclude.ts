import type { FileProblem } from '../files.ts';
import type { Extras } from '../report/extras.ts';
import { holdGate, percentagesOf } from '../report/gate.ts';
import type { SpecResult } from '../run/events.ts';
import type { Redactor } from '../run/secrets/redact.ts';
import type { Spec } from '../spec/parse.ts';
import type { SourceFile } from '../spec/source.ts';
import { printConclusion, sayWhatIsWrong } from './print-conclusion.ts';
import type { Executed } from './execute.ts';
import { exitCodeOf } from './exit-code.ts';
import { formatsOf, type RunFlags } from './options.ts';
import { savePast } from './past.ts';
import { writeReports, writeResults } from './reports.ts';
import type { Host, Prepared } from './run-command.ts';
import { saveShard } from './shard-run.ts';

/** Writes the reports of a run and what is kept for later ones, says what it comes to, and answers with the exit code. */
export async function conclude(
  { folder, past, jobs, environments, gate, shard }: Prepared,
  executed: Executed,
  flags: RunFlags,
  host: Host,
): Promise<number> {
  const { documents, results, events, changed, redactor, memory, observer, screen } = executed;
  const coverage = documents?.coverageOf(executed.report);
  const report = { ...executed.report, ...(coverage !== undefined && { coverage }) };
  const formats = formatsOf(flags);
  const cards = new Map(jobs.map(({ card }) => [card.path, card]));
  const specOf = (file: string): Spec | undefined => shownSpec(cards.get(file)?.read(), redactor);
  const extras: Extras = { version: host.version, specOf };
  const notes = [
    ...executed.notes,
    ...(await writeResults(report, results(), folder)),
    ...(await writeReports(report, () => wholeOf(results()), { formats, folder, extras }, host)),
    ...(await remember([
      // Shards may share a folder, and each must see the same history: what they have to add, the merge remembers.
      shard === undefined && flags.write ? memory.save() : undefined,
      observer?.save(),
      shard === undefined ? savePast(folder, past, report) : undefined,
      shard &&
        saveShard(
          folder,
          { ...shard, changed, learned: memory.learned, sources: sourcesOf(cards.keys(), specOf), events },
          host,
        ),
    ])),
  ];
  const gateLines =
    gate && holdGate(report, gate, { nowMs: host.clock.nowMs(), coverage: percentagesOf(coverage), changed });
  const conclusion = {
    report,
    notes,
    gateLines,
    failOnFlaky: flags.failOnFlaky,
    hasNoEnvironment: environments.length === 0,
  };
  if (flags.reporters.includes('console')) printConclusion(conclusion, screen);
  else sayWhatIsWrong(conclusion, host);
  return exitCodeOf(conclusion);
}

/** What other reports than `report.json` are made of; the run itself has not kept it. */
const wholeOf = (results: Iterable<Buffer>): readonly SpecResult[] =>
  Array.from(results, (result) => JSON.parse(result.toString()) as SpecResult);

/** A spec as reports may show it. */
const shownSpec = (spec: Spec | undefined, redactor: Redactor): Spec | undefined =>
  spec && { ...spec, source: { ...spec.source, text: redactor.text(spec.source.text) } };

const sourcesOf = (
  files: Iterable<string>,
  specOf: (file: string) => Spec | undefined,
): readonly SourceFile[] =>
  [...files].map(specOf).flatMap((spec) => (spec === undefined ? [] : [spec.source]));

/** Waits for what is kept for later runs; the sentences say what is not. */
export async function remember(
  saving: readonly (Promise<FileProblem | undefined> | undefined)[],
): Promise<readonly string[]> {
  const problems = await Promise.all(saving.filter((each) => each !== undefined));
  return problems.flatMap((each) => (each === undefined ? [] : [`not kept for later runs: ${each.problem}`]));
}
