import { dirname, relative, resolve } from 'node:path';
import { findUpward, readInside, readSource, sweep } from '../files.ts';
import { Console, type Screen } from '../report/console.ts';
import { type Folded, ReportFold } from '../report/fold.ts';
import { createTrends } from '../report/history.ts';
import { jsonOfSpec } from '../report/json.ts';
import { createOutliner, type Outline } from '../report/outline.ts';
import { isKept } from '../report/shard-file.ts';
import { noContract } from '../run/contract.ts';
import type { RunEvent } from '../run/events.ts';
import { createRedactor, type Redactor } from '../run/redact.ts';
import { run } from '../run/run.ts';
import { registerNamed, registerSecrets } from '../run/secrets.ts';
import { createSharedAnswers } from '../run/shared.ts';
import { createTokenCache } from '../run/token-exchange.ts';
import type { Fault } from '../sandbox/faults.ts';
import type { LoadedContract } from './contract.ts';
import { Memory } from './memory.ts';
import { createNetwork } from './network.ts';
import { observe, type Observer } from './observed.ts';
import { formatsOf, type RunFlags } from './options.ts';
import type { Host, Prepared } from './run-command.ts';
import type { Place, Shelf } from './shelf.ts';
import { createStopper } from './stopper.ts';
import { createScreen } from './terminal.ts';

/** A run that is over. */
export type Executed = {
  /** Whole where other reports than `report.json` are made of it. */
  readonly report: Folded<Outline>;
  /** The results as `report.json` has them; each lasts until the next is asked for. */
  readonly results: Iterable<Uint8Array>;
  /** Files whose steps are others than those last proven; looked for where somebody asks. */
  readonly changed: ReadonlySet<string>;
  /** What a shard passes on. */
  readonly events: readonly RunEvent[];
  readonly documents: LoadedContract | undefined;
  readonly redactor: Redactor;
  readonly screen: Screen;
  readonly memory: Memory;
  readonly observer: Observer | undefined;
  readonly notes: readonly string[];
};

/** Runs what was prepared: shows it as it happens, keeps the results, writes the verdicts back. */
export async function execute(
  prepared: Prepared,
  faults: readonly Fault[],
  flags: RunFlags,
  host: Host,
): Promise<Executed> {
  const { folder, shelf, past, jobs, environments, lookup, gate, seed } = prepared;
  const { cwd, clock } = host;
  const stopper = createStopper(flags, host);
  const redactor = createRedactor();
  for (const environment of new Set(environments))
    registerSecrets(environment, lookup.readSecret(environment), redactor);
  for (const { card, environment } of jobs)
    if (!('problems' in environment)) registerNamed(card.secrets, lookup.readSecret(environment), redactor);
  const network = await createNetwork(
    { environments, atOnce: flags.jobs, faults, readOnly: flags.readOnly },
    host,
  );
  const isWholeNeeded = formatsOf(flags).length > 0;
  const fold = new ReportFold<Outline>(isWholeNeeded ? undefined : createOutliner());
  const results: Place[] = [];
  const events: RunEvent[] = [];
  const screen = createScreen(host.stdout, host.env, (file, line) => readLineOf(prepared, file, line, cwd));
  const started = clock.elapsedMs();
  const console = flags.reporters.includes('console')
    ? new Console(screen, { quiet: flags.quiet, elapsedMs: () => clock.elapsedMs() - started })
    : undefined;
  const ticking = console !== undefined && screen.isLive ? setInterval(() => console.tick(), 100) : undefined;
  if (flags.write)
    sweep(new Set([folder, ...jobs.map(({ card }) => dirname(resolve(cwd, card.path)))]), clock.nowMs());
  const memory = new Memory(folder);
  const isChangeAsked = flags.shard !== undefined || gate?.maxAgeMs !== undefined;
  const changed = new Set(
    (isChangeAsked ? jobs : []).filter(({ card }) => memory.hasChanged(card)).map(({ card }) => card.path),
  );
  const observer = flags.contract ? observe(folder, redactor, clock.nowMs) : undefined;
  const documents = flags.contract ? await contractFor(prepared, flags, cwd) : undefined;
  const withTrend = createTrends(past.history);
  const notes: string[] = [past.note, memory.note].filter((note) => note !== undefined);
  const runsOf = new Map<string, number>();
  for (const { card } of jobs) runsOf.set(card.path, (runsOf.get(card.path) ?? 0) + 1);

  const writing: Promise<string | undefined>[] = [];
  const shared = createSharedAnswers();
  const startedAtMs = clock.nowMs();
  const startedAt = new Date(startedAtMs).toISOString();
  for await (const event of run(jobs, {
    send: network.send,
    clock,
    seed,
    jobs: flags.jobs,
    vars: flags.vars,
    readSecret: lookup.readSecret,
    readAttachment: (spec, file) =>
      readInside(rootOf(spec, flags.patterns, cwd), dirname(resolve(cwd, spec)), file),
    redactor,
    tokens: createTokenCache(clock.elapsedMs),
    contract: documents?.contract ?? noContract,
    ...(observer !== undefined && { onExchange: observer.onExchange }),
    severity: flags.severity,
    strictKnown: flags.strictKnown,
    readOnly: flags.readOnly,
    sharePrerequisites: flags.sharePrerequisites,
    shared,
    order: prepared.order,
    onFinished: stopper.finished,
    stop: stopper.stop,
    signal: stopper.inFlight,
    cleanupSignal: stopper.cleanup,
    startedAtMs,
  })) {
    console?.add(event);
    if (flags.shard !== undefined && isKept(event)) events.push(event);
    if (event.type !== 'spec-finished') {
      fold.add(event);
      continue;
    }
    const result = withTrend(event.result, startedAt);
    fold.add({ ...event, result });
    results[event.index] = shelf.put(jsonOfSpec(result));
    if (!flags.write) continue;
    writing.push(memory.add(jobs[event.index]!.card.read(), result, runsOf.get(result.file)!, host));
  }
  clearInterval(ticking);
  stopper.release();
  for (const note of await Promise.all(writing)) if (note !== undefined) notes.push(note);
  if (flags.write)
    notes.push(
      ...(await memory.addReuses(
        jobs.map(({ card }) => card),
        shared.timesReused,
        host,
      )),
    );
  await network.close();
  return {
    report: fold.report,
    results: inOrder(results, shelf),
    changed,
    events,
    documents,
    redactor,
    screen,
    memory,
    observer,
    notes,
  };
}

/** What is at these places, in the order of the plan; specs that were not reached leave gaps. */
function* inOrder(places: readonly (Place | undefined)[], shelf: Shelf): Generator<Uint8Array> {
  for (const place of places) if (place !== undefined) yield shelf.bytes(place);
}

async function contractFor(
  { jobs, environments }: Prepared,
  { swagger }: RunFlags,
  cwd: string,
): Promise<LoadedContract> {
  const { loadContract } = await import('./contract.ts');
  return loadContract({ cwd, folder: swagger, cards: jobs.map(({ card }) => card), environments });
}

/** Files that a spec sends lie below the folder that was asked for, else below the topmost that has environments. */
function rootOf(spec: string, patterns: readonly string[], cwd: string): string {
  const path = resolve(cwd, spec);
  const asked = patterns
    .map((each) => resolve(cwd, each))
    .filter((each) => path !== each && !relative(each, path).startsWith('..'));
  if (asked[0] !== undefined) return asked[0];
  const configured = findUpward(dirname(path), 'environments.yaml').at(-1);
  return configured === undefined ? dirname(path) : dirname(configured);
}

function readLineOf({ jobs }: Prepared, file: string, line: number, cwd: string): string | undefined {
  let text = jobs.find(({ card }) => card.path === file)?.card.read().source.text;
  if (text === undefined) {
    const source = readSource(resolve(cwd, file), file);
    text = 'problem' in source ? undefined : source.text;
  }
  return text?.replace(/^\ufeff/, '').split(/\r?\n/)[line - 1];
}
