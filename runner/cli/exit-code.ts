import type { FinishedRun } from '../session/finished-run.ts';

/** The exit codes of the process. */
export const EXIT = {
  passed: 0,
  failed: 1,
  unknown: 2,
  usage: 3,
  nothingSelected: 4,
  gate: 5,
  interrupted: 130,
} as const;

/** The exit code of a command with missing results: a 0 would be wrong. */
export const atLeastUnknown = (code: number): number => (code === EXIT.passed ? EXIT.unknown : code);

/** The message for an unexpected exception. */
export const defectOf = (error: unknown): string =>
  `this is a defect of verify: ${String(error).split('\n', 1)[0]}`;

/** The one place that decides the exit code of a run. With a gate, its decision replaces the counts. */
export function exitCodeOf({
  report,
  failOnFlaky,
  hasNoEnvironment,
  hasIdleFault,
  isReportMissing,
}: FinishedRun): number {
  const { summary, interrupted, cutBy, specs, gate } = report;
  if (interrupted) return EXIT.interrupted;
  if (hasNoEnvironment || hasIdleFault) return EXIT.usage;
  if (summary.total === 0) return EXIT.nothingSelected;
  if (gate !== undefined) return gate.decision === 'open' ? EXIT.passed : EXIT.gate;
  if (summary.failed > 0) return EXIT.failed;
  if (summary.blocked + summary.errored > 0 || isReportMissing || cutBy !== undefined) return EXIT.unknown;
  return failOnFlaky && specs.some((spec) => spec.flaky) ? EXIT.gate : EXIT.passed;
}

/** The exit code of `--list` and `--dry-run`: that of a run, as far as it is known before the first request. */
export function exitCodeOfPlan({
  hasNoEnvironment,
  cannotRun,
}: {
  readonly hasNoEnvironment: boolean;
  /** How many specs would be errored. */
  readonly cannotRun: number;
}): number {
  if (hasNoEnvironment) return EXIT.usage;
  return cannotRun > 0 ? EXIT.unknown : EXIT.passed;
}
