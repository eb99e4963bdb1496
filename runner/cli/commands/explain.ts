import { explainJob } from '../../session/explain/explain.ts';
import { apiFor } from '../../session/check/api-for.ts';
import type { Host } from '../../session/host.ts';
import { UsageError } from '../../workspace/usage-error.ts';
import { exitCodeOfPlan } from '../exit-code.ts';
import type { RawFlags } from '../flags/flag.ts';
import { withPlannedSpecs } from '../prepared-command.ts';
import { printLines } from '../terminal.ts';

/** `verify explain SPEC`: what a run would do with a spec, and why; sends nothing. */
export function explainCommand(patterns: readonly string[], raw: RawFlags, host: Host): Promise<number> {
  if (patterns.length === 0)
    throw new UsageError('verify explain needs a spec', 'as in: verify explain specs/send_link.md');
  return withPlannedSpecs(patterns, raw, host, async (planned) => {
    const { prepared, dryRun, flags } = planned;
    const input = { api: apiFor({ ...planned, host }), dryRun, contract: flags.contract };
    const shown = new Set<string>();
    let cannotRun = 0;
    for (const [ordinal, job] of prepared.jobs.entries()) {
      // Rows of a spec differ only in values, which are not shown.
      if (shown.has(job.summary.path)) continue;
      const lines = await explainJob(job, ordinal, input);
      if (lines.some((line) => line.startsWith('  would be errored'))) cannotRun++;
      const rows = prepared.jobs.filter(({ summary }) => summary.path === job.summary.path).length;
      printLines(host.stdout, [
        ...(shown.size === 0 ? [] : ['']),
        ...lines.map(dryRun.redactor.text),
        ...(rows > 1 ? [`  and the same with ${rows - 1} more rows of data`] : []),
      ]);
      shown.add(job.summary.path);
    }
    return exitCodeOfPlan({ hasNoEnvironment: prepared.environments.length === 0, cannotRun });
  });
}
