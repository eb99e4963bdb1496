import { dirname, resolve } from 'node:path';
import { readSource } from '../workspace/files.ts';
import { Console, type Screen } from '../report/text/console.ts';
import type { RunEvent } from '../run/events.ts';
import type { Redactor } from '../run/secrets/redactor.ts';
import { type Collected, Collector } from './results/collector.ts';
import type { LoadedContract } from './load-contract.ts';
import type { Observer } from '../workspace/observations.ts';
import { type RunFlags, writesBack } from './run-flags.ts';
import type { Host } from './host.ts';
import type { StartedRun } from './start-run.ts';
import type { Stopper } from './stopper.ts';
import { type Teardown, withTeardown } from './teardown.ts';
import type { LiveEvents } from './results/live-events.ts';
import type { Display } from './display.ts';
import { LINE_END } from '../language/source.ts';
import { WrittenPlaces } from './written-places.ts';
import type { Prepared } from './prepared.ts';
import { removeLeftovers } from '../workspace/write-file.ts';

/** A finished run. */
export type Executed = Collected & {
  /** Files whose steps changed since they were last proven; computed for the gate or a shard. */
  readonly changed: ReadonlySet<string>;
  readonly documents: LoadedContract | undefined;
  readonly redactor: Redactor;
  readonly screen: Screen;
  readonly observer: Observer | undefined;
  /** Faults, as written, that changed no answer of the run. */
  readonly idleFaults: readonly string[];
  /** How shared limits were kept, if the run shares them. */
  readonly limitNotes: readonly string[];
};

/** The inputs of a run besides its plan and its flags. */
export type ExecuteOptions = {
  readonly start: (teardown: Teardown) => Promise<StartedRun>;
  /** Ends the run early. */
  readonly stopper: Stopper;
  readonly display: Display;
  /** Absent where no events are written as they happen. */
  readonly live: LiveEvents | undefined;
};

/** Runs the plan: shows progress, keeps the results, writes the verdicts back. */
export const execute = (
  prepared: Prepared,
  options: ExecuteOptions,
  flags: RunFlags,
  host: Host,
): Promise<Executed> => withTeardown((teardown) => executeWith(teardown, prepared, options, flags, host));

async function executeWith(
  teardown: Teardown,
  prepared: Prepared,
  { start, stopper, display, live }: ExecuteOptions,
  flags: RunFlags,
  host: Host,
): Promise<Executed> {
  const { folder, jobs } = prepared;
  const { cwd, clock } = host;
  const run = await start(teardown);
  const { redactor } = run;
  if (writesBack(flags))
    removeLeftovers(
      new Set([folder, ...jobs.map(({ summary }) => dirname(resolve(cwd, summary.path)))]),
      clock.nowMs(),
    );
  const collector = new Collector(prepared, flags, host);
  const places = new WrittenPlaces(prepared, host);
  const screen = display.createScreen((file, line) => {
    const before = places.lineBefore(file, line);
    return before === undefined ? undefined : shownLine(readLineOf(prepared, file, before, cwd), redactor);
  });
  const show = flags.reporters.includes('console') ? showOn(screen, flags, host, teardown) : undefined;
  const placed = writesBack(flags) ? places.place(run.turns) : run.turns;
  const more = [show, live?.add].filter((sink) => sink !== undefined);
  await deliver(placed, [(event) => collector.add(event), ...more], stopper);
  const collected = await collector.end(run.timesShared);
  const { changed, documents, observer, idleFaults, limitNotes } = run;
  const lostEvents = await live?.problem();
  return {
    ...collected,
    unwritten: [...collected.unwritten, ...(lostEvents === undefined ? [] : [lostEvents])],
    changed,
    documents,
    redactor,
    screen,
    observer,
    idleFaults: idleFaults(),
    limitNotes: limitNotes(),
  };
}

type Sink = (event: RunEvent) => void;

/**
 * Passes each event to every sink. An exception in a sink is a defect, which must not affect requests in flight, cleanup and
 * reports: the run ends as after a signal, and the other sinks receive the remaining events.
 */
async function deliver(
  turns: AsyncIterable<readonly RunEvent[]>,
  sinks: readonly Sink[],
  { start, fail }: Pick<Stopper, 'start' | 'fail'>,
): Promise<void> {
  start();
  try {
    for await (const events of turns)
      for (const event of events)
        for (const sink of sinks)
          try {
            sink(event);
          } catch (error) {
            fail(error);
          }
  } catch (error) {
    fail(error);
  }
}

/** Shows a run on a screen; on a terminal the clock advances while nothing happens. */
function showOn(screen: Screen, { quiet, verbose }: RunFlags, { clock }: Host, teardown: Teardown): Sink {
  const started = clock.elapsedMs();
  const console = new Console(screen, { quiet, verbose, elapsedMs: () => clock.elapsedMs() - started });
  teardown.add(() => console.clear());
  if (screen.isLive) {
    const ticking = setInterval(() => console.tick(), 100);
    teardown.add(() => clearInterval(ticking));
  }
  return (event) => console.add(event);
}

const shownLine = (line: string | undefined, redactor: Redactor): string | undefined =>
  line === undefined ? undefined : redactor.line(line);

function readLineOf({ jobs }: Prepared, file: string, line: number, cwd: string): string | undefined {
  let text = jobs.find(({ summary }) => summary.path === file)?.summary.text();
  if (text === undefined) {
    const source = readSource(resolve(cwd, file), file);
    text = 'problem' in source ? undefined : source.text;
  }
  return text?.replace(/^\ufeff/, '').split(LINE_END)[line - 1];
}
