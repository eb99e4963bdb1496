import type { LoadedContract } from '../load-contract.ts';
import { type CompactResult, isPassedSummary, type LeanSpec } from '../../report/compact.ts';
import { conclusionOf } from '../../report/conclusion.ts';
import type { Extras } from '../../report/extras.ts';
import type { ReportFold } from '../../report/fold.ts';
import type { GateDecision } from '../../report/gate-rules.ts';
import { decideGate, leftOutOf, percentagesOf } from '../../report/gate.ts';
import { lastRuns } from '../../report/history.ts';
import { createTrends } from '../../report/history/trend.ts';
import { proofOf } from '../../report/proof.ts';
import type { Conclusion, Folded } from '../../report/report.ts';
import type { Spec } from '../../language/parse.ts';
import type { RunEvent, SpecResult } from '../../run/events.ts';
import { hasBytes } from '../../run/secrets/binary.ts';
import { redactResult } from '../../run/secrets/redact-event.ts';
import { type Redactor, redactorOf } from '../../run/secrets/redactor.ts';
import type { Host } from '../host.ts';
import type { Prepared } from '../prepared.ts';

/**
 * Folds the events of a run into its report: adds the comparison with earlier runs to each result, and redacts by all secrets
 * known by then. The given fold decides how much of a result is kept.
 */
export class RunFold<Kept extends CompactResult> {
  readonly #fold: ReportFold<Kept>;
  readonly #redactor: Redactor;
  readonly #withTrend: ReturnType<typeof createTrends>;
  #startedAt = '';

  constructor(
    { environments, storedHistory }: Pick<Prepared, 'environments' | 'storedHistory'>,
    redactor: Redactor,
    fold: ReportFold<Kept>,
  ) {
    this.#fold = fold;
    this.#redactor = redactor;
    // After a usage error, no spec counts as worse than before.
    this.#withTrend = environments.length === 0 ? (spec) => spec : createTrends(storedHistory.history);
  }

  add(event: RunEvent): void {
    if (event.type === 'run-started') this.#startedAt = event.startedAt;
    if (event.type === 'spec-finished') this.finish(event.index, event.result);
    else this.#fold.add(event);
  }

  /** Adds a result, and gives it as reports have it. */
  finish(index: number, plain: SpecResult): SpecResult {
    const result = this.#withTrend(plain, this.#startedAt);
    this.#fold.add({ type: 'spec-finished', index, result });
    return result;
  }

  get report(): Folded<Kept> {
    const { report } = this.#fold;
    const specs = report.specs.map((spec) =>
      isPassedSummary(spec) ? spec : (shownResult(spec, this.#redactor) as Kept),
    );
    return { ...report, specs };
  }
}

/** Adds the coverage of API documents and the conclusion to a report. */
export function completeReport<Kept extends CompactResult>(
  prepared: Prepared,
  report: Folded<Kept>,
  documents: LoadedContract | undefined,
): Folded<Kept> & { readonly conclusion: Conclusion } {
  const coverage = documents?.coverageOf(report);
  const { sentPart, shard } = prepared;
  const found = {
    ...report,
    ...(sentPart !== undefined && { part: sentPart }),
    ...(shard !== undefined && { shard: shard.shard }),
    ...(coverage !== undefined && { coverage }),
  };
  return { ...found, conclusion: conclusionIn(prepared, found) };
}

/** The inputs of renderers besides a report. */
export function extrasFor(
  { jobs }: Pick<Prepared, 'jobs'>,
  redactor: Redactor,
  version: string,
): Required<Extras> {
  const summaries = new Map(jobs.map(({ summary }) => [summary.path, summary]));
  return { version, specOf: (file) => shownSpec(summaries.get(file)?.read(), redactor) };
}

/** The conclusion of a run without its gate, compared with earlier runs. */
function conclusionIn(prepared: Prepared, found: Folded<CompactResult>): Conclusion {
  const { environments, storedHistory } = prepared;
  const runs = environments.length === 0 ? undefined : lastRuns(storedHistory.history, found);
  return conclusionOf(found, leftOutOf(found, prepared), runs);
}

/** Sentences about lost data that keeps the gate closed: of earlier runs, and of this one. */
export const lostIn = (
  { storedHistory, proofStore, displaced }: Prepared,
  ofThisRun: readonly string[],
  historyProblem: string | undefined = storedHistory.problem,
): readonly string[] => [
  ...[historyProblem, proofStore.problem].filter((problem) => problem !== undefined),
  ...displaced.map((file) => `${file} was proven, and what lies there now is not read as a spec`),
  ...new Set(ofThisRun),
];

/** The gate's decision; undefined without a gate, and for a shard, which knows only a part. */
export function gateFor(
  { gate, shard, proofs, unselected, vanished }: Prepared,
  report: Folded<CompactResult>,
  known: {
    readonly changed: ReadonlySet<string>;
    readonly lost: readonly string[];
    readonly hasNoEnvironment: boolean;
  },
  { clock }: Host,
): GateDecision | undefined {
  if (gate === undefined || shard !== undefined) return undefined;
  const nowMs = clock.nowMs();
  return decideGate(report, gate.rules, {
    ...known,
    nowMs,
    coverage: percentagesOf(report.coverage),
    proofOf: (spec) => proofOf(spec, proofs(), nowMs),
    unselected,
    vanished,
  });
}

/** A result redacted by all secrets known by now. */
function shownResult<T extends Partial<SpecResult> | LeanSpec>(result: T, known: Redactor): T {
  const redactor = redactorOf(result, known);
  const json = JSON.stringify(result);
  return redactor.isIn(json) || hasBytes(json)
    ? (redactResult(result as Partial<SpecResult>, redactor) as T)
    : result;
}

/** A spec as reports may show it. */
const shownSpec = (spec: Spec | undefined, redactor: Redactor): Spec | undefined =>
  spec && {
    ...spec,
    source: {
      ...spec.source,
      text: redactor
        .text(spec.source.text)
        .split('\n')
        .map((line) => redactor.line(line))
        .join('\n'),
    },
    steps: redactor.json(spec.steps),
  };
