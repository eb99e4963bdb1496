import type { ShownResponse, SpecResult, StepResult } from '../run/events.ts';

type StepOutline = Pick<StepResult, 'verdict' | 'token' | 'operation' | 'attempts' | 'extracted'> & {
  readonly response: Pick<ShownResponse, 'status'> | null;
};

/** A spec that passed with nothing to tell, without what was sent and answered. */
type PlainPass = Pick<
  SpecResult,
  'file' | 'row' | 'turn' | 'environment' | 'flaky' | 'durationMs' | 'trend'
> & { readonly verdict: 'passed'; readonly steps: readonly StepOutline[] };

/** What a run needs to remember of a spec once its result is in the report: all of it, unless it plainly passed. */
export type Outline = SpecResult | PlainPass;

export const isWhole = (outline: Outline): outline is SpecResult => 'startedAt' in outline;

/** Thousands of plain passes must not be held to the end of a run, as each has all that its API said. */
export function outlineOf(result: SpecResult): Outline {
  const { verdict, warnings, diagnostics, steps } = result;
  const isPlain =
    verdict === 'passed' &&
    warnings.length + diagnostics.length === 0 &&
    steps.every(({ checks }) => checks.every(({ outcome }) => outcome === 'passed'));
  if (!isPlain) return result;
  const { file, row, turn, environment, flaky, durationMs, trend } = result;
  return {
    file,
    ...(row !== undefined && { row }),
    ...(turn !== undefined && { turn }),
    environment,
    flaky,
    durationMs,
    ...(trend !== undefined && { trend }),
    verdict,
    steps: steps.map(outlineOfStep),
  };
}

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
  extracted,
  response: response === null ? null : { status: response.status },
});
