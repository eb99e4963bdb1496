import { isBroken } from '../run/verdict-order.ts';
import { decidingStep } from '../run/verdict.ts';
import type { SpecResult } from '../run/events.ts';
import { type PlannedJob, planJob } from '../session/dry-run/dry-run.ts';
import { dryRunOptions } from '../session/dry-run/dry-run-options.ts';
import { openWorkspace } from '../session/open/open-workspace.ts';
import { completeFlags, type WorkspaceOptions } from '../session/open/options.ts';
import { createFakeHost } from './fake-host.ts';

/** What a dry run says of each spec of a folder, and the run does otherwise. */
export async function disagreements(
  cwd: string,
  given: Omit<WorkspaceOptions, 'host'>,
): Promise<readonly string[]> {
  const { host } = createFakeHost({ cwd });
  const options: WorkspaceOptions = { ...given, host, write: false };
  const workspace = openWorkspace(options);
  try {
    const prepared = await workspace.plan();
    const dryRun = await dryRunOptions(prepared, completeFlags(options), host);
    const planned: PlannedJob[] = [];
    for (const [index, job] of prepared.jobs.entries()) planned.push(await planJob(job, index, dryRun));
    const results: SpecResult[] = [];
    for await (const event of workspace.run())
      if (event.type === 'spec-finished') results[event.index] = event.result;
    return planned.flatMap((plan, index) => {
      const [said, done] = [sayPlanned(plan), sayDone(results[index]!, plan)];
      return said === done ? [] : [`${plan.name}\n  dry run: ${said}\n  run:     ${done}`];
    });
  } finally {
    await workspace.close();
  }
}

function sayPlanned({ notRun }: PlannedJob): string {
  if (notRun === undefined) return 'sends requests';
  return sayVerdict(notRun, notRun.place);
}

const sayVerdict = (
  { verdict, reason }: Pick<SpecResult, 'verdict' | 'reason'>,
  place: { readonly line: number; readonly column: number; readonly length: number } | undefined,
): string =>
  `${verdict}: ${reason}${place === undefined ? '' : ` (${place.line}:${place.column}, ${place.length})`}`;

/** What a run did as far as it is not due to an answer: a dry run may foresee what comes after the first request. */
function sayDone(result: SpecResult, planned: PlannedJob): string {
  const { steps, diagnostics } = result;
  const isSent = steps.some(({ section, request }) => section !== 'cleanup' && request !== null);
  const decider = decidingStep(result);
  const isByAnswer = steps.some((step) => step.request !== null && isBroken(step.verdict));
  if (isSent && (planned.notRun === undefined || isByAnswer)) return sayPlanned(planned);
  const place =
    decider?.checks.find(({ outcome }) => outcome === 'not-made') ??
    diagnostics.find(({ severity, file }) => severity === 'error' && file === undefined);
  return sayVerdict(result, place);
}
