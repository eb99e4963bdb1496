import { resolve } from 'node:path';
import { ReportFold } from '../../report/fold.ts';
import { type FormatName, type RenderedReport, renderReport } from '../../report/formats.ts';
import type { GateDecision } from '../../report/gate-rules.ts';
import type { Report } from '../../report/report.ts';
import type { RunEvent } from '../../run/events.ts';
import { refuseNoFolder } from '../../workspace/confine.ts';
import { Spool } from '../../workspace/spool.ts';
import { UsageError } from '../../workspace/usage-error.ts';
import { completeReport, extrasFor, gateFor, lostIn, RunFold } from '../results/run-report.ts';
import { VerdictWriter } from '../results/verdict-writer.ts';
import { sayNothingKept, refuseFaultsElsewhere } from '../faults.ts';
import type { Host } from '../host.ts';
import { keepProofs } from '../keep.ts';
import { type Chosen, choose, prepare } from '../prepare.ts';
import type { Prepared } from '../prepared.ts';
import { writesBack } from '../run-flags.ts';
import type { Selected } from '../selection.ts';
import { type StartedRun, startRun } from '../start-run.ts';
import { createStopper, type Stopper } from '../stopper.ts';
import { openTeardown, type Teardown } from '../teardown.ts';
import { completeFlags, type WorkspaceOptions } from './options.ts';
import { createSilentHost } from './system-host.ts';

/** One run over a folder of specs, in steps: select, plan, run, report, gate and write back. */
export type Workspace = {
  /** The specs that the options name and select; or why there are none. */
  readonly select: () => Promise<Selected>;
  /** The plan: jobs, order, environments, and the state of earlier runs. Sends nothing. */
  readonly plan: () => Promise<Prepared>;
  /** Runs the plan, once, and yields events. A reader that stops reading stops the run; cleanup still runs. */
  readonly run: () => AsyncIterable<RunEvent>;
  /** `run` for readers that need more than events: documents, faults, and events by event-loop turn. */
  readonly start: (teardown: Teardown) => Promise<StartedRun>;
  /** The report of a run, with its conclusion, redacted by all secrets known by now. */
  readonly fold: (events: AsyncIterable<RunEvent> | Iterable<RunEvent>) => Promise<Report>;
  /** The report in one format. Writes nothing. */
  readonly render: (report: Report, format: FormatName) => Promise<RenderedReport>;
  /** The gate's decision on a report. Throws for a workspace without `gate: true`, or for a shard. */
  readonly gate: (report: Report) => Promise<GateDecision>;
  /** Writes the verdicts of a report into the documents. The sentences say what was not written, and why. */
  readonly writeBack: (report: Report) => Promise<readonly string[]>;
  /** Ends a run from outside, as signals do. */
  readonly stopper: Stopper;
  /** Closes what the workspace opened, and removes its temporary file. */
  readonly close: () => Promise<void>;
};

/** Opens the specs of a folder for one run. Throws {@link UsageError} for invalid options. */
export function openWorkspace(options: WorkspaceOptions): Workspace {
  const flags = completeFlags(options);
  const host: Host = { ...createSilentHost(), ...stopBy(options.signal), ...options.host };
  refuseNoFolder(flags.swagger, host.cwd);
  const folder = resolve(host.cwd, flags.reports);
  const teardown = openTeardown();
  const sendsNothing = flags.list || flags.dryRun;
  const spool = new Spool(sendsNothing ? undefined : folder);
  teardown.add(() => spool.close());
  // A signal ends a command that sends nothing at once; a run ends in order, with its reports.
  const stopper = createStopper(flags, sendsNothing ? noSignals : host);
  teardown.add(stopper.release);

  let chosen: Promise<Chosen> | undefined;
  const chooseOnce = (): Promise<Chosen> => (chosen ??= choose({ spool, folder }, flags, host));
  let planned: Promise<Prepared> | undefined;
  const plan = (): Promise<Prepared> =>
    (planned ??= chooseOnce().then(async (found) => {
      const prepared = await prepare(found, flags, host);
      refuseFaultsElsewhere(flags.faults, prepared.environments);
      return prepared;
    }));

  let started: Promise<StartedRun> | undefined;
  const start = async (closing: Teardown): Promise<StartedRun> => {
    if (started !== undefined) throw new UsageError('a workspace runs once', 'open another for another run');
    started = (async () => {
      const [prepared, { faults, selected }] = await Promise.all([plan(), chooseOnce()]);
      if (selected.summaries.length === 0) throw new UsageError(`nothing to run: ${selected.why}`);
      return startRun(closing, prepared, { faults, stopper, send: options.send }, flags, host);
    })();
    return started;
  };
  async function* run(): AsyncGenerator<RunEvent, void> {
    const closing = openTeardown();
    try {
      const { turns } = await start(closing);
      stopper.start();
      for await (const events of turns) yield* events;
    } finally {
      await closing.close();
    }
  }

  const unwritten: string[] = [];

  return {
    select: async () => (await chooseOnce()).selected,
    plan,
    run,
    start,
    stopper,
    close: teardown.close,
    fold: async (events) => {
      const prepared = await plan();
      const fold = new RunFold(prepared, host.redactor, new ReportFold());
      for await (const event of events) fold.add(event);
      return completeReport(prepared, fold.report, (await started)?.documents);
    },
    render: async (report, format) =>
      renderReport(format, report, extrasFor(await plan(), host.redactor, host.version)),
    gate: async (report) => {
      const prepared = await plan();
      const decision = gateFor(
        prepared,
        report,
        {
          changed: (await started)?.changed ?? new Set(),
          lost: lostIn(prepared, unwritten),
          hasNoEnvironment: prepared.environments.length === 0,
        },
        host,
      );
      if (decision !== undefined) return decision;
      throw prepared.shard === undefined
        ? new UsageError('no gate was asked for', 'open the workspace with gate: true')
        : new UsageError('the gate is not held over a shard', 'merge the shards, and hold it over all');
    },
    writeBack: async (report) => {
      if (!flags.keep) return [sayNothingKept(flags)];
      if (!writesBack(flags)) return ['nothing is written: the workspace was opened with write: false'];
      const prepared = await plan();
      const writer = new VerdictWriter(prepared, host);
      const notes: string[] = [];
      for (const result of report.specs) {
        const note = await writer.add(result);
        if (note !== undefined) notes.push(note);
      }
      unwritten.push(...notes);
      const unkept = prepared.shard === undefined ? await keepProofs(prepared, host) : [];
      return [...notes, ...unkept].map(host.redactor.text);
    },
  };
}

const noSignals: Pick<Host, 'onStop' | 'onCrash'> = {
  onStop: () => () => undefined,
  onCrash: () => () => undefined,
};

/** Treats the abort of the caller's signal like a first Ctrl-C. */
function stopBy(signal: AbortSignal | undefined): Pick<Host, 'onStop'> | undefined {
  return (
    signal && {
      onStop: (stop) => {
        const onAbort = (): void => stop(1);
        if (signal.aborted) onAbort();
        else signal.addEventListener('abort', onAbort, { once: true });
        return () => signal.removeEventListener('abort', onAbort);
      },
    }
  );
}
