import type { Folded } from '../report/fold.ts';
import type { Outline } from '../report/outline.ts';

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

/** What a run came to. */
export type Conclusion = {
  readonly report: Folded<Outline>;
  /** What keeps the gate shut; undefined when no gate was asked for. */
  readonly gateLines: readonly string[] | undefined;
  readonly failOnFlaky: boolean;
  readonly hasNoEnvironment: boolean;
};

/** The one place that decides the exit code of a run. A gate, where one is asked for, decides instead of the counts. */
export function exitCodeOf({ report, gateLines, failOnFlaky, hasNoEnvironment }: Conclusion): number {
  const { summary, interrupted, specs } = report;
  if (interrupted) return EXIT.interrupted;
  if (hasNoEnvironment) return EXIT.usage;
  if (summary.total === 0) return EXIT.nothingSelected;
  const isFlaky = failOnFlaky && specs.some((spec) => spec.flaky);
  if (gateLines !== undefined) return gateLines.length > 0 || isFlaky ? EXIT.gate : EXIT.passed;
  if (summary.failed > 0) return EXIT.failed;
  if (summary.blocked + summary.errored > 0) return EXIT.unknown;
  return isFlaky ? EXIT.gate : EXIT.passed;
}
