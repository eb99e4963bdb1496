import type { CutBy, RunEvent } from './events.ts';
import { type Job, runJob } from './job.ts';
import { createEventRedactor } from './secrets/redact-event.ts';
import { interleave } from './schedule.ts';
import type { RunOptions } from './run-options.ts';

const nothing = (): void => undefined;

/** The `concurrency` keys of a job: those of its spec and of its environment. */
export function concurrencyKeysOf({ summary, environment }: Job): readonly string[] {
  const { concurrency } = summary.metadata;
  return 'problems' in environment || environment.concurrency.length === 0
    ? concurrency
    : [...concurrency, ...environment.concurrency];
}

/** Runs a job while no other process runs one of the same keys. */
function withKeys(job: Job, { holdKeys, stop }: RunOptions, work: () => Promise<void>): Promise<void> {
  if (holdKeys === undefined) return work();
  const keys = concurrencyKeysOf(job);
  return keys.length === 0 ? work() : holdKeys(keys, stop).then((letGo) => work().finally(letGo));
}

function addCut({ cutBy }: RunOptions): { readonly cutBy?: CutBy } {
  const cut = cutBy?.();
  return cut === undefined ? {} : { cutBy: cut };
}

/**
 * Runs jobs, at most `jobs` at once and in their order, and yields events as they happen. A reader that stops reading stops the
 * run: nothing new starts, requests in flight end, and cleanup runs before the generator returns.
 */
export async function* run(jobs: readonly Job[], options: RunOptions): AsyncGenerator<RunEvent, void> {
  for await (const events of runInTurns(jobs, options)) yield* events;
}

/** `run`, with the events of one event-loop turn together: each turn of a generator costs as much as an event. */
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
      specs: jobs.map(({ summary }) => ({ file: summary.path, endpoint: summary.metadata.endpoint })),
    }),
  ];
  let isDone = false;
  let failure: unknown;
  const order = options.order ?? jobs.map((_, index) => index);
  const left = new AbortController();
  const ofJobs = { ...options, stop: AbortSignal.any([options.stop, left.signal]) };
  const ended = interleave(
    { atOnce: options.jobs, order, keysOf: (index) => concurrencyKeysOf(jobs[index]!) },
    (index) => withKeys(jobs[index]!, ofJobs, () => runJob(jobs[index]!, index, ofJobs, emit)),
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
      // Let the next requests start first: the reader of the events has time until the next event-loop turn.
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
