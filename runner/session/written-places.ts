import type { RunEvent, SpecResult } from '../run/events.ts';
import { lineBefore, mayMoveLines, moveLines, type Shift, shiftOf } from '../writeback/written-lines.ts';
import type { Host } from './host.ts';
import type { Prepared } from './prepared.ts';

/** The places in documents as a run leaves them, where it writes verdicts above them. */
export class WrittenPlaces {
  readonly #prepared: Pick<Prepared, 'jobs' | 'proofStore'>;
  readonly #host: Pick<Host, 'clock'>;
  readonly #shifts = new Map<string, Shift>();

  constructor(prepared: Pick<Prepared, 'jobs' | 'proofStore'>, host: Pick<Host, 'clock'>) {
    this.#prepared = prepared;
    this.#host = host;
  }

  /** Events whose results name the places as they are after the verdicts were written. */
  async *place(turns: AsyncIterable<readonly RunEvent[]>): AsyncGenerator<readonly RunEvent[]> {
    for await (const events of turns)
      yield events.map((event) =>
        event.type === 'spec-finished'
          ? { ...event, result: this.#placed(event.index, event.result) }
          : event,
      );
  }

  /** The line of a document as it was read; undefined for one that the run has added. */
  lineBefore(file: string, line: number): number | undefined {
    const shift = this.#shifts.get(file);
    return shift === undefined ? line : lineBefore(line, shift);
  }

  #placed(index: number, result: SpecResult): SpecResult {
    if (!hasPlaces(result)) return result;
    const spec = this.#prepared.jobs[index]!.card.read();
    if (!mayMoveLines(spec)) return result;
    const outcome = this.#prepared.proofStore.writeBack(spec, result.verdict, this.#host);
    const shift = shiftOf(spec.source.text, outcome);
    if (shift === undefined) return result;
    this.#shifts.set(result.file, shift);
    return moveLines(result, shift);
  }
}

/** Of what passed, only warnings have places; with other rows, it is not known yet what will be written. */
const hasPlaces = ({ verdict, row, turn, warnings, diagnostics }: SpecResult): boolean =>
  verdict === 'failed' ||
  (verdict === 'passed' &&
    row === undefined &&
    turn === undefined &&
    warnings.length + diagnostics.length > 0);
