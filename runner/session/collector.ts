import { ReportFold } from '../report/fold.ts';
import { createTrends } from '../report/history.ts';
import { jsonOfSpec } from '../report/writers/json.ts';
import { createCompactor, isPassedSummary, type LeanSpec, type CompactResult } from '../report/compact.ts';
import { isKept } from '../report/shard-file.ts';
import type { RunEvent, SpecResult } from '../run/events.ts';
import { type Redactor, redactorOf } from '../run/secrets/redactor.ts';
import { redactResult } from '../run/secrets/redact-event.ts';
import { type RunFlags, writesBack } from './run-flags.ts';
import type { Host } from './host.ts';
import { type SpoolPlace, textOfBytes } from '../workspace/spool.ts';
import type { Folded } from '../report/report.ts';
import type { Prepared } from './prepared.ts';

/** What the events of a run come to. */
export type Collected = {
  readonly report: Folded<CompactResult>;
  /** Gives the results as `report.json` has them, in the order of the plan; each lasts until the next is asked for. */
  readonly results: () => Iterable<Uint8Array>;
  /** What a shard passes on. */
  readonly events: readonly RunEvent[];
  /** What else could not be noted in documents, and why. */
  readonly notes: readonly string[];
  /** Verdicts that could not be written into documents, and why. */
  readonly unwritten: readonly string[];
};

/** Takes the events of a run: adds them up, keeps the results, and has each verdict written into its document. */
export class Collector {
  readonly #prepared: Prepared;
  readonly #flags: RunFlags;
  readonly #host: Host;
  readonly #fold = new ReportFold<CompactResult>(createCompactor());
  readonly #withTrend: ReturnType<typeof createTrends>;
  /** How often each file is run. */
  readonly #runs = new Map<string, number>();
  readonly #places: SpoolPlace[] = [];
  /** How many secrets were known when each was put there. */
  readonly #generations: number[] = [];
  readonly #events: RunEvent[] = [];
  readonly #writing: Promise<string | undefined>[] = [];
  #startedAt = '';

  constructor(prepared: Prepared, flags: RunFlags, host: Host) {
    this.#prepared = prepared;
    this.#flags = flags;
    this.#host = host;
    // A mistake in the call makes no spec worse than it was.
    this.#withTrend =
      prepared.environments.length === 0 ? (spec) => spec : createTrends(prepared.storedHistory.history);
    for (const { summary } of prepared.jobs)
      this.#runs.set(summary.path, (this.#runs.get(summary.path) ?? 0) + 1);
  }

  add(event: RunEvent): void {
    if (this.#flags.shard !== undefined && isKept(event)) this.#events.push(event);
    if (event.type === 'run-started') this.#startedAt = event.startedAt;
    if (event.type === 'spec-finished') this.#finish(event.index, event.result);
    else this.#fold.add(event);
  }

  #finish(index: number, plain: SpecResult): void {
    const { spool, jobs } = this.#prepared;
    const result = this.#withTrend(plain, this.#startedAt);
    this.#fold.add({ type: 'spec-finished', index, result });
    this.#places[index] = spool.put(jsonOfSpec(result));
    this.#generations[index] = this.#host.redactor.generation();
    if (!writesBack(this.#flags)) return;
    const spec = jobs[index]!.summary.read();
    const writing = this.#prepared.proofStore.add(spec, result, this.#runs.get(result.file)!, this.#host);
    // Nothing waits for it before the run is over, and what is thrown until then would end the process.
    this.#writing.push(writing.catch((error: unknown) => `${result.file}: not updated: ${String(error)}`));
  }

  /** To be called when the run is over; waits for the documents. */
  async end(timesShared: (file: string) => number): Promise<Collected> {
    const unwritten = (await Promise.all(this.#writing)).filter((note) => note !== undefined);
    const { proofStore, jobs } = this.#prepared;
    const summaries = jobs.map(({ summary }) => summary);
    const notes = writesBack(this.#flags)
      ? await proofStore.addReuses(summaries, timesShared, this.#host)
      : [];
    const { report } = this.#fold;
    const specs = report.specs.map((spec) =>
      isPassedSummary(spec) ? spec : shownResult(spec, this.#host.redactor),
    );
    const events = this.#events.map((event) =>
      event.type === 'spec-finished'
        ? { ...event, result: shownResult(event.result, this.#host.redactor) }
        : event,
    );
    return { report: { ...report, specs }, results: () => this.#results(), events, notes, unwritten };
  }

  /** Specs that were not reached leave gaps. */
  *#results(): Generator<Uint8Array> {
    const now = this.#host.redactor.generation();
    for (const [index, place] of this.#places.entries()) {
      if (place === undefined) continue;
      const bytes = this.#prepared.spool.bytes(place);
      yield this.#generations[index] === now ? bytes : this.#shownBytes(bytes);
    }
  }

  #shownBytes(bytes: Uint8Array): Uint8Array {
    const text = textOfBytes(bytes);
    if (!this.#host.redactor.isIn(text)) return bytes;
    const result = JSON.parse(text) as SpecResult;
    return Buffer.from(jsonOfSpec(redactResult(result, redactorOf(result, this.#host.redactor))));
  }
}

/** A result without what has become a secret since. */
export function shownResult<T extends Partial<SpecResult> | LeanSpec>(result: T, known: Redactor): T {
  const redactor = redactorOf(result, known);
  return redactor.isIn(JSON.stringify(result))
    ? (redactResult(result as Partial<SpecResult>, redactor) as T)
    : result;
}
