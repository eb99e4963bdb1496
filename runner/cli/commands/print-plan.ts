import { linesOfPlanned, planJob } from '../../session/dry-run/dry-run.ts';
import { exitCodeOfPlan } from '../exit-code.ts';
import type { RunFlags } from '../../session/run-flags.ts';
import { dryRunOptions } from '../../session/dry-run/dry-run-options.ts';
import { sayNotes } from '../print-conclusion.ts';
import type { Host } from '../../session/host.ts';
import { listing } from '../../session/selection.ts';
import { printLines } from '../terminal.ts';
import type { Prepared } from '../../session/prepared.ts';

/** `--list` and `--dry-run`: prints what would run, and which specs would not; sends nothing. Returns the exit code. */
export async function printPlan(prepared: Prepared, flags: RunFlags, host: Host): Promise<number> {
  const { jobs, environments } = prepared;
  const options = await dryRunOptions(prepared, flags, host);
  const { text } = options.redactor;
  if (flags.list)
    printLines(host.stdout, listing([...new Set(jobs.map(({ summary }) => summary))]).map(text));
  const reasons: string[] = [];
  for (const [index, job] of jobs.entries()) {
    const planned = await planJob(job, index, options);
    if (planned.notRun?.verdict === 'errored')
      reasons.push(`${planned.name} would be errored: ${planned.notRun.reason}`);
    if (!flags.list)
      printLines(host.stdout, [...(index === 0 ? [] : ['']), ...linesOfPlanned(planned).map(text)]);
  }
  if (flags.list) sayNotes(reasons.map(text), host);
  return exitCodeOfPlan({ hasNoEnvironment: environments.length === 0, cannotRun: reasons.length });
}
