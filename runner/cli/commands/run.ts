import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { conclude } from '../../session/conclude.ts';
import { execute } from '../../session/execute.ts';
import { conclusionLines } from '../../report/conclusion.ts';
import { atLeastUnknown, defectOf, EXIT, exitCodeOf } from '../exit-code.ts';
import { sayUnkept } from '../../session/keep.ts';
import { openWorkspace, type Workspace } from '../../session/open/open-workspace.ts';
import type { Display } from '../../session/display.ts';
import type { Prepared } from '../../session/prepared.ts';
import type { LiveEvents } from '../../session/results/live-events.ts';
import { formatsOf, liveTargetOf, type RunFlags } from '../../session/run-flags.ts';
import { printConclusion, sayNotes, printProblems } from '../print-conclusion.ts';
import { sayOthers } from '../../session/selection.ts';
import { type Teardown, withTeardown } from '../../session/teardown.ts';
import { saveEmptyShard, type ShardPlan } from '../../session/shard-run.ts';
import { displayOn, printLines } from '../terminal.ts';
import { tuneV8For } from '../tune-v8.ts';
import type { Host } from '../../session/host.ts';
import { withNotice } from '../with-notice.ts';

/** `verify [paths]`: runs specs, writes reports and verdicts. Returns the exit code. */
export async function runCommand(given: RunFlags, host: Host): Promise<number> {
  const flags = await withTargets(given, host.cwd);
  return withTeardown(async (teardown) => {
    const workspace = openWorkspace({ ...flags, host });
    teardown.add(workspace.close);
    const code = await runWith({ workspace, teardown }, flags, host);
    return workspace.stopper.interrupt.aborted ? EXIT.interrupted : code;
  });
}

/** A word that is not a path may be a path with a line, or the name of a spec. */
async function withTargets(flags: RunFlags, cwd: string): Promise<RunFlags> {
  const isPlain =
    flags.until === undefined && flags.patterns.every((pattern) => existsSync(resolve(cwd, pattern)));
  return isPlain ? flags : (await import('../../session/part-of-run.ts')).resolveTargets(flags, cwd);
}

type Opened = { readonly workspace: Workspace; readonly teardown: Teardown };

async function runWith({ workspace, teardown }: Opened, flags: RunFlags, host: Host): Promise<number> {
  const { stopper } = workspace;
  const selected = await workspace.select();
  sayNotes(sayOthers(selected.others), host);
  if (selected.summaries.length === 0) return concludeNothing(selected.why, flags, host);
  const prepared = await workspace.plan();
  tuneV8For(prepared.jobs.length, host.env);
  if (flags.list || flags.dryRun) {
    const { printPlan } = await import('./print-plan.ts');
    return printPlan(prepared, flags, host);
  }
  if (prepared.shard !== undefined && prepared.jobs.length === 0)
    return concludeEmptyShard(prepared.folder, { ...prepared.shard, faults: flags.faults }, host);
  const display = displayOn(host);
  const live = await openLive(prepared, flags, display, host);
  if (live !== undefined) teardown.add(live.close);
  const executed = await execute(prepared, { start: workspace.start, stopper, display, live }, flags, host);
  const concluded = await withNotice(
    await conclude({ prepared, executed, display }, flags, host),
    flags,
    host,
  );
  live?.conclude(concluded.report);
  if (flags.reporters.includes('console')) printConclusion(concluded, executed.screen);
  else printProblems(concluded, host);
  const code = exitCodeOf(concluded);
  const failure = stopper.failure();
  if (failure === undefined) return code;
  sayNotes([executed.redactor.text(defectOf(failure.error))], host);
  return atLeastUnknown(code);
}

async function concludeNothing(reason: string, flags: RunFlags, host: Host): Promise<number> {
  const why = `nothing to run: ${reason}`;
  printLines(host.stdout, [why]);
  if (flags.list || flags.dryRun || flags.shard !== undefined) return EXIT.nothingSelected;
  const { reportNothing } = await import('../../session/report-nothing.ts');
  const folder = resolve(host.cwd, flags.reports);
  const { report, missing } = await reportNothing({ folder, why, display: displayOn(host) }, flags, host);
  if (report.gate === undefined) sayNotes(missing, host);
  else printLines(host.stdout, conclusionLines({ gate: report.gate }));
  return EXIT.nothingSelected;
}

async function openLive(
  { folder, jobs }: Prepared,
  flags: RunFlags,
  display: Display,
  { cwd }: Host,
): Promise<LiveEvents | undefined> {
  const target = liveTargetOf(flags);
  if (target === undefined) return undefined;
  const { openLiveEvents } = await import('../../session/results/live-events.ts');
  const specs = jobs.map(({ summary }) => summary.path);
  return openLiveEvents(target, { cwd, folder, formats: ['json', ...formatsOf(flags)], specs }, display);
}

async function concludeEmptyShard(
  folder: string,
  run: ShardPlan & Pick<RunFlags, 'faults'>,
  host: Host,
): Promise<number> {
  const { index, total } = run.shard;
  printLines(host.stdout, [`nothing to run: shard ${index} of ${total} is empty`]);
  const problem = await saveEmptyShard(folder, run, host);
  sayNotes(sayUnkept(problem), host);
  return problem === undefined ? EXIT.passed : EXIT.unknown;
}
