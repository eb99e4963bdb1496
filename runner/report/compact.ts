import type { ShownRequest, ShownResponse, SpecResult, StepResult } from '../run/events.ts';
import { decidingStep } from '../run/verdict.ts';
import { excerptOf } from './evidence.ts';
import { addDefined, type Mutable, mapRecord } from '../language/records.ts';

/** A step without its request and response. */
export type LeanStep = Omit<StepResult, 'request' | 'response' | 'extracted' | 'exchanges'> & {
  readonly request: Pick<ShownRequest, 'method' | 'url'> | null;
  /** With the beginning of its body if the step decided that the spec did not pass. */
  readonly response: (Pick<ShownResponse, 'status'> & Partial<Pick<ShownResponse, 'body'>>) | null;
  /** Names without values; only the names count. */
  readonly extracted: Readonly<Record<string, unknown>>;
};

/** A spec without requests and responses. */
export type LeanSpec<Step = LeanStep> = Omit<SpecResult, 'steps'> & { readonly steps: readonly Step[] };

type PassedStep = Pick<
  LeanStep,
  'verdict' | 'token' | 'operation' | 'attempts' | 'requests' | 'response' | 'extracted'
>;

/** What reports say about a passed spec: no checks and no exchanges. */
type PassedSummary = Pick<
  SpecResult,
  'file' | 'row' | 'rowKey' | 'turn' | 'environment' | 'flaky' | 'durationMs' | 'trend'
> & { readonly verdict: 'passed'; readonly steps: readonly PassedStep[] };

/** A result without bodies: what a run keeps of a spec after its result went to `report.json`. */
export type CompactResult = LeanSpec | PassedSummary;

export const isPassedSummary = (result: CompactResult): result is PassedSummary => !('startedAt' in result);

/** The results about which reports say more than that they passed. */
export const detailed = (results: readonly CompactResult[]): readonly LeanSpec[] =>
  results.filter((result): result is LeanSpec => !isPassedSummary(result));

/**
 * Creates a function that makes results compact, because a run must not hold thousands of bodies. Equal summaries of steps,
 * which many specs have, are stored once.
 */
export function createCompactor(): (result: SpecResult) => CompactResult {
  const known = new Map<string, readonly PassedStep[]>();
  const once = (steps: readonly StepResult[]): readonly PassedStep[] => {
    let key = '';
    for (const step of steps) key += keyOf(step);
    let first = known.get(key);
    if (first === undefined) {
      first = steps.map(compactStep);
      known.set(key, first);
    }
    return first;
  };
  return (result) => {
    if (!isPlain(result)) {
      const decided = decidingStep(result);
      return { ...result, steps: result.steps.map((step) => withoutExchange(step, step === decided)) };
    }
    const { file, row, rowKey, turn, environment, flaky, durationMs, trend } = result;
    // Optional keys come last, so that thousands of summaries share a hidden class.
    return addDefined<Mutable<PassedSummary>>(
      { file, environment, flaky, durationMs, verdict: 'passed', steps: once(result.steps) },
      { row, rowKey, turn, trend },
    );
  };
}

/** For a passed spec only the verdict is reported, unless a known issue has expired. */
const isPlain = ({ verdict, steps }: SpecResult): boolean =>
  verdict === 'passed' &&
  steps.every(({ checks }) => checks.every(({ knownUntil }) => knownUntil === undefined));

const withoutExchange = ({ exchanges: _exchanges, ...step }: StepResult, isDecisive: boolean): LeanStep => ({
  ...step,
  request: step.request && { method: step.request.method, url: step.request.url },
  response: step.response && {
    status: step.response.status,
    ...(isDecisive && { body: excerptOf(step.response.body) }),
  },
  extracted: namesOf(step.extracted),
});

/** Identifies equal results of steps. */
function keyOf({ verdict, token, operation, attempts, requests, extracted, response }: StepResult): string {
  const names = Object.keys(extracted);
  const of = operation === undefined ? '' : JSON.stringify(operation);
  const from = names.length === 0 ? '' : JSON.stringify(names);
  return `${verdict} ${attempts} ${requests ?? ''} ${response?.status ?? ''} ${JSON.stringify(token)} ${of} ${from}\n`;
}

const compactStep = ({
  verdict,
  token,
  operation,
  attempts,
  requests,
  extracted,
  response,
}: StepResult): PassedStep => ({
  verdict,
  token,
  ...(operation !== undefined && { operation }),
  attempts,
  ...(requests !== undefined && { requests }),
  extracted: namesOf(extracted),
  response: response && { status: response.status },
});

const namesOf = (extracted: StepResult['extracted']): LeanStep['extracted'] =>
  mapRecord<unknown>(extracted, () => null);
