import { spawn } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { readSource, shownPath } from '../files.ts';
import { failureLines, specLine } from '../report/failure.ts';
import type { Report } from '../report/fold.ts';
import { printConclusion } from './conclusion.ts';
import { EXIT } from './exit-code.ts';
import { formatsOf, readRunFlags, UsageError } from './options.ts';
import { writeReports } from './reports.ts';
import type { Host } from './run-command.ts';
import { createScreen } from './terminal.ts';

/** `verify show REPORT`: an old run again, on the terminal and in any format. */
export async function showCommand(
  file: string | undefined,
  raw: Readonly<Record<string, unknown>>,
  host: Host,
): Promise<number> {
  const path = resolve(host.cwd, String(file ?? 'reports/report.json'));
  const report = readReport(path, host.cwd);
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
  const formats = formatsOf(flags).filter((format) => format !== 'json');
  const notes = await writeReports(report, { formats, folder, extras: { version: host.version } }, host);
  if (flags.reporters.includes('console')) {
    const lineOf = (name: string, line: number): string | undefined => {
      const source = readSource(resolve(host.cwd, name), name);
      return 'problem' in source ? undefined : source.text.split(/\r?\n/)[line - 1];
    };
    const screen = createScreen(host.stdout, host.env, lineOf);
    for (const spec of report.specs) {
      const isFine = spec.verdict === 'passed' || spec.verdict === 'skipped';
      if (isFine && flags.quiet) continue;
      screen.write(
        `${[specLine(spec, screen.page), ...(isFine ? [] : [...failureLines(spec, screen.page), ''])].join('\n')}\n`,
      );
    }
    printConclusion(
      { report, notes, gateLines: undefined, failOnFlaky: false, hasNoEnvironment: false },
      screen,
    );
  }
  if (raw['open'] === true) openFile(join(folder, 'report.html'));
  return EXIT.passed;
}

function readReport(path: string, cwd: string): Report {
  const source = readSource(path, shownPath(path, cwd));
  if ('problem' in source) throw new UsageError(`show: ${source.problem}`, 'name the report.json of a run');
  let data: Partial<Report>;
  try {
    data = JSON.parse(source.text) as Partial<Report>;
  } catch {
    throw new UsageError(`show: ${source.path} is not JSON, so it is no report`);
  }
  if (data.version !== 1)
    throw new UsageError(
      `show: ${source.path} is of version ${String(data.version)}, and this program reads version 1`,
    );
  if (!Array.isArray(data.specs) || data.summary === undefined)
    throw new UsageError(`show: ${source.path} is not a report of verify`);
  return data as Report;
}

function openFile(path: string): void {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open']
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '']
        : ['xdg-open'];
  // A machine without a desktop has nothing to open it with; the file is there all the same.
  spawn(command!, [...args, path], { detached: true, stdio: 'ignore' })
    .on('error', () => undefined)
    .unref();
}
