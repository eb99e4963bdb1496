import { NOT_STARTED, type Trend, VERDICTS } from '../run/events.ts';
import { type CompactResult, detailed, type LeanSpec } from './compact.ts';
import { firstPlace, reasonOf } from './findings.ts';
import { sayCauseAlone } from './conclusion.ts';
import { groupBy } from './group.ts';
import { causeKeyOf, rootCauses } from './root-causes.ts';
import { isBroken, worstOfRun } from '../run/verdict-order.ts';
import type { GateRules, GateDecision } from './gate-rules.ts';
import type { Proof } from './proof.ts';
import { mixedTurns } from './retries.ts';
import { idOf } from './spec-name.ts';
import { sayCut } from './text/incomplete.ts';
import { count, cut, formatDuration, sayMinute } from './text/text.ts';
import type { CoverageSection, Folded, Summary } from './report.ts';
export type GateInput = {
  readonly nowMs: number;
  /** Coverage in percent, by measure; empty if it was not measured. */
  readonly coverage: Readonly<Record<string, number>>;
  /** Files whose steps differ from those last proven. */
  readonly changed: ReadonlySet<string>;
  /** When and by what a spec was proven; undefined if never. */
  readonly proofOf: (spec: LeanSpec) => Proof | undefined;
  /** Sentences about reports and proofs that could not be written or read. */
  readonly lost: readonly string[];
  /** No spec has a usable environment. */
  readonly hasNoEnvironment: boolean;
  /** How many specs the selection left out. */
  readonly unselected: number;
  /** Proven specs whose files no longer exist. */
  readonly vanished: readonly string[];
};

/**
 * The one place that decides whether the gate is closed: by the results, and by everything that could not be read or written.
 */
export function decideGate(report: Folded<CompactResult>, rules: GateRules, input: GateInput): GateDecision {
  const lines = [...linesOfSpecs(report, rules, input), ...linesOfRun(report, input)];
  return {
    decision: lines.length === 0 ? 'open' : 'closed',
    lines,
    notJudged: [...leftOutOf(report, input), ...coverageOfPart(report, rules, input)],
  };
}

/** A report of which others could not be written; the gate closes for that. */
export function withMissing<Kept>(report: Folded<Kept>, missing: readonly string[]): Folded<Kept> {
  const { gate, conclusion } = report;
  const found = { ...report, missing };
  return {
    ...found,
    ...(gate !== undefined && { gate: closedBy(gate, missing) }),
    ...(conclusion !== undefined && {
      conclusion: {
        ...conclusion,
        verdict: worstOfRun(found),
        incomplete: [...(conclusion.incomplete ?? []), ...missing],
      },
    }),
  };
}

/** A decision with further reasons to close. */
const closedBy = (decision: GateDecision, lines: readonly string[]): GateDecision =>
  lines.length === 0
    ? decision
    : { ...decision, decision: 'closed', lines: [...decision.lines, ...lines.map(sayLost)] };

function linesOfSpecs(report: Folded<CompactResult>, rules: GateRules, input: GateInput): readonly string[] {
  const specs = detailed(report.specs);
  const broken = specs.filter(({ verdict }) => isBroken(verdict));
  const { coverage } = input;
  return [
    ...sayLostSpecs(specs, rules, input),
    ...(rules.maxFailures !== undefined && broken.length > rules.maxFailures
      ? [`max failures: at most ${rules.maxFailures} allowed, ${broken.length} did not pass`]
      : []),
    ...(rules.maxAgeMs === undefined ? [] : specs.flatMap((spec) => sayAge(spec, rules.maxAgeMs!, input))),
    ...Object.entries(rules.coverage).flatMap(([what, percent]) =>
      isOfPart(report, input) && coverage[what] !== undefined
        ? []
        : sayCoverage(what, percent, coverage[what]),
    ),
    ...(rules.flaky ? [] : report.specs.filter(({ flaky }) => flaky).map(sayFlaky)),
    ...(rules.flaky ? [] : mixedTurns(report.specs).map((line) => `flaky: ${line}`)),
    ...(rules.expiredKnownIssues ? [] : specs.flatMap(sayExpired)),
  ];
}

function linesOfRun(report: Folded<CompactResult>, { lost, hasNoEnvironment }: GateInput): readonly string[] {
  const { summary, specs } = report;
  const isAllLeftOut = detailed(specs).filter(isSkippedByStatus).length === summary.total;
  const cutLine = sayCut(report);
  return [
    ...(summary.passed === 0 && !isAllLeftOut ? [`nothing passed: ${sayCounts(summary)}`] : []),
    ...(hasNoEnvironment ? ['no environment: nothing could be sent'] : []),
    ...(cutLine === undefined ? [] : [cutLine]),
    ...lost.map(sayLost),
  ];
}

const isNotStarted = ({ reason }: LeanSpec): boolean => reason === NOT_STARTED;

const sayLost = (sentence: string): string => `not complete: ${sentence}`;

const sayCounts = (summary: Summary): string =>
  VERDICTS.filter((verdict) => summary[verdict] > 0)
    .map((verdict) => `${summary[verdict]} ${verdict}`)
    .join(', ');

/** Skipped by its document, and for no other reason. */
const isSkippedByStatus = ({ verdict, status }: LeanSpec): boolean =>
  verdict === 'skipped' && status === 'skipped';

const countReadOnly = (report: Folded<CompactResult>): number =>
  detailed(report.specs).filter(({ skippedBy }) => skippedBy === 'read-only').length;

/** What is not judged, although it belongs to the named specs. */
export function leftOutOf(
  report: Folded<CompactResult>,
  { unselected, vanished }: Pick<GateInput, 'unselected' | 'vanished'>,
): readonly string[] {
  const byReadOnly = countReadOnly(report);
  return [
    ...(unselected > 0 ? [`${count(unselected, 'spec')} left out by the selection`] : []),
    ...(byReadOnly > 0 ? [`${count(byReadOnly, 'spec')} left out by --read-only`] : []),
    ...(vanished.length > 0
      ? [
          `${count(vanished.length, 'proven spec')} no longer there (deleted or renamed): ${vanished.join(', ')}`,
        ]
      : []),
  ];
}

type Regression = { readonly spec: LeanSpec; readonly proof: Proof };

/** A line for each cause of proven specs that no longer pass, and for each spec that cannot be read, proven or not. */
function sayLostSpecs(
  specs: readonly LeanSpec[],
  rules: GateRules,
  { proofOf }: GateInput,
): readonly string[] {
  const regressions: Regression[] = [];
  const unreadable: LeanSpec[] = [];
  for (const spec of specs) {
    const isLost = isBroken(spec.verdict) || (spec.verdict === 'skipped' && !isLeftOut(spec));
    // Reported once for all of them, because the run was cut short.
    if (!isLost || spec.cut || isNotStarted(spec)) continue;
    const proof = rules.regressions ? proofOf(spec) : undefined;
    if (proof !== undefined) regressions.push({ spec, proof });
    else if (isUnreadable(spec)) unreadable.push(spec);
  }
  const byCause = groupBy(regressions, ({ spec }) => causeKeyOf(spec) ?? spec);
  return [
    ...[...byCause.values()].flatMap(sayRegressions),
    ...unreadable.map((spec) => `unreadable: ${placeIn(spec)}: ${reasonOf(spec)}`),
  ];
}

/** One line for the proven specs that a cause has broken: a line for each would hide the other causes. */
function sayRegressions(group: readonly Regression[]): readonly string[] {
  const [cause] = group.length === 1 ? [] : rootCauses(group.map(({ spec }) => spec));
  if (cause === undefined) return group.map(sayRegression);
  const { answer: _answer, ...shown } = cause;
  return [`regression: ${sayCauseAlone(shown)} (${sayProof(group[0]!)})`];
}

const isLeftOut = (spec: LeanSpec): boolean => isSkippedByStatus(spec) || spec.skippedBy === 'read-only';

/** Nothing is known because of its own document, not its environment. */
const isUnreadable = ({ verdict, diagnostics }: LeanSpec): boolean =>
  verdict === 'errored' &&
  diagnostics.some(
    ({ severity, file, rule }) => severity === 'error' && file === undefined && rule !== 'environment',
  );

function placeIn(spec: LeanSpec): string {
  const { file, line } = firstPlace(spec);
  return file === spec.file ? `${idOf(spec)}:${line}` : `${idOf(spec)} (${file}:${line})`;
}

/** A reason may quote two whole values, which would fill the screen of a phone. */
const SHOWN_REASON = 200;

const sayRegression = (lost: Regression): string =>
  `regression: ${placeIn(lost.spec)} ${lost.spec.verdict} (${sayProof(lost)}): ${cut(reasonOf(lost.spec), SHOWN_REASON)}`;

/** When a spec was proven, and since when it fails. */
function sayProof({ spec: { trend, verdict }, proof: { at, by } }: Regression): string {
  const proven =
    at !== undefined
      ? `last proven ${sayMinute(at)}`
      : by === 'document'
        ? 'verified'
        : `proven before, as ${by} knows`;
  const since =
    trend === undefined || trend.state === 'new' || verdict === 'skipped'
      ? ''
      : `, ${sayFailingSince(trend)}`;
  return `${proven}${since}`;
}

const sayFailingSince = ({ since, failingSince, atLeast }: Trend): string =>
  `failing since${atLeast ? ' at least' : ''} ${sayMinute(failingSince ?? since)}${failingSince === undefined ? '' : `, for this reason since ${sayMinute(since)}`}`;

function sayAge(spec: LeanSpec, maxAgeMs: number, { nowMs, changed, proofOf }: GateInput): readonly string[] {
  if (spec.verdict === 'passed' || isLeftOut(spec)) return [];
  const proof = proofOf(spec);
  if (proof === undefined && (spec.status === 'pending' || spec.status === 'skipped')) return [];
  if (changed.has(spec.file)) return [`max age: ${idOf(spec)} has other steps than those last proven`];
  const verified = Date.parse(proof?.at ?? '');
  if (proof !== undefined && Number.isNaN(verified))
    return [`max age: ${idOf(spec)} does not say when it was proven`];
  if (Number.isNaN(verified)) return [`max age: ${idOf(spec)} was never proven`];
  return nowMs - verified > maxAgeMs
    ? [
        `max age: ${idOf(spec)} was last proven ${sayTime(nowMs - verified)} ago, ${sayTime(maxAgeMs)} are allowed`,
      ]
    : [];
}

/** In the largest unit that does not understate the age. */
function sayTime(ms: number): string {
  if (ms >= 2 * 86_400_000) return count(Math.floor(ms / 86_400_000), 'day');
  return ms >= 2 * 3_600_000 ? count(Math.floor(ms / 3_600_000), 'hour') : formatDuration(ms);
}

function sayCoverage(what: string, percent: number, found: number | undefined): readonly string[] {
  if (found === undefined) return [`coverage: ${what} could not be measured, ${percent} % is asked for`];
  // Rounded down, so that 59.96 does not read as 60.
  return found < percent
    ? [`coverage: ${(Math.floor(found * 10) / 10).toFixed(1)} % of ${what}, ${percent} % is asked for`]
    : [];
}

/** Whether only a part of the named specs ran: it need not cover what the whole must. */
const isOfPart = (report: Folded<CompactResult>, { unselected }: Pick<GateInput, 'unselected'>): boolean =>
  unselected + countReadOnly(report) > 0;

/** The coverage rules that a part of the specs does not meet, and need not. */
const coverageOfPart = (
  report: Folded<CompactResult>,
  rules: GateRules,
  input: GateInput,
): readonly string[] =>
  isOfPart(report, input)
    ? Object.entries(rules.coverage).flatMap(([what, percent]) => {
        const found = input.coverage[what];
        return found === undefined
          ? []
          : sayCoverage(what, percent, found).map((line) => `${line}, and only a selection of the specs ran`);
      })
    : [];

const sayFlaky = (spec: CompactResult): string => `flaky: ${idOf(spec)} passed only after a retry`;

const sayExpired = (spec: LeanSpec): readonly string[] =>
  spec.steps.flatMap((step) =>
    step.checks
      .filter(({ knownUntil }) => knownUntil !== undefined)
      .map(
        ({ name, line, knownUntil }) =>
          `expired known issue: ${idOf(spec)}:${line} ${name}, forgiven until ${knownUntil}`,
      ),
  );

/** The percentages of a coverage section, without those that cannot be measured. */
export function percentagesOf(coverage: CoverageSection | undefined): Readonly<Record<string, number>> {
  // Without the operations of an unreadable document, the percentages would be too high.
  if (coverage === undefined || coverage.unread !== undefined) return {};
  const measured = Object.entries(coverage.total).filter(([, { total }]) => total > 0);
  return Object.fromEntries(measured.map(([what, { covered, total }]) => [what, (covered / total) * 100]));
}
