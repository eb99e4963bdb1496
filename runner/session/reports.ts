import { appendFileSync, statSync } from 'node:fs';
import { explainFileError } from '../workspace/files.ts';
import type { Extras } from '../report/extras.ts';
import { type FormatName, renderReport } from '../report/formats.ts';
import { withMissing } from '../report/gate.ts';
import { groupBy } from '../report/group.ts';
import { jsonReport } from '../report/writers/json.ts';
import { SUMMARY_LIMIT_BYTES } from '../report/text/summary-limit.ts';
import { removeReports } from '../workspace/old-reports.ts';
import { once } from '../language/once.ts';
import type { Host } from './host.ts';
import type { Display } from './display.ts';
import type { Folded, Results } from '../report/report.ts';
import { writeReportFile } from '../workspace/write-file.ts';

/** Which reports to write, and where. */
export type ReportsOptions = {
  readonly formats: readonly FormatName[];
  readonly folder: string;
  readonly extras: Extras;
  readonly printCommands: Display['printCommands'];
};

/** The results of a run, in the two forms that reports need. */
type Sources = {
  /** In the form of `report.json`; each is valid until the next is requested. */
  readonly lines: () => Iterable<string | Uint8Array>;
  /** For all other formats; may throw, also during reading. */
  readonly whole: () => Results;
};

/** The outcome of writing reports. */
export type WrittenReports<Kept> = {
  /** The report; missing files close its gate. */
  readonly report: Folded<Kept>;
  /** Sentences that say which reports are missing, and why. */
  readonly missing: readonly string[];
  /** The formats whose files are complete. */
  readonly written: ReadonlySet<FormatName>;
};

/**
 * Writes `report.json` and a report in each format. A failure of one does not prevent the others; as all of them say which
 * reports are missing, which closes the gate, the others are then written again. Irreversible output comes last: the
 * step summary is appended when no file is missing, and commands are printed when the gate's decision is final.
 */
export async function writeReports<Kept>(
  report: Folded<Kept>,
  results: Sources,
  options: ReportsOptions,
  host: Host,
): Promise<WrittenReports<Kept>> {
  const whole = once(() => readWhole(results.whole));
  const write = (format: FormatName, judged: Folded<Kept>): Promise<string | undefined> =>
    format === 'json'
      ? writeJson(judged, results.lines(), options.folder)
      : writeFormat(format, judged, whole, options, host);
  const files = new Set(options.formats.filter((format) => format !== 'github'));
  const written = new Set<FormatName>();
  const missing: Missing[] = [];
  let judged = report;
  const note = (format: FormatName, why: string): void => {
    missing.push({ format, why });
    judged = withMissing(report, sayMissing(missing));
  };
  const writeFiles = async (): Promise<void> => {
    for (let isStale = true; isStale; ) {
      isStale = false;
      for (const format of files) {
        const why = await write(format, judged);
        if (why === undefined) {
          written.add(format);
          continue;
        }
        files.delete(format);
        // Its earlier content is no longer true.
        if (written.has(format)) removeReports([format], options.folder);
        note(format, why);
        isStale = true;
      }
    }
  };
  await writeFiles();
  if (options.formats.includes('github')) {
    const why = await write('github', judged);
    if (why !== undefined) {
      note('github', why);
      await writeFiles();
    }
    await printGithub(judged, whole, options);
  }
  return { report: judged, missing: sayMissing(missing), written: files };
}

/** A report that was not written, and why. */
type Missing = { readonly format: FormatName; readonly why: string };

/** A sentence for each reason, however many reports are missing for it. */
const sayMissing = (missing: readonly Missing[]): readonly string[] =>
  Array.from(
    groupBy(missing, ({ why }) => why),
    ([why, group]) => {
      const names = group.map(({ format }) => `"${format}"`).join(', ');
      return group.length === 1
        ? `the report ${names} is missing: ${why}`
        : `the reports ${names} are missing: ${why}`;
    },
  );

/** Annotations for GitHub; nothing when the report is missing. */
async function printGithub(
  report: Folded<unknown>,
  whole: () => ReturnType<typeof readWhole>,
  { extras, printCommands }: ReportsOptions,
): Promise<void> {
  const specs = whole();
  if ('problem' in specs) return;
  try {
    const rendered = await renderReport('github', { ...report, specs: specs.whole }, extras);
    if (rendered.kind === 'github') printCommands(rendered.commands);
  } catch {
    return;
  }
}

async function writeJson(
  report: Folded<unknown>,
  results: Iterable<string | Uint8Array>,
  folder: string,
): Promise<string | undefined> {
  try {
    const problem = await writeReportFile(folder, 'report.json', jsonReport(report, results));
    return problem?.problem;
  } catch (error) {
    return String(error);
  }
}

async function writeFormat(
  format: FormatName,
  report: Folded<unknown>,
  whole: () => ReturnType<typeof readWhole>,
  { folder, extras }: ReportsOptions,
  host: Host,
): Promise<string | undefined> {
  const specs = whole();
  if ('problem' in specs) return specs.problem;
  try {
    const rendered = await renderReport(format, { ...report, specs: specs.whole }, extras);
    const problem =
      rendered.kind === 'file'
        ? await writeReportFile(folder, rendered.file, rendered.text)
        : appendSummary(rendered.summary, host);
    return problem?.problem;
  } catch (error) {
    return String(error);
  }
}

function readWhole(read: () => Results): { readonly whole: Results } | { readonly problem: string } {
  try {
    return { whole: read() };
  } catch (error) {
    return { problem: String(error) };
  }
}

function appendSummary(
  summary: (usedBytes: number) => string,
  { env }: Host,
): { readonly problem: string } | undefined {
  const file = env['GITHUB_STEP_SUMMARY'];
  if (file === undefined || file === '') return undefined;
  try {
    const used = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    const text = summary(used);
    // GitHub drops the whole summary of a step when it is larger; not even the line about what was cut has room.
    if (used + Buffer.byteLength(text) > SUMMARY_LIMIT_BYTES)
      return { problem: `${file} would become larger than GitHub accepts` };
    appendFileSync(file, text);
    return undefined;
  } catch (error) {
    return { problem: explainFileError(error, file) };
  }
}
