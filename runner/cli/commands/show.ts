import { dirname, join, resolve } from 'node:path';
import { readSource, shownPath } from '../../workspace/files.ts';
import { conclusionOf } from '../../report/conclusion.ts';
import { FILE_OF_FORMAT } from '../../report/formats.ts';
import { readReportText } from '../../report/read-report.ts';
import { EXIT } from '../exit-code.ts';
import type { RawFlags } from '../flags/flag.ts';
import { readRunFlags } from '../flags/read-run-flags.ts';
import { formatsOf } from '../../session/run-flags.ts';
import { sayForeign } from '../../workspace/memory-files.ts';
import { foreignReports } from '../../workspace/old-reports.ts';
import { UsageError } from '../../workspace/usage-error.ts';
import { openFile } from '../open-file.ts';
import { printConclusion, printProblems, sayNotes } from '../print-conclusion.ts';
import { linesOnDisk, replay } from '../replay.ts';
import { writeReports } from '../../session/reports.ts';
import type { Host } from '../../session/host.ts';
import { createScreen, displayOn } from '../terminal.ts';
import type { Report } from '../../report/report.ts';

/** `verify show REPORT`: an old run again, on the terminal and in any format. */
export async function showCommand(
  [file = 'reports/report.json']: readonly string[],
  raw: RawFlags,
  host: Host,
): Promise<number> {
  const path = resolve(host.cwd, file);
  const read = readReport(path, host.cwd);
  // A report of an older version may lack the conclusion, or have it in other words.
  const report = {
    ...read,
    conclusion: conclusionOf(read, read.conclusion?.leftOut ?? [], read.conclusion?.runs),
  };
  const flags = readRunFlags(
    [],
    {
      ...raw,
      reporter:
        raw['open'] === true ? [raw['reporter'] ?? 'console', 'html'].flat().join(',') : raw['reporter'],
    },
    host.env,
  );
  const folder = raw['reports'] === undefined ? dirname(path) : resolve(host.cwd, flags.reports);
  const wanted = formatsOf(flags).filter((format) => format !== 'json');
  const foreign = foreignReports(wanted, folder);
  const formats = wanted.filter((format) => !foreign.includes(format));
  const screen = createScreen(host, linesOnDisk(host));
  const isPrinted = flags.reporters.includes('console');
  if (isPrinted) replay(report, screen, flags);
  const { missing, written } = await writeReports(
    report,
    { lines: () => [], whole: () => report.specs },
    { formats, folder, extras: { version: host.version }, printCommands: displayOn(host).printCommands },
    host,
  );
  const notes = [...foreign.map((format) => sayNotReplaced(format, folder, host.cwd)), ...missing];
  if (isPrinted) printConclusion({ report, notes }, screen);
  else printProblems({ report, notes }, host);
  if (raw['open'] === true) {
    const { note, isOpened } = written.has('html')
      ? await openFile(join(folder, 'report.html'), host)
      : { note: 'report.html was not opened: it was not written', isOpened: false };
    if (!isOpened || !flags.quiet) sayNotes([note], host);
  }
  return notes.length > 0 ? EXIT.unknown : EXIT.passed;
}

/** The file beside the shown report may be anything. */
const sayNotReplaced = (format: string, folder: string, cwd: string): string =>
  `the report "${format}" is missing: ${sayForeign(shownPath(join(folder, FILE_OF_FORMAT[format]!), cwd))}`;

function readReport(path: string, cwd: string): Report {
  const source = readSource(path, shownPath(path, cwd));
  if ('problem' in source) throw new UsageError(`show: ${source.problem}`, 'name the report.json of a run');
  const report = readReportText(source.text);
  if ('problem' in report) throw new UsageError(`show: ${source.path} ${report.problem}`);
  return report;
}
