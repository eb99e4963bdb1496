import type { ShownRequest, ShownResponse, SpecResult, StepResult } from '../run/events.ts';
import { mapRecord } from '../spec/records.ts';

/** A step without what was sent and answered. */
export type LeanStep = Omit<StepResult, 'request' | 'response' | 'extracted'> & {
  readonly request: Pick<ShownRequest, 'method' | 'url'> | null;
  readonly response: Pick<ShownResponse, 'status'> | null;
  /** The names count, the values are left out. */
  readonly extracted: Readonly<Record<string, unknown>>;
};

/** A spec without what was sent and answered. */
export type LeanSpec<Step = LeanStep> = Omit<SpecResult, 'steps'> & { readonly steps: readonly Step[] };

type StepOfPass = Pick<LeanStep, 'verdict' | 'token' | 'operation' | 'attempts' | 'response' | 'extracted'>;

/** A spec that passed, of which nothing more will be said than that. */
type PlainPass = Pick<
  SpecResult,
  'file' | 'row' | 'turn' | 'environment' | 'flaky' | 'durationMs' | 'trend'
> & { readonly verdict: 'passed'; readonly steps: readonly StepOfPass[] };

/** What a run needs to remember of a spec once its result is in the report. */
export type Outline = LeanSpec | PlainPass;

export const isPlainPass = (outline: Outline): outline is PlainPass => !('startedAt' in outline);

/** Those of which more is to be said. */
export const withMore = (outlines: readonly Outline[]): readonly LeanSpec[] =>
  outlines.filter((outline): outline is LeanSpec => !isPlainPass(outline));

/**
 * Gives outlines: results by the thousand must not be held to the end of a run, as each has all that its API said. What the
 * steps of many specs have in common is kept once.
 */
export function createOutliner(): (result: SpecResult) => Outline {
  const known = new Map<string, readonly StepOfPass[]>();
  const once = (steps: readonly StepResult[]): readonly StepOfPass[] => {
    let key = '';
    for (const step of steps) key += keyOf(step);
    let first = known.get(key);
    if (first === undefined) {
      first = steps.map(outlineOfStep);
      known.set(key, first);
    }
    return first;
  };
  return (result) => {
    if (!isPlain(result)) return { ...result, steps: result.steps.map(withoutExchange) };
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
      steps: once(result.steps),
    };
  };
}

/** What a run says at its end of specs that passed, it says of their verdict, unless a known issue has had its time. */
const isPlain = ({ verdict, steps }: SpecResult): boolean =>
  verdict === 'passed' &&
  steps.every(({ checks }) => checks.every(({ knownUntil }) => knownUntil === undefined));

const withoutExchange = (step: StepResult): LeanStep => ({
  ...step,
  request: step.request && { method: step.request.method, url: step.request.url },
  response: step.response && { status: step.response.status },
  extracted: namesOf(step.extracted),
});

/** Tells the outlines of steps apart. */
function keyOf({ verdict, token, operation, attempts, extracted, response }: StepResult): string {
  const names = Object.keys(extracted);
  const of = operation === undefined ? '' : JSON.stringify(operation);
  const from = names.length === 0 ? '' : JSON.stringify(names);
  return `${verdict} ${attempts} ${response?.status ?? ''} ${JSON.stringify(token)} ${of} ${from}\n`;
}

const outlineOfStep = ({
  verdict,
  token,
  operation,
  attempts,
  extracted,
  response,
}: StepResult): StepOfPass => ({
  verdict,
  token,
  ...(operation !== undefined && { operation }),
  attempts,
  extracted: namesOf(extracted),
  response: response && { status: response.status },
});

const namesOf = (extracted: StepResult['extracted']): LeanStep['extracted'] =>
  mapRecord<unknown>(extracted, () => null);
