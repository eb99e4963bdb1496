import type { CutBy, RunEvent, SpecResult, StepResult } from '../run/events.ts';
import type { Folded, Summary } from './report.ts';

/** What every report knows of a spec, however little it keeps. */
type Counted = Pick<SpecResult, 'verdict' | 'environment'>;
type Keep<Kept> = (result: SpecResult) => Kept;

/**
 * Folds events into a report, available at any time; unfinished specs are not in it. `keep` reduces each result; without it,
 * all is kept.
 */
export class ReportFold<Kept extends Counted = SpecResult> {
  #startedAt = '';
  #seed = '';
  #durationMs = 0;
  #interrupted = false;
  #cutBy: CutBy | undefined;
  readonly #specs: (Kept | undefined)[] = [];
  readonly #keep: Keep<Kept>;

  constructor(...[keep]: SpecResult extends Kept ? [keep?: Keep<Kept>] : [keep: Keep<Kept>]) {
    // `keep` may be omitted only if `Kept` is the whole result.
    this.#keep = keep ?? ((result) => result as unknown as Kept);
  }

  add(event: RunEvent): void {
    switch (event.type) {
      case 'run-started':
        this.#startedAt = event.startedAt;
        this.#seed = event.seed;
        return;
      case 'spec-finished':
        this.#specs[event.index] = this.#keep(event.result);
        return;
      case 'run-finished':
        this.#durationMs = event.durationMs;
        this.#interrupted = event.interrupted;
        this.#cutBy = event.cutBy;
        return;
      case 'spec-started':
      case 'step-finished':
        return;
    }
  }

  get report(): Folded<Kept> {
    const specs = this.#specs.filter((spec) => spec !== undefined);
    const environments = [...new Set(specs.map((spec) => spec.environment).filter((name) => name !== null))];
    return {
      version: 1,
      environment: environments.join(', '),
      startedAt: this.#startedAt,
      durationMs: Math.round(this.#durationMs),
      seed: this.#seed,
      interrupted: this.#interrupted,
      ...(this.#cutBy !== undefined && { cutBy: this.#cutBy }),
      summary: countVerdicts(specs),
      specs,
    };
  }
}

/** How many requests were sent for these specs: each attempt, poll and redirect, without those for tokens. */
export const countRequests = (
  specs: readonly { readonly steps: readonly Pick<StepResult, 'attempts' | 'requests'>[] }[],
): number =>
  specs.reduce(
    (sum, { steps }) => steps.reduce((inSpec, { attempts, requests = attempts }) => inSpec + requests, sum),
    0,
  );

export function countVerdicts(specs: readonly Pick<SpecResult, 'verdict'>[]): Summary {
  const summary = { total: specs.length, passed: 0, failed: 0, blocked: 0, errored: 0, skipped: 0 };
  for (const spec of specs) summary[spec.verdict]++;
  return summary;
}
