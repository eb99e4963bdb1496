import { conclusionOf } from '../report/conclusion.ts';
import { countVerdicts } from '../report/fold.ts';
import type { Folded } from '../report/report.ts';
import type { SpecResult } from '../run/events.ts';
import type { Display } from './display.ts';
import type { Host } from './host.ts';
import { type WrittenReports, writeReports } from './reports.ts';
import { formatsOf, type RunFlags } from './run-flags.ts';

/** Writes the reports of a run without a spec, so that a system that collects them finds why nothing ran. */
export function reportNothing(
  { folder, why, display }: { readonly folder: string; readonly why: string; readonly display: Display },
  flags: RunFlags,
  host: Host,
): Promise<WrittenReports<SpecResult>> {
  const report: Folded<SpecResult> = {
    version: 1,
    environment: '',
    startedAt: new Date(host.clock.nowMs()).toISOString(),
    durationMs: 0,
    seed: flags.seed ?? '',
    interrupted: false,
    summary: countVerdicts([]),
    specs: [],
  };
  const isJudged = flags.gate || flags.maxAgeMs !== undefined;
  return writeReports(
    {
      ...report,
      ...(isJudged && { gate: { decision: 'closed', lines: [why], notJudged: [] } as const }),
      conclusion: conclusionOf(report, [why]),
    },
    { lines: () => [], whole: () => [] },
    {
      formats: ['json', ...formatsOf(flags)],
      folder,
      extras: { version: host.version, specOf: () => undefined },
      printCommands: display.printCommands,
    },
    host,
  );
}
