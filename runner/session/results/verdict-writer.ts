import type { SpecSummary } from '../../plan/spec-summary.ts';
import type { SpecResult } from '../../run/events.ts';
import type { Host } from '../host.ts';
import type { Prepared } from '../prepared.ts';

/** Writes the verdicts of a plan into its documents, each after the last run of the document. */
export class VerdictWriter {
  readonly #proofStore: Prepared['proofStore'];
  readonly #host: Pick<Host, 'cwd' | 'clock'>;
  readonly #documents = new Map<string, { readonly summary: SpecSummary; runs: number }>();

  constructor(
    { jobs, proofStore }: Pick<Prepared, 'jobs' | 'proofStore'>,
    host: Pick<Host, 'cwd' | 'clock'>,
  ) {
    this.#proofStore = proofStore;
    this.#host = host;
    for (const { summary } of jobs) {
      const document = this.#documents.get(summary.path);
      if (document === undefined) this.#documents.set(summary.path, { summary, runs: 1 });
      else document.runs++;
    }
  }

  /** Adds a result; a sentence says why its verdict was not written. */
  add(result: SpecResult): Promise<string | undefined> {
    const { file } = result;
    const document = this.#documents.get(file);
    if (document === undefined) return Promise.resolve(`${file}: not updated: it is not of this plan`);
    return this.#proofStore
      .add(document.summary.read(), result, document.runs, this.#host)
      .catch((error: unknown) => `${file}: not updated: ${String(error)}`);
  }

  /** Writes into the documents how often their steps served other specs; a sentence for each that could not be written. */
  addReuses(timesShared: (file: string) => number): Promise<readonly string[]> {
    const summaries = Array.from(this.#documents.values(), ({ summary }) => summary);
    return this.#proofStore.addReuses(summaries, timesShared, this.#host);
  }
}
