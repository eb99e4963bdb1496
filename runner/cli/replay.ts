import { resolve } from 'node:path';
import { readSource } from '../workspace/files.ts';
import { Console, type Screen } from '../report/text/console.ts';
import type { ReadLine } from '../report/text/failure.ts';
import { LINE_END } from '../language/source.ts';
import type { Host } from '../session/host.ts';
import type { Report } from '../report/report.ts';

type Detail = { readonly quiet: boolean; readonly verbose: boolean };

/** Prints the specs of a report as the run did. */
export function replay(report: Report, screen: Screen, { quiet, verbose }: Detail): void {
  const { startedAt, seed, specs, durationMs, interrupted } = report;
  const console = new Console({ ...screen, isLive: false }, { quiet, verbose, elapsedMs: () => 0 });
  console.add({ type: 'run-started', version: 1, startedAt, seed, specs });
  for (const [index, result] of specs.entries()) console.add({ type: 'spec-finished', index, result });
  console.add({ type: 'run-finished', durationMs, interrupted });
}

/** Reads lines of the files that a report names, as they are now. */
export function linesOnDisk({ cwd, redactor }: Pick<Host, 'cwd' | 'redactor'>): ReadLine {
  const known = new Map<string, readonly string[]>();
  return (file, line) => {
    const source = known.has(file) ? undefined : readSource(resolve(cwd, file), file);
    if (source !== undefined)
      known.set(file, 'problem' in source ? [] : source.text.replace(/^\ufeff/, '').split(LINE_END));
    const found = known.get(file)?.[line - 1];
    return found === undefined ? undefined : redactor.line(found);
  };
}
