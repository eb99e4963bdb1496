import { ReportFold } from '../../report/fold.ts';
import { jsonOfSpec } from '../../report/writers/json.ts';
import { type CompactResult, createCompactor } from '../../report/compact.ts';
import { isKept } from '../../report/shard-file.ts';
import type { RunEvent, SpecResult } from '../../run/events.ts';
import { hasBytes } from '../../run/secrets/binary.ts';
import { redactorOf } from '../../run/secrets/redactor.ts';
import { redactResult } from '../../run/secrets/redact-event.ts';
import { type RunFlags, writesBack } from '../run-flags.ts';
import type { Host } from '../host.ts';
import { type SpoolPlace, textOfBytes } from '../../workspace/spool.ts';
import type { Folded } from '../../report/report.ts';
import type { Prepared } from '../prepared.ts';
import { type KeptResults, keptResults } from './kept-results.ts';
import { RunFold } from './run-report.ts';
import { VerdictWriter } from './verdict-writer.ts';

/** The outcome of a run's events. */
export type Collected = {
  readonly report: Folded<CompactResult>;
  readonly results: KeptResults;
  /** The events that a shard passes on. */
  readonly events: Iterable<RunEvent>;
  /** Other notes that could not be written into documents, and why. */
  readonly notes: readonly string[];
  /** Verdicts that could not be written into documents, and why. */
  readonly unwritten: readonly string[];
};

type Finished = Extract<RunEvent, { readonly type: 'spec-finished' }>;

/** Consumes the events of a run: folds them, keeps the results, and has each verdict written into its document. */
export class Collector {
  readonly #prepared: Prepared;
  readonly #flags: RunFlags;
  readonly #host: Host;
  readonly #fold: RunFold<CompactResult>;
  readonly #writer: VerdictWriter | undefined;
  readonly #places: SpoolPlace[] = [];
  /** The number of known secrets when each result was stored. */
  readonly #generations: number[] = [];
  /** Results are read from the spool. */
  readonly #events: (Exclude<RunEvent, Finished> | Omit<Finished, 'result'>)[] = [];
  /** Why verdicts could not be written, with the number of their results. */
  readonly #unwritten: (readonly [nth: number, note: string])[] = [];
  #finished = 0;
  #beingWritten = 0;
  #allWritten = (): void => undefined;

  constructor(prepared: Prepared, flags: RunFlags, host: Host) {
    this.#prepared = prepared;
    this.#flags = flags;
    this.#host = host;
    this.#fold = new RunFold(prepared, host.redactor, new ReportFold<CompactResult>(createCompactor()));
    if (writesBack(flags)) this.#writer = new VerdictWriter(prepared, host);
  }

  add(event: RunEvent): void {
    if (this.#flags.shard !== undefined && isKept(event))
      this.#events.push(event.type === 'spec-finished' ? { type: event.type, index: event.index } : event);
    if (event.type === 'spec-finished') this.#finish(event.index, event.result);
    else this.#fold.add(event);
  }

  #finish(index: number, plain: SpecResult): void {
    const result = this.#fold.finish(index, plain);
    this.#places[index] = this.#prepared.spool.put(jsonOfSpec(result));
    this.#generations[index] = this.#host.redactor.generation();
    if (this.#writer !== undefined) void this.#write(this.#writer, result);
  }

  /** Not awaited before the end of the run, and counted: ten thousand promises would take memory. */
  async #write(writer: VerdictWriter, result: SpecResult): Promise<void> {
    const nth = this.#finished++;
    this.#beingWritten++;
    const note = await writer.add(result);
    if (note !== undefined) this.#unwritten.push([nth, note]);
    if (--this.#beingWritten === 0) this.#allWritten();
  }

  /** Call it when the run is over; waits for the documents. */
  async end(timesShared: (file: string) => number): Promise<Collected> {
    if (this.#beingWritten > 0)
      await new Promise<void>((resolve) => {
        this.#allWritten = resolve;
      });
    const unwritten = this.#unwritten.toSorted(([a], [b]) => a - b).map(([, note]) => note);
    const notes = (await this.#writer?.addReuses(timesShared)) ?? [];
    const report = this.#fold.report;
    return { report, results: this.#results(), events: this.#eventsOfShard(), notes, unwritten };
  }

  *#eventsOfShard(): Generator<RunEvent> {
    for (const event of this.#events) {
      if (event.type !== 'spec-finished') yield event;
      else {
        // The merge compares with earlier runs itself.
        const { trend: _trend, ...result } = JSON.parse(
          textOfBytes(this.#bytesOf(event.index)),
        ) as SpecResult;
        yield { ...event, result };
      }
    }
  }

  /** Specs that did not run leave gaps. */
  #results(): KeptResults {
    const reached = [...this.#places.keys()].filter((index) => this.#places[index] !== undefined);
    const total = reached.reduce((sum, index) => sum + this.#places[index]!.bytes, 0);
    return keptResults(reached, (index) => this.#bytesOf(index), total);
  }

  /** The JSON of a result, without secrets; valid until the next is requested. */
  #bytesOf(index: number): Uint8Array {
    const bytes = this.#prepared.spool.bytes(this.#places[index]!);
    return this.#generations[index] === this.#host.redactor.generation() ? bytes : this.#shownBytes(bytes);
  }

  #shownBytes(bytes: Uint8Array): Uint8Array {
    const text = textOfBytes(bytes);
    if (!this.#host.redactor.isIn(text) && !hasBytes(text)) return bytes;
    const result = JSON.parse(text) as SpecResult;
    return Buffer.from(jsonOfSpec(redactResult(result, redactorOf(result, this.#host.redactor))));
  }
}
