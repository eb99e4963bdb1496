import { firstPlace, isBroken, reasonOf } from './findings.ts';
import type { CoverageSection, Folded } from './fold.ts';
import { type LeanSpec, type Outline, withMore } from './outline.ts';
import { idOf } from './spec-name.ts';
import { count, formatDuration } from './text.ts';

/** What a run has to meet. A rule that is not set is not asked. */
export type GateRules = {
  /** No spec that was proven once, and is not pending again, may end as anything but passed or skipped. */
  readonly regressions: boolean;
  /** At most so many specs, verified before or not, that did not pass. */
  readonly maxFailures?: number;
  /** The proof of every spec that is not pending or skipped is at most so old, in milliseconds. */
  readonly maxAgeMs?: number;
  /** Percent, by what is covered: `operations`, `statuses`, `tokens`. */
  readonly coverage: Readonly<Record<string, number>>;
  /** Whether a spec may pass only after a retry. */
  readonly flaky: boolean;
  /** Whether a failure may be a known issue whose day has passed. */
  readonly expiredKnownIssues: boolean;
};

export const defaultGate: GateRules = {
  regressions: true,
  coverage: {},
  flaky: true,
  expiredKnownIssues: false,
};

export type GateInput = {
  readonly nowMs: number;
  /** Percent covered, by what; empty when coverage was not measured. */
  readonly coverage: Readonly<Record<string, number>>;
  /** Files whose steps are others than those last proven. */
  readonly changed: ReadonlySet<string>;
};

/** One line for each thing that keeps the gate shut; none means it is open. */
export function holdGate(
  report: Folded<Outline>,
  rules: GateRules,
  { nowMs, coverage, changed }: GateInput,
): readonly string[] {
  const specs = withMore(report.specs);
  const broken = specs.filter(({ verdict }) => isBroken(verdict));
  return [
    ...(rules.regressions ? broken.filter(wasProven).map(sayRegression) : []),
    ...(rules.maxFailures !== undefined && broken.length > rules.maxFailures
      ? [`max failures: at most ${rules.maxFailures} allowed, ${broken.length} did not pass`]
      : []),
    ...(rules.maxAgeMs === undefined
      ? []
      : specs.flatMap((spec) => sayAge(spec, rules.maxAgeMs!, nowMs, changed))),
    ...Object.entries(rules.coverage).flatMap(([what, percent]) =>
      sayCoverage(what, percent, coverage[what]),
    ),
    ...(rules.flaky ? [] : report.specs.filter(({ flaky }) => flaky).map(sayFlaky)),
    ...(rules.expiredKnownIssues ? [] : specs.flatMap(sayExpired)),
    ...(report.interrupted ? ['the run was stopped before its end'] : []),
  ];
}

/** A failure that was written into a document leaves the day of its last proof there. */
const wasProven = ({ status, verifiedAt }: LeanSpec): boolean =>
  status === 'verified' || (status === 'failed' && verifiedAt !== undefined);

function sayRegression(spec: LeanSpec): string {
  const { verifiedAt, trend, verdict, status } = spec;
  const { file, line } = firstPlace(spec);
  const place = file === spec.file ? `${idOf(spec)}:${line}` : `${idOf(spec)} (${file}:${line})`;
  const proven = verifiedAt === undefined ? status : `last proven ${verifiedAt}`;
  const since = trend === undefined || trend.state === 'new' ? '' : `, failing since ${trend.since}`;
  return `regression: ${place} ${verdict} (${proven}${since}): ${reasonOf(spec)}`;
}

function sayAge(
  spec: LeanSpec,
  maxAgeMs: number,
  nowMs: number,
  changed: ReadonlySet<string>,
): readonly string[] {
  if (spec.verdict === 'passed' || spec.status === 'pending' || spec.status === 'skipped') return [];
  if (changed.has(spec.file)) return [`max age: ${idOf(spec)} has other steps than those last proven`];
  const verified = Date.parse(spec.verifiedAt ?? '');
  if (Number.isNaN(verified)) return [`max age: ${idOf(spec)} was never proven`];
  return nowMs - verified > maxAgeMs
    ? [
        `max age: ${idOf(spec)} was last proven ${sayTime(nowMs - verified)} ago, ${sayTime(maxAgeMs)} are allowed`,
      ]
    : [];
}

/** In the largest unit that does not make it look younger than it is. */
function sayTime(ms: number): string {
  if (ms >= 2 * 86_400_000) return count(Math.floor(ms / 86_400_000), 'day');
  return ms >= 2 * 3_600_000 ? count(Math.floor(ms / 3_600_000), 'hour') : formatDuration(ms);
}

function sayCoverage(what: string, percent: number, found: number | undefined): readonly string[] {
  if (found === undefined) return [`coverage: ${what} could not be measured, ${percent} % is asked for`];
  // Rounded down, so that 59.96 does not look like 60.
  return found < percent
    ? [`coverage: ${(Math.floor(found * 10) / 10).toFixed(1)} % of ${what}, ${percent} % is asked for`]
    : [];
}

const sayFlaky = (spec: Outline): string => `flaky: ${idOf(spec)} passed only after a retry`;

const sayExpired = (spec: LeanSpec): readonly string[] =>
  spec.steps.flatMap((step) =>
    step.checks
      .filter(({ knownUntil }) => knownUntil !== undefined)
      .map(
        ({ name, line, knownUntil }) =>
          `expired known issue: ${idOf(spec)}:${line} ${name}, forgiven until ${knownUntil}`,
      ),
  );

/** The percentages of a coverage section; what cannot be measured is not there. */
export function percentagesOf(coverage: CoverageSection | undefined): Readonly<Record<string, number>> {
  if (coverage === undefined) return {};
  const measured = Object.entries(coverage.total).filter(([, { total }]) => total > 0);
  return Object.fromEntries(measured.map(([what, { covered, total }]) => [what, (covered / total) * 100]));
}
