import { dirname, resolve } from 'node:path';
import { readSource } from '../workspace/files.ts';
import { Console, type Screen } from '../report/text/console.ts';
import type { RunEvent } from '../run/events.ts';
import { noContract } from '../run/check/contract.ts';
import type { Redactor } from '../run/secrets/redact.ts';
import { runInTurns } from '../run/run.ts';
import { registerSecrets, registerSecretsOf } from '../run/secrets/register.ts';
import { createSharedAnswers } from '../run/shared.ts';
import { createTokenCache } from '../run/request/token-exchange.ts';
import type { Fault } from '../sandbox/faults.ts';
import { type Collected, Collector } from './collector.ts';
import type { LoadedContract } from './load-contract.ts';
import type { ProofStore } from '../workspace/proof-store.ts';
import type { SharedLimiter } from '../http/shared-limits/shared-limiter.ts';
import { sayParts } from './limits/rate-parts.ts';
import { createNetwork } from './network.ts';
import { createObserver, type Observer } from '../workspace/observations.ts';
import { type RunFlags, writesBack } from './run-flags.ts';
import type { Host } from './host.ts';
import type { Stopper } from './stopper.ts';
import { type Teardown, withTeardown } from './teardown.ts';
import type { Display } from './display.ts';
import { LINE_END } from '../language/source.ts';
import { WrittenPlaces } from './written-places.ts';
import type { Prepared } from './prepared.ts';
import { removeLeftovers } from '../workspace/write-file.ts';

/** A run that is over. */
export type Executed = Collected & {
  /** Files whose steps are others than those last proven; looked for where somebody asks. */
  readonly changed: ReadonlySet<string>;
  readonly documents: LoadedContract | undefined;
  readonly redactor: Redactor;
  readonly screen: Screen;
  readonly observer: Observer | undefined;
  /** Faults, as they were written, that changed no answer of the run. */
  readonly idleFaults: readonly string[];
  /** How limits were kept, where the run shares them. */
  readonly limitNotes: readonly string[];
};

/** What a run is told beside its plan and its flags. */
export type ExecuteOptions = {
  readonly faults: readonly Fault[];
  /** Ends the run early. */
  readonly stopper: Stopper;
  readonly display: Display;
};

/** Runs what was prepared: shows it as it happens, keeps the results, writes the verdicts back. */
export const execute = (
  prepared: Prepared,
  options: ExecuteOptions,
  flags: RunFlags,
  host: Host,
): Promise<Executed> => withTeardown((teardown) => executeWith(teardown, prepared, options, flags, host));

async function executeWith(
  teardown: Teardown,
  prepared: Prepared,
  { faults, stopper, display }: ExecuteOptions,
  flags: RunFlags,
  host: Host,
): Promise<Executed> {
  const { folder, proofStore, jobs, environments, lookup, limits, gate, seed, order, part } = prepared;
  const { cwd, clock } = host;
  const redactor = redactorFor(prepared, flags, host);
  const atOnce = flags.jobs;
  const limiter = await shareLimits(prepared, flags, host);
  if (limiter !== undefined) teardown.add(() => limiter.close());
  const network = await createNetwork(
    { environments, atOnce, faults, readOnly: flags.readOnly, part, limiter },
    host,
  );
  teardown.add(network.close);
  if (writesBack(flags))
    removeLeftovers(
      new Set([folder, ...jobs.map(({ card }) => dirname(resolve(cwd, card.path)))]),
      clock.nowMs(),
    );
  const isChangeAsked = flags.shard !== undefined || gate?.rules.maxAgeMs !== undefined;
  const changed = isChangeAsked ? changedIn(prepared, proofStore) : new Set<string>();
  const observer = flags.contract ? createObserver(redactor, clock.nowMs) : undefined;
  const documents = flags.contract ? await contractFor(prepared, flags, cwd) : undefined;
  const collector = new Collector(prepared, flags, host);
  const places = new WrittenPlaces(prepared, host);
  const screen = display.createScreen((file, line) => {
    const before = places.lineBefore(file, line);
    return before === undefined ? undefined : shownLine(readLineOf(prepared, file, before, cwd), redactor);
  });
  const show = flags.reporters.includes('console') ? showOn(screen, flags, host, teardown) : undefined;
  const shared = createSharedAnswers();
  const turns = runInTurns(jobs, {
    send: network.send,
    clock,
    seed,
    jobs: atOnce,
    vars: flags.vars,
    secretVars: new Set(Object.keys(flags.secrets)),
    readSecret: lookup.readSecret,
    readAttachment: async (asked) =>
      (await import('../workspace/attachments.ts')).readAttachment(asked, limits, cwd),
    redactor,
    tokens: createTokenCache(clock.elapsedMs),
    contract: documents?.contract ?? noContract,
    ...(observer !== undefined && { onExchange: observer.onExchange }),
    severity: flags.severity,
    strictKnown: flags.strictKnown,
    readOnly: flags.readOnly,
    sharePrerequisites: flags.sharePrerequisites,
    keepResources: flags.keepResources,
    shared,
    ...(limiter !== undefined && { holdKeys: (keys, signal) => limiter.holdKeys(keys, signal) }),
    order,
    onFinished: stopper.finished,
    stop: stopper.stop,
    interrupt: stopper.interrupt,
    signal: stopper.inFlight,
    cleanupSignal: stopper.cleanup,
    cutBy: stopper.cutBy,
    startedAtMs: clock.nowMs(),
  });
  const placed = writesBack(flags) ? places.place(turns) : turns;
  await deliver(placed, [(event) => collector.add(event), ...(show === undefined ? [] : [show])], stopper);
  const collected = await collector.end(shared.timesReused);
  const idle = new Set(network.idleFaults());
  const idleFaults = flags.faults.filter((_, index) => idle.has(faults[index]!)).map(redactor.text);
  const limitNotes = limiter?.notes() ?? (part === undefined ? [] : sayParts(environments, part));
  return { ...collected, changed, documents, redactor, screen, observer, idleFaults, limitNotes };
}

/** May hold a user and a password. */
const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'];

/** What hides the secrets of the command line and the environments, and those that steps name. */
export function redactorFor(
  { jobs, environments, lookup }: Pick<Prepared, 'jobs' | 'environments' | 'lookup'>,
  { secrets }: Pick<RunFlags, 'secrets'>,
  { redactor, env }: Pick<Host, 'redactor' | 'env'>,
): Redactor {
  for (const name of PROXIES) redactor.addUrls(env[name] ?? env[name.toLowerCase()] ?? '');
  for (const [name, value] of Object.entries(secrets))
    if (env[name] === value) redactor.add(value, name);
    else redactor.addFound(value, name);
  for (const environment of new Set(environments))
    registerSecrets(environment, lookup.readSecret(environment), redactor);
  for (const { card, environment } of jobs)
    if (!('problems' in environment) && card.mayNameSecrets)
      registerSecretsOf(card.read(), lookup.readSecret(environment), redactor);
  return redactor;
}

/** What shares the limits with other processes; undefined, and nothing is loaded, where nothing asks for it. */
async function shareLimits(
  prepared: Prepared,
  flags: RunFlags,
  host: Host,
): Promise<SharedLimiter | undefined> {
  const environments = [...new Set(prepared.environments)];
  const isAsked =
    flags.limits !== undefined || environments.some(({ sharedLimits }) => sharedLimits?.url !== undefined);
  if (!isAsked) return undefined;
  const { openSharedLimiter } = await import('./limits/open-shared-limiter.ts');
  return openSharedLimiter({ ...prepared, environments }, flags, host);
}

const changedIn = ({ jobs }: Prepared, proofStore: ProofStore): ReadonlySet<string> =>
  new Set(jobs.filter(({ card }) => proofStore.hasChanged(card)).map(({ card }) => card.path));

type Sink = (event: RunEvent) => void;

/**
 * Gives each event to every sink. What is thrown here is a defect, which must not take the requests in flight, the cleanup
 * of the specs and the reports with it: the run ends as after a signal, and the other sinks get the rest of it.
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

/** Shows a run on a screen; on a terminal the time goes on while nothing happens. */
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

export async function contractFor(
  { jobs, environments, limits }: Pick<Prepared, 'jobs' | 'environments' | 'limits'>,
  { swagger, nullable, maxDocumentMb }: Pick<RunFlags, 'swagger' | 'nullable' | 'maxDocumentMb'>,
  cwd: string,
): Promise<LoadedContract> {
  const { loadContract } = await import('./load-contract.ts');
  const cards = jobs.map(({ card }) => card);
  return loadContract({ cwd, folder: swagger, cards, environments, limits, nullable, maxDocumentMb });
}

const shownLine = (line: string | undefined, redactor: Redactor): string | undefined =>
  line === undefined ? undefined : redactor.line(line);

function readLineOf({ jobs }: Prepared, file: string, line: number, cwd: string): string | undefined {
  let text = jobs.find(({ card }) => card.path === file)?.card.text();
  if (text === undefined) {
    const source = readSource(resolve(cwd, file), file);
    text = 'problem' in source ? undefined : source.text;
  }
  return text?.replace(/^\ufeff/, '').split(LINE_END)[line - 1];
}
