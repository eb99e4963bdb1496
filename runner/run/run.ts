import type { Send } from '../http/exchange.ts';
import type { Json } from '../language/yaml/yaml.ts';
import type { TokenCache } from './request/token-exchange.ts';
import type { Contract, ContractInput } from './check/contract.ts';
import type { Environment } from '../environment/environment.ts';
import type { CutBy, OperationName, RunEvent, SpecResult } from './events.ts';
import { type Job, runJob } from './job.ts';
import type { Redactor } from './secrets/redact.ts';
import { createEventRedactor } from './secrets/redact-event.ts';
import type { ReadAttachment } from './request/request.ts';
import { interleave } from './schedule.ts';
import type { SharedAnswers } from './shared.ts';
import type { ReadSecret } from './scope.ts';

export type Clock = {
  /** Milliseconds since the epoch: for dates that people read. */
  readonly nowMs: () => number;
  /** Milliseconds that never jump: for durations. */
  readonly elapsedMs: () => number;
  /** Resolves early when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
};

/** Everything a run needs from outside, so that a test can fix it. */
export type RunOptions = {
  readonly send: Send;
  readonly clock: Clock;
  readonly seed: string;
  /** Specs that run at once. */
  readonly jobs: number;
  readonly vars: Readonly<Record<string, Json>>;
  /** The names of `vars` that `--secret` gives. */
  readonly secretVars?: ReadonlySet<string>;
  readonly readSecret: (environment: Environment) => ReadSecret;
  readonly readAttachment: ReadAttachment;
  readonly redactor: Redactor;
  readonly tokens: TokenCache;
  readonly contract: Contract;
  /** Sees every answer whole, which no event holds. */
  readonly onExchange?: (exchange: ContractInput, operation: OperationName | undefined) => void;
  /** Learns of a result before the next spec starts, which who reads the events may not. */
  readonly onFinished?: (result: SpecResult) => void;
  /** Severities of contract checks by name; they win over the environment's. */
  readonly severity: Readonly<Record<string, string>>;
  /** A known issue that no longer happens fails its spec. */
  readonly strictKnown: boolean;
  /** Indices of jobs, first to be started first; as given when absent. */
  readonly order?: readonly number[];
  /** Nothing that may change data is sent; specs that would have to are skipped. */
  readonly readOnly: boolean;
  /** Identical GET prerequisites are sent once. */
  readonly sharePrerequisites: boolean;
  readonly shared: SharedAnswers;
  /** Aborting it stops new work; what is in flight may end, and cleanup still runs. */
  readonly stop: AbortSignal;
  /** Aborted, beside `stop`, when a person or the system ends the run. */
  readonly interrupt: AbortSignal;
  /** What ended the run before all specs were through, once it has. */
  readonly cutBy?: () => CutBy | undefined;
  /** Aborting it ends what is in flight. */
  readonly signal: AbortSignal;
  /** Aborting it stops cleanup too. */
  readonly cleanupSignal: AbortSignal;
  readonly startedAtMs: number;
};

const nothing = (): void => undefined;

/** The `concurrency` keys of a job: those of its spec and of its environment. */
export function concurrencyKeysOf({ card, environment }: Job): readonly string[] {
  const { concurrency } = card.metadata;
  return 'problems' in environment || environment.concurrency.length === 0
    ? concurrency
    : [...concurrency, ...environment.concurrency];
}

function addCut({ cutBy }: RunOptions): { readonly cutBy?: CutBy } {
  const cut = cutBy?.();
  return cut === undefined ? {} : { cutBy: cut };
}

/**
 * Runs jobs, `jobs` at once and in their order, and yields what happens as it happens. Whoever stops reading the events
 * stops the run: nothing new is begun, what is in flight ends, and cleanup runs before the generator returns.
 */
export async function* run(jobs: readonly Job[], options: RunOptions): AsyncGenerator<RunEvent, void> {
  for await (const events of runInTurns(jobs, options)) yield* events;
}

/** The same, with the events of a turn of the event loop together: each turn of a generator takes as long as an event. */
export async function* runInTurns(
  jobs: readonly Job[],
  options: RunOptions,
): AsyncGenerator<readonly RunEvent[], void> {
  const started = options.clock.elapsedMs();
  let queue: RunEvent[] = [];
  let wake = nothing;
  const emit = (event: RunEvent): void => {
    if (event.type === 'spec-finished') options.onFinished?.(event.result);
    queue.push(event);
    wake();
  };
  const show = createEventRedactor(options.redactor);
  yield [
    show({
      type: 'run-started',
      version: 1,
      startedAt: new Date(options.startedAtMs).toISOString(),
      seed: options.seed,
      specs: jobs.map(({ card }) => ({ file: card.path, endpoint: card.metadata.endpoint })),
    }),
  ];
  let isDone = false;
  let failure: unknown;
  const order = options.order ?? jobs.map((_, index) => index);
  const left = new AbortController();
  const ofJobs = { ...options, stop: AbortSignal.any([options.stop, left.signal]) };
  const ended = interleave(
    { atOnce: options.jobs, order, keysOf: (index) => concurrencyKeysOf(jobs[index]!) },
    (index) => runJob(jobs[index]!, index, ofJobs, emit),
  )
    .catch((error: unknown) => {
      failure = error ?? new Error('a job failed without saying why');
    })
    .finally(() => {
      isDone = true;
      wake();
    });
  try {
    for (;;) {
      while (queue.length > 0) {
        const events = queue;
        queue = [];
        yield events;
      }
      if (isDone) break;
      // What is to be sent next goes first: who reads the events has time until the event loop has gone round.
      await new Promise<void>((resolve) => {
        wake = () => {
          wake = nothing;
          setImmediate(resolve);
        };
      });
    }
  } finally {
    left.abort();
    await ended;
  }
  if (failure !== undefined) throw failure;
  yield [
    {
      type: 'run-finished',
      durationMs: Math.round(options.clock.elapsedMs() - started),
      interrupted: options.interrupt.aborted,
      ...addCut(options),
    },
  ];
}
