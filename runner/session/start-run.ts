import type { Send } from '../http/exchange.ts';
import { noContract } from '../run/check/contract.ts';
import type { RunEvent } from '../run/events.ts';
import { secretNamesOf } from '../plan/spec-summary.ts';
import { createTokenCache } from '../run/request/token-exchange.ts';
import { runInTurns } from '../run/run.ts';
import type { Redactor } from '../run/secrets/redactor.ts';
import { registerNamed, registerSecrets } from '../run/secrets/register.ts';
import { createSharedAnswers } from '../run/shared.ts';
import type { Fault } from '../sandbox/faults.ts';
import type { SharedLimiter } from '../http/shared-limits/shared-limiter.ts';
import { createObserver, type Observer } from '../workspace/observations.ts';
import type { Host } from './host.ts';
import { sayParts } from './limits/rate-parts.ts';
import type { LoadedContract } from './load-contract.ts';
import { createNetwork } from './network.ts';
import type { Prepared } from './prepared.ts';
import type { RunFlags } from './run-flags.ts';
import type { Stopper } from './stopper.ts';
import type { Teardown } from './teardown.ts';

/** A started run, with its state besides the events. */
export type StartedRun = {
  /** The events by event-loop turn; nothing is sent before they are read. */
  readonly turns: AsyncIterable<readonly RunEvent[]>;
  /** Files whose steps changed since they were last proven; computed for the gate or a shard. */
  readonly changed: ReadonlySet<string>;
  readonly documents: LoadedContract | undefined;
  readonly redactor: Redactor;
  readonly observer: Observer | undefined;
  /** How often answers of a file served other specs. */
  readonly timesShared: (file: string) => number;
  /** Faults, as written, that have changed no answer so far. */
  readonly idleFaults: () => readonly string[];
  /** How shared limits were kept, if the run shares them. */
  readonly limitNotes: () => readonly string[];
};

export type StartRunOptions = {
  readonly faults: readonly Fault[];
  /** Ends the run early. */
  readonly stopper: Stopper;
  /** Sends requests in place of sockets. */
  readonly send?: Send | undefined;
};

/** Opens the resources of a run (limits, connections, documents) and returns its events; `teardown` closes them. */
export async function startRun(
  teardown: Teardown,
  prepared: Prepared,
  { faults, stopper, send }: StartRunOptions,
  flags: RunFlags,
  host: Host,
): Promise<StartedRun> {
  const { jobs, environments, lookup, limits, gate, seed, order, part } = prepared;
  const { cwd, clock } = host;
  const redactor = redactorFor(prepared, flags, host);
  const atOnce = flags.jobs;
  const limiter = await shareLimits(prepared, flags, host);
  if (limiter !== undefined) teardown.add(() => limiter.close());
  const records = flags.reporters.includes('har');
  const network = await createNetwork(
    { environments, atOnce, faults, readOnly: flags.readOnly, records, part, limiter, send },
    host,
  );
  teardown.add(network.close);
  // Computed now, because the run updates the proofs as it goes.
  const isChangeAsked = flags.shard !== undefined || gate?.rules.maxAgeMs !== undefined;
  const changed = isChangeAsked ? changedIn(prepared) : new Set<string>();
  const observer = flags.contract ? createObserver(redactor, clock.nowMs) : undefined;
  const documents = flags.contract ? await contractFor(prepared, flags, cwd) : undefined;
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
    recordsExchanges: records,
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
  return {
    turns,
    changed,
    documents,
    redactor,
    observer,
    timesShared: shared.timesReused,
    idleFaults: () => {
      const idle = new Set(network.idleFaults());
      return flags.faults.filter((_, index) => idle.has(faults[index]!)).map(redactor.text);
    },
    limitNotes: () => limiter?.notes() ?? (part === undefined ? [] : sayParts(environments, part)),
  };
}

/** These may contain a user and a password. */
const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'];

/** Redacts the secrets of the command line, the environments and the steps. */
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
  for (const { summary, environment } of jobs)
    if (!('problems' in environment)) {
      const { secretNames = secretNamesOf(summary.read()) } = summary;
      registerNamed(secretNames, lookup.readSecret(environment), redactor);
    }
  return redactor;
}

/** The limiter shared with other processes; undefined, and not loaded, unless it is requested. */
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

/** The contract over the API documents of a plan. */
export async function contractFor(
  { jobs, environments, limits }: Pick<Prepared, 'jobs' | 'environments' | 'limits'>,
  { swagger, nullable, maxDocumentMb }: Pick<RunFlags, 'swagger' | 'nullable' | 'maxDocumentMb'>,
  cwd: string,
): Promise<LoadedContract> {
  const { loadContract } = await import('./load-contract.ts');
  const summaries = jobs.map(({ summary }) => summary);
  return loadContract({ cwd, folder: swagger, summaries, environments, limits, nullable, maxDocumentMb });
}

const changedIn = ({ jobs, proofStore }: Prepared): ReadonlySet<string> =>
  new Set(jobs.filter(({ summary }) => proofStore.hasChanged(summary)).map(({ summary }) => summary.path));
