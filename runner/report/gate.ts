import type { SpecResult } from '../run/events.ts';
import type { Report } from './fold.ts';

/** What a run has to meet. A rule that is not set is not asked. */
export type GateRules = {
  /** No spec that was verified may end as anything but passed or skipped. */
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
  report: Report,
  rules: GateRules,
  { nowMs, coverage, changed }: GateInput,
): readonly string[] {
  const broken = report.specs.filter(({ verdict }) => verdict !== 'passed' && verdict !== 'skipped');
  const lines: string[] = [];
  if (rules.regressions)
    lines.push(
      ...broken.filter(({ status }) => status === 'verified' || status === 'failed').map(sayRegression),
    );
  if (rules.maxFailures !== undefined && broken.length > rules.maxFailures)
    lines.push(`max failures: at most ${rules.maxFailures} allowed, ${broken.length} did not pass`);
  if (rules.maxAgeMs !== undefined)
    lines.push(...report.specs.flatMap((spec) => sayAge(spec, rules.maxAgeMs!, nowMs, changed)));
  for (const [what, percent] of Object.entries(rules.coverage)) {
    const found = coverage[what];
    if (found === undefined) lines.push(`coverage: ${what} could not be measured, ${percent} % is asked for`);
    else if (found < percent)
      lines.push(`coverage: ${found.toFixed(1)} % of ${what}, ${percent} % is asked for`);
  }
  if (!rules.flaky)
    for (const { file } of report.specs.filter((spec) => spec.flaky))
      lines.push(`flaky: ${file} passed only after a retry`);
  if (!rules.expiredKnownIssues)
    for (const spec of report.specs)
      for (const step of spec.steps)
        for (const check of step.checks)
          if (check.knownUntil !== undefined)
            lines.push(
              `expired known issue: ${spec.file}:${check.line} ${check.name}, until ${check.knownUntil}`,
            );
  if (report.interrupted) lines.push('the run was stopped before its end');
  return lines;
}

function sayRegression(spec: SpecResult): string {
  const check = spec.steps
    .find((step) => step.id === spec.decidedBy)
    ?.checks.find(
      ({ outcome, severity }) => outcome !== 'passed' && outcome !== 'known' && severity === 'error',
    );
  const line = check?.line ?? spec.diagnostics.find(({ severity }) => severity === 'error')?.line;
  const since = spec.trend === undefined || spec.trend.state === 'new' ? '' : `, since ${spec.trend.since}`;
  const was =
    spec.status === 'verified'
      ? `verified${spec.verifiedAt === undefined ? '' : ` ${spec.verifiedAt}`}`
      : 'failed before';
  return `regression: ${spec.file}${line === undefined ? '' : `:${line}`} ${spec.verdict} (${was}${since}): ${spec.reason ?? ''}`;
}

function sayAge(
  spec: SpecResult,
  maxAgeMs: number,
  nowMs: number,
  changed: ReadonlySet<string>,
): readonly string[] {
  if (spec.verdict === 'passed' || spec.status === 'pending' || spec.status === 'skipped') return [];
  const days = Math.round(maxAgeMs / 86_400_000);
  if (changed.has(spec.file)) return [`max age: ${spec.file} has other steps than those last proven`];
  const verified = Date.parse(spec.verifiedAt ?? '');
  if (Number.isNaN(verified)) return [`max age: ${spec.file} was never proven`];
  const ageDays = Math.floor((nowMs - verified) / 86_400_000);
  return nowMs - verified > maxAgeMs
    ? [`max age: ${spec.file} was last proven ${ageDays} days ago, ${days} are allowed`]
    : [];
}
