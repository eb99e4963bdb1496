import { appendFileSync, statSync } from 'node:fs';
import { explainFileError, writeReportFile } from '../files.ts';
import type { Extras } from '../report/extras.ts';
import type { Folded, Report } from '../report/fold.ts';
import { type FormatName, renderReport } from '../report/formats.ts';
import { jsonReport } from '../report/json.ts';
import type { SpecResult } from '../run/events.ts';
import type { Host } from './run-command.ts';
import { printCommands } from './terminal.ts';

export type ReportsOptions = {
  readonly formats: readonly FormatName[];
  readonly folder: string;
  readonly extras: Extras;
};

/**
 * Writes `report.json` of results that are written out already, each of which lasts until the next is asked for; the sentence
 * says why it is missing.
 */
export async function writeResults(
  report: Folded<unknown>,
  results: Iterable<string | Uint8Array>,
  folder: string,
): Promise<readonly string[]> {
  try {
    const problem = await writeReportFile(folder, 'report.json', jsonReport(report, results));
    return problem === undefined ? [] : [missing('json', problem.problem)];
  } catch (error) {
    return [missing('json', String(error))];
  }
}

const missing = (format: FormatName, why: string): string => `the report "${format}" is missing: ${why}`;

/**
 * Writes a report in each format. One that fails takes no other with it; the sentences say which are missing and why.
 * `resultsOf` gives the specs of the report whole, and may throw.
 */
export async function writeReports(
  report: Folded<unknown>,
  resultsOf: () => readonly SpecResult[],
  { formats, folder, extras }: ReportsOptions,
  host: Host,
): Promise<readonly string[]> {
  const problems: string[] = [];
  if (formats.length === 0) return problems;
  const whole = readWhole(report, resultsOf);
  if ('problem' in whole) return formats.map((format) => missing(format, whole.problem));
  for (const format of new Set(formats)) {
    try {
      const rendered = await renderReport(format, whole, extras);
      if (rendered.kind === 'github') printCommands(host.stdout, rendered.commands);
      const problem =
        rendered.kind === 'file'
          ? await writeReportFile(folder, rendered.file, rendered.text)
          : appendSummary(rendered.summary, host);
      if (problem !== undefined) problems.push(missing(format, problem.problem));
    } catch (error) {
      problems.push(missing(format, String(error)));
    }
  }
  return problems;
}

function readWhole(
  report: Folded<unknown>,
  resultsOf: () => readonly SpecResult[],
): Report | { readonly problem: string } {
  try {
    return { ...report, specs: resultsOf() };
  } catch (error) {
    return { problem: String(error) };
  }
}

function appendSummary(summary: string, { env }: Host): { readonly problem: string } | undefined {
  const file = env['GITHUB_STEP_SUMMARY'];
  if (file === undefined || file === '') return undefined;
  try {
    const used = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    // GitHub drops the whole summary of a step when it is larger than 1 MiB.
    if (used + Buffer.byteLength(summary) > 1_048_576)
      return { problem: `${file} would become larger than GitHub accepts` };
    appendFileSync(file, summary);
    return undefined;
  } catch (error) {
    return { problem: explainFileError(error, file) };
  }
}
