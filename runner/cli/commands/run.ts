import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { refuseNoFolder } from '../../workspace/confine.ts';
import { conclude } from '../../session/conclude.ts';
import { execute } from '../../session/execute.ts';
import { atLeastUnknown, defectOf, EXIT, exitCodeOf } from '../exit-code.ts';
import { refuseFaultsElsewhere } from '../../session/faults.ts';
import { sayUnkept } from '../../session/keep.ts';
import type { RunFlags } from '../../session/run-flags.ts';
import { printConclusion, sayNotes, sayWhatIsWrong } from '../print-conclusion.ts';
import { sayOthers } from '../../session/selection.ts';
import { Spool } from '../../workspace/spool.ts';
import { choose, prepare } from '../../session/prepare.ts';
import { createStopper, type Stopper } from '../../session/stopper.ts';
import { withTeardown } from '../../session/teardown.ts';
import { saveEmptyShard, type ShardPlan } from '../../session/shard-run.ts';
import { displayOn, printLines } from '../terminal.ts';
import { tuneV8, tuneV8For } from '../tune-v8.ts';
import type { Host } from '../../session/host.ts';

/** `verify [paths]`: runs specs, reports, writes back. Answers with the exit code. */
export async function runCommand(given: RunFlags, host: Host): Promise<number> {
  tuneV8();
  const flags = await withTargets(given, host.cwd);
  refuseNoFolder(flags.swagger, host.cwd);
  const folder = resolve(host.cwd, flags.reports);
  return withTeardown(async (teardown) => {
    const sendsNothing = flags.list || flags.dryRun;
    const spool = new Spool(sendsNothing ? undefined : folder);
    teardown.add(() => spool.close());
    // A signal ends what sends nothing at once; from its plan to its reports, a run ends in order.
    const stopper = createStopper(flags, sendsNothing ? noSignals : host);
    teardown.add(stopper.release);
    const code = await runWith({ spool, folder, stopper }, flags, host);
    return stopper.interrupt.aborted ? EXIT.interrupted : code;
  });
}

const noSignals: Pick<Host, 'onStop' | 'onCrash'> = {
  onStop: () => () => undefined,
  onCrash: () => () => undefined,
};

/** What is no path may be one with a line behind it, or the name of a spec. */
async function withTargets(flags: RunFlags, cwd: string): Promise<RunFlags> {
  const isPlain =
    flags.until === undefined && flags.patterns.every((pattern) => existsSync(resolve(cwd, pattern)));
  return isPlain ? flags : (await import('../../session/part-of-run.ts')).resolveTargets(flags, cwd);
}

type Opened = { readonly spool: Spool; readonly folder: string; readonly stopper: Stopper };

async function runWith({ spool, folder, stopper }: Opened, flags: RunFlags, host: Host): Promise<number> {
  const chosen = await choose({ spool, folder }, flags, host);
  sayNotes(sayOthers(chosen.selected.others), host);
  if (chosen.selected.cards.length === 0) {
    printLines(host.stdout, [`nothing to run: ${chosen.selected.why}`]);
    return EXIT.nothingSelected;
  }
  const prepared = await prepare(chosen, flags, host);
  tuneV8For(prepared.jobs.length);
  refuseFaultsElsewhere(flags.faults, prepared.environments);
  if (flags.list || flags.dryRun) {
    const { printPlan } = await import('./print-plan.ts');
    return printPlan(prepared, flags, host);
  }
  if (prepared.shard !== undefined && prepared.jobs.length === 0)
    return concludeEmptyShard(folder, { ...prepared.shard, faults: flags.faults }, host);
  const display = displayOn(host);
  const executed = await execute(prepared, { faults: chosen.faults, stopper, display }, flags, host);
  const concluded = await conclude({ prepared, executed, display }, flags, host);
  if (flags.reporters.includes('console')) printConclusion(concluded, executed.screen);
  else sayWhatIsWrong(concluded, host);
  const code = exitCodeOf(concluded);
  const failure = stopper.failure();
  if (failure === undefined) return code;
  sayNotes([executed.redactor.text(defectOf(failure.error))], host);
  return atLeastUnknown(code);
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
