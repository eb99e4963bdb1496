import type { ShownResponse, SpecResult, StepResult } from '../run/events.ts';
import { mapRecord } from '../spec/records.ts';

type StepOutline = Pick<StepResult, 'verdict' | 'token' | 'operation' | 'attempts'> & {
  readonly response: Pick<ShownResponse, 'status'> | null;
  /** The names count, the values are left out. */
  readonly extracted: Readonly<Record<string, unknown>>;
};

/** A spec that passed, without what was sent, answered and checked. */
type PlainPass = Pick<
  SpecResult,
  'file' | 'row' | 'turn' | 'environment' | 'flaky' | 'durationMs' | 'trend'
> & { readonly verdict: 'passed'; readonly steps: readonly StepOutline[] };

/** What a run needs to remember of a spec once its result is in the report: all of it, unless it plainly passed. */
export type Outline = SpecResult | PlainPass;

export const isWhole = (outline: Outline): outline is SpecResult => 'startedAt' in outline;

/**
 * Gives outlines: thousands of plain passes must not be held to the end of a run, as each has all that its API said. What
 * the steps of many specs have in common is kept once.
 */
export function createOutliner(): (result: SpecResult) => Outline {
  const known = new Map<string, readonly StepOutline[]>();
  const once = (steps: readonly StepOutline[]): readonly StepOutline[] => {
    const key = JSON.stringify(steps);
    const first = known.get(key) ?? steps;
    known.set(key, first);
    return first;
  };
  return (result) => {
    if (!isPlain(result)) return result;
    const { file, row, turn, environment, flaky, durationMs, trend } = result;
    return {
      file,
      ...(row !== undefined && { row }),
      ...(turn !== undefined && { turn }),
      environment,
      flaky,
      durationMs,
      ...(trend !== undefined && { trend }),
      verdict: 'passed',
      steps: once(result.steps.map(outlineOfStep)),
    };
  };
}

/** What a run says at its end of specs that passed, it says of their verdict, unless a known issue has had its time. */
const isPlain = ({ verdict, steps }: SpecResult): boolean =>
  verdict === 'passed' &&
  steps.every(({ checks }) => checks.every(({ knownUntil }) => knownUntil === undefined));

const outlineOfStep = ({
  verdict,
  token,
  operation,
  attempts,
  extracted,
  response,
}: StepResult): StepOutline => ({
  verdict,
  token,
  ...(operation !== undefined && { operation }),
  attempts,
  extracted: mapRecord<unknown>(extracted, () => null),
  response: response === null ? null : { status: response.status },
});
