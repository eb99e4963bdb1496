import type { Spec } from '../language/parse.ts';
import type { RunEvent, SpecResult, Verdict } from '../run/events.ts';
import { isWritten, worseForDocument } from '../run/verdict-order.ts';
import { lineBefore, mayMoveLines, moveLines, type Shift, shiftOf } from '../writeback/written-lines.ts';
import type { Host } from './host.ts';
import type { Prepared } from './prepared.ts';

type Finished = Extract<RunEvent, { readonly type: 'spec-finished' }>;

/** A document with several rows or turns: its one verdict is written when all of them have finished. */
type Rows = {
  readonly open: number;
  readonly worst: Verdict;
  /** Results with places, held until the shift of lines is known. */
  readonly held: readonly Finished[];
  /** Too many results were held; places stay as they were read. */
  readonly isGivenUp: boolean;
};

/** The limit of held results of one document; each may have an answer of 20,000 characters. */
const MAX_HELD = 500;

/** Adjusts places in documents to the verdicts that the run writes above them. */
export class WrittenPlaces {
  readonly #prepared: Pick<Prepared, 'jobs' | 'proofStore'>;
  readonly #host: Pick<Host, 'clock'>;
  readonly #shifts = new Map<string, Shift>();
  readonly #rows = new Map<string, Rows>();

  constructor(prepared: Pick<Prepared, 'jobs' | 'proofStore'>, host: Pick<Host, 'clock'>) {
    this.#prepared = prepared;
    this.#host = host;
    const runs = new Map<string, number>();
    for (const { summary } of prepared.jobs) runs.set(summary.path, (runs.get(summary.path) ?? 0) + 1);
    for (const [file, open] of runs)
      if (open > 1) this.#rows.set(file, { open, worst: 'passed', held: [], isGivenUp: false });
  }

  /** Events whose places refer to the documents after the verdicts were written. */
  async *place(turns: AsyncIterable<readonly RunEvent[]>): AsyncGenerator<readonly RunEvent[]> {
    try {
      for await (const events of turns)
        yield events.flatMap((event) => {
          if (event.type === 'spec-finished') return this.#finish(event);
          return event.type === 'run-finished' ? [...this.#release(), event] : [event];
        });
    } catch (error) {
      yield this.#release();
      throw error;
    }
  }

  /** The line of a document as it was read; undefined for one that the run has added. */
  lineBefore(file: string, line: number): number | undefined {
    const shift = this.#shifts.get(file);
    return shift === undefined ? line : lineBefore(line, shift);
  }

  #finish(event: Finished): readonly RunEvent[] {
    const { file, verdict } = event.result;
    const rows = this.#rows.get(file);
    if (rows !== undefined) return this.#finishRow(event, rows);
    if (!hasPlaces(event.result) || !isWritten(verdict)) return [event];
    const shift = this.#shiftOf(this.#specOf(event), verdict);
    return [shift === undefined ? event : this.#moved(event, shift)];
  }

  #finishRow(event: Finished, rows: Rows): readonly RunEvent[] {
    const { file, verdict } = event.result;
    const open = rows.open - 1;
    const worst = worseForDocument(verdict, rows.worst);
    const isHeld = !rows.isGivenUp && hasPlaces(event.result) && mayMoveLines(this.#specOf(event));
    const held = isHeld ? [...rows.held, event] : rows.held;
    const isGivenUp = rows.isGivenUp || held.length > MAX_HELD;
    const isOver = open === 0 && !isGivenUp;
    const shift = isOver && held.length > 0 ? this.#shiftOf(this.#specOf(event), worst) : undefined;
    const isReleased = isOver || isGivenUp;
    this.#rows.set(file, { open, worst, held: isReleased ? [] : held, isGivenUp });
    return [
      ...(isReleased ? held.map((each) => (shift === undefined ? each : this.#moved(each, shift))) : []),
      ...(isHeld ? [] : [event]),
    ];
  }

  /** Releases held results at the end of the run, for documents whose other rows did not finish. */
  #release(): readonly RunEvent[] {
    const held = [...this.#rows.values()].flatMap((rows) => rows.held);
    this.#rows.clear();
    return held;
  }

  #specOf = ({ index }: Finished): Spec => this.#prepared.jobs[index]!.summary.read();

  #shiftOf(spec: Spec, verdict: Verdict): Shift | undefined {
    if (!mayMoveLines(spec)) return undefined;
    return shiftOf(spec.source.text, this.#prepared.proofStore.writeBack(spec, verdict, this.#host));
  }

  #moved(event: Finished, shift: Shift): Finished {
    this.#shifts.set(event.result.file, shift);
    return { ...event, result: moveLines(event.result, shift) };
  }
}

/** Of what passed, only warnings have places. */
const hasPlaces = ({ verdict, warnings, diagnostics }: SpecResult): boolean =>
  verdict !== 'passed' || warnings.length + diagnostics.length > 0;
