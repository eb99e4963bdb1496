import { stepName } from '../language/step/step.ts';
import type { SpecResult } from '../run/events.ts';
import { isBroken } from '../run/verdict-order.ts';
import type { CompactResult } from './compact.ts';
import { groupBy } from './group.ts';
import { idOf } from './spec-name.ts';

/** An attempt of a step that the transport repeated. */
type Retried = {
  /** Whether there was a response, such as 503. */
  readonly isAnswered: boolean;
  readonly durationMs: number;
  readonly message: string;
};

/** All repeated attempts of a spec, in order. */
export const retriesOf = ({ steps }: SpecResult): readonly Retried[] =>
  steps.flatMap((step) =>
    step.retried.map((attempt): Retried => {
      const what = 'status' in attempt ? `answered ${attempt.status}` : attempt.error;
      const span = attempt.span === undefined ? '' : ` (span ${attempt.span})`;
      return {
        isAnswered: 'status' in attempt,
        durationMs: attempt.durationMs,
        message: `${stepName(step)}: ${what}${span}; tried again`,
      };
    }),
  );

/** The turns of each spec or row that passed in some of them and not in others. */
const mixedGroups = (specs: readonly CompactResult[]): readonly (readonly CompactResult[])[] => {
  const turns = specs.filter(
    (spec) => spec.turn !== undefined && spec.verdict !== 'skipped' && !('cut' in spec && spec.cut),
  );
  const groups = groupBy(turns, ({ file, row }) => JSON.stringify([file, row]));
  return [...groups.values()].filter(
    (group) =>
      group.some(({ verdict }) => verdict === 'passed') && group.some(({ verdict }) => isBroken(verdict)),
  );
};

/** Specs that passed in some turns of `--repeat` only: `specs/a.md (2 of 4 turns passed)`. */
export const mixedTurns = (specs: readonly CompactResult[]): readonly string[] =>
  mixedGroups(specs).map((group) => {
    const { turn: _turn, ...spec } = group[0]!;
    const passed = group.filter(({ verdict }) => verdict === 'passed').length;
    return `${idOf(spec)} (${passed} of ${group.length} turns passed)`;
  });

/** The passed results among such turns. */
export const flakyTurns = (specs: readonly CompactResult[]): ReadonlySet<CompactResult> =>
  new Set(mixedGroups(specs).flatMap((group) => group.filter(({ verdict }) => verdict === 'passed')));
