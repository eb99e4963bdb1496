import type { RawFlags } from './flags/flag.ts';
import { readRunFlags } from './flags/read-run-flags.ts';
import { sayNotes } from './print-conclusion.ts';
import { EXIT } from './exit-code.ts';
import { printLines } from './terminal.ts';
import { refuseNoFolder } from '../workspace/confine.ts';
import { Spool } from '../workspace/spool.ts';
import { type DryRunOptions, dryRunOptions } from '../session/dry-run/dry-run-options.ts';
import type { Host } from '../session/host.ts';
import { choose, prepare } from '../session/prepare.ts';
import type { Prepared } from '../session/prepared.ts';
import type { RunFlags } from '../session/run-flags.ts';
import { sayOthers } from '../session/selection.ts';
import { withTeardown } from '../session/teardown.ts';
import type { SpecSummary } from '../plan/spec-summary.ts';

/** Planned specs, for a command that sends nothing. */
export type PlannedSpecs = {
  readonly summaries: readonly SpecSummary[];
  readonly prepared: Prepared;
  readonly dryRun: DryRunOptions;
  readonly flags: RunFlags;
};

/** Selects and plans specs as a run would, and hands them to the command. */
export function withPlannedSpecs(
  patterns: readonly string[],
  raw: RawFlags,
  host: Host,
  work: (planned: PlannedSpecs) => Promise<number>,
): Promise<number> {
  const flags: RunFlags = { ...readRunFlags(patterns, raw, host.env), dryRun: true };
  refuseNoFolder(flags.swagger, host.cwd);
  return withTeardown(async (teardown) => {
    const spool = new Spool(undefined);
    teardown.add(() => spool.close());
    const chosen = await choose({ spool, folder: flags.reports }, flags, host);
    sayNotes(sayOthers(chosen.selected.others), host);
    if (chosen.selected.summaries.length === 0) {
      printLines(host.stdout, [`nothing to check: ${chosen.selected.why}`]);
      return EXIT.nothingSelected;
    }
    const prepared = await prepare(chosen, flags, host);
    const dryRun = await dryRunOptions(prepared, flags, host);
    return work({ summaries: chosen.selected.summaries, prepared, dryRun, flags });
  });
}
