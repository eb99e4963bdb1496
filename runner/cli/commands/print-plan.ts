import { noContract } from '../../run/check/contract.ts';
import { readAttachment } from '../../workspace/attachments.ts';
import { linesOfPlanned, planJob } from '../../session/dry-run/dry-run.ts';
import { contractFor, redactorFor } from '../../session/execute.ts';
import { exitCodeOfPlan } from '../exit-code.ts';
import type { RunFlags } from '../../session/run-flags.ts';
import { sayNotes } from '../print-conclusion.ts';
import type { Host } from '../../session/host.ts';
import { listing } from '../../session/selection.ts';
import { printLines } from '../terminal.ts';
import type { Prepared } from '../../session/prepared.ts';

/** `--list` and `--dry-run`: prints what would run, and which specs would not; sends nothing. Answers with the exit code. */
export async function printPlan(prepared: Prepared, flags: RunFlags, host: Host): Promise<number> {
  const { jobs, environments, lookup, limits } = prepared;
  const documents = flags.contract ? await contractFor(prepared, flags, host.cwd) : undefined;
  const options = {
    vars: flags.vars,
    secretVars: new Set(Object.keys(flags.secrets)),
    readSecret: lookup.readSecret,
    readOnly: flags.readOnly,
    severity: flags.severity,
    contract: documents?.contract ?? noContract,
    redactor: redactorFor(prepared, flags, host),
    readAttachment: (asked: Parameters<typeof readAttachment>[0]) => readAttachment(asked, limits, host.cwd),
    nowMs: host.clock.nowMs(),
  };
  const { text } = options.redactor;
  if (flags.list) printLines(host.stdout, listing([...new Set(jobs.map(({ card }) => card))]).map(text));
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
