import type { Summary } from '../report/fold.ts';

/** What the process says to whoever started it. */
export const EXIT = {
  passed: 0,
  failed: 1,
  unknown: 2,
  usage: 3,
  nothingSelected: 4,
  gate: 5,
  interrupted: 130,
} as const;

/** The one place that decides the exit code of a run. */
export function exitCodeOf(
  summary: Summary,
  run: { readonly interrupted: boolean; readonly hasNoEnvironment: boolean; readonly isGateMet: boolean },
): number {
  if (run.interrupted) return EXIT.interrupted;
  if (run.hasNoEnvironment) return EXIT.usage;
  if (summary.total === 0) return EXIT.nothingSelected;
  if (summary.failed > 0) return EXIT.failed;
  if (summary.blocked + summary.errored > 0) return EXIT.unknown;
  return run.isGateMet ? EXIT.passed : EXIT.gate;
}
