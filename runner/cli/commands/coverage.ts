import { join, resolve } from 'node:path';
import { type Coverage, coverageOf } from '../../coverage/coverage.ts';
import { type Minimums, readMinimums, unmetMinimums } from '../../coverage/minimums.ts';
import { renderCoverageMarkdown } from '../../coverage/render-markdown.ts';
import { renderCoverageText } from '../../coverage/render-text.ts';
import { type FileProblem, readSource, shownPath } from '../../workspace/files.ts';
import type { Page } from '../../report/text/failure.ts';
import { readReportText } from '../../report/read-report.ts';
import { safeJson } from '../../report/text/safe-text.ts';
import type { Host } from '../../session/host.ts';
import { findComparison } from '../comparison.ts';
import { documentedOperations, unreadIn } from '../../workspace/documents.ts';
import { EXIT } from '../exit-code.ts';
import { type RawFlags, readFlags } from '../flags/flag.ts';
import { COMPARISON_TABLE, COVERAGE_TABLE } from '../flags/report-tables.ts';
import { UsageError } from '../../workspace/usage-error.ts';
import { createScreen, linesOfDocument, printLines } from '../terminal.ts';
import type { Report } from '../../report/report.ts';

/** `verify coverage [specs]`: how much of the API documents the passing specs of the last run use. Sends nothing. */
export async function coverageCommand(
  patterns: readonly string[],
  raw: RawFlags,
  host: Host,
): Promise<number> {
  const { format, min } = readFlags(COVERAGE_TABLE, raw, host.env);
  const minimums = readMin(min);
  const flags = readFlags(COMPARISON_TABLE, raw, host.env);
  const folder = resolve(host.cwd, flags.reports);
  const compared = await findComparison(patterns, flags, host);
  if (typeof compared === 'number') return compared;
  const report = readReport(folder, host.cwd);
  if ('problem' in report) {
    printLines(host.stdout, [
      `no coverage: ${report.problem}`,
      `  → run the specs first: verify ${patterns.join(' ')}`.trimEnd(),
    ]);
    return EXIT.nothingSelected;
  }
  const files = new Set(compared.specs.map(({ source }) => source.path));
  const specs = report.specs.filter(({ file }) => files.has(file));
  const coverage = coverageOf({ specs }, documentedOperations(compared.found, compared.whole));
  const unread = unreadIn(compared.found, compared.whole, compared.named);
  const unmet = unmetMinimums(coverage.total, minimums, unread);
  const screen = createScreen(host, () => undefined);
  screen.print(render(coverage, unmet, format, screen.page));
  printLines(
    host.stderr,
    unread.map((problem) => `not counted: ${problem}`),
  );
  // Machine-readable output must not be followed by lines for people.
  if (format !== 'text')
    printLines(
      host.stderr,
      unmet.map((line) => `not met: ${line}`),
    );
  return unmet.length > 0 ? EXIT.gate : EXIT.passed;
}

function readMin(text: string | undefined): Minimums {
  if (text === undefined) return {};
  const minimums = readMinimums(text);
  if ('problem' in minimums) throw new UsageError(`--min: ${minimums.problem}`, minimums.hint);
  return minimums;
}

/** The report of the last run, if it has coverage. */
function readReport(folder: string, cwd: string): Pick<Report, 'specs'> | FileProblem {
  const shown = shownPath(join(folder, 'report.json'), cwd);
  const source = readSource(join(folder, 'report.json'), shown);
  if ('problem' in source) return source;
  const report = readReportText(source.text);
  if ('problem' in report) return { problem: `${shown} ${report.problem}` };
  const sent = report.specs.flatMap(({ steps }) => steps).filter(({ response }) => response !== null);
  return sent.length > 0 && sent.every(({ operation }) => operation === undefined)
    ? {
        problem: `${shown} names no operations: no document has what was asked, or the run had --contract off`,
      }
    : report;
}

function render(
  coverage: Coverage,
  unmet: readonly string[],
  format: 'text' | 'json' | 'markdown',
  page: Page,
): readonly string[] {
  switch (format) {
    case 'text':
      return renderCoverageText(coverage, unmet, page);
    case 'json':
      return linesOfDocument(safeJson(JSON.stringify({ version: 1, ...coverage, unmet }, null, 2)));
    case 'markdown':
      return linesOfDocument(renderCoverageMarkdown(coverage, unmet));
  }
}
