import type { Spec } from '../language/parse.ts';
import { type Step, stepName } from '../language/step/step.ts';
import type { SpecResult, StepResult, Verdict } from './events.ts';
import { isFine, isOwnFailure } from './verdict-order.ts';

export type Decision = {
  readonly verdict: Verdict;
  readonly reason: string | null;
  readonly skippedBy?: NonNullable<SpecResult['skippedBy']>;
  readonly cut?: true;
} & Decider;

/** The step that decided a verdict, by its id and section. */
type Decider = Pick<SpecResult, 'decidedBy' | 'decidedIn'>;

/** What a prerequisite that did not pass means for the rest of its spec. */
export type Consequence = 'stop' | 'go-on';

type StepKey = Pick<StepResult, 'id' | 'section'>;

/** The id of one turn of a step with `forEach`. */
export const turnId = (step: Pick<Step, 'id'>, turn: number): string => `${step.id}[${turn}]`;

/** Whether a result belongs to a step: its only one, or one of its turns. */
export function isOf(step: Pick<Step, 'id' | 'section' | 'forEach'>, result: StepKey): boolean {
  if (step.section !== result.section) return false;
  if (step.id === result.id) return true;
  return (
    step.forEach !== undefined &&
    result.id.startsWith(step.id) &&
    /^\[\d+\]$/.test(result.id.slice(step.id.length))
  );
}

/** Whether this step decided the verdict of a spec. Reports of older versions have no section. */
export const isDecidedBy = ({ decidedBy, decidedIn }: Decider, step: StepKey): boolean =>
  decidedBy === step.id && (decidedIn === undefined || decidedIn === step.section);

/** The result that decided the verdict of a spec, if a step did. */
export const decidingStep = <Result extends StepKey>(
  spec: Decider & { readonly steps: readonly Result[] },
): Result | undefined => spec.steps.find((step) => isDecidedBy(spec, step));

/** The `decidedBy` fields for a step. */
export const decider = ({ id, section }: StepKey): Required<Decider> => ({
  decidedBy: id,
  decidedIn: section,
});

/** A prerequisite that did not pass stops the spec, unless its `onFail` continues. */
export const consequenceOf = (step: Step, result: StepResult): Consequence =>
  isFine(result.verdict) || step.onFail !== 'abort' ? 'go-on' : 'stop';

/**
 * The one place that decides the verdict of a spec. `results` are those of its prerequisites and test steps, in order. A
 * prerequisite that the API answered wrongly blocks; one that could not be sent leaves everything unknown.
 */
export function decide(spec: Spec, results: readonly StepResult[]): Decision {
  const stopped = results.find((result) => result.section === 'prerequisites' && stops(spec, result));
  if (stopped !== undefined) return withCause(spec, stopped, results);
  const test = results.filter((result) => result.section === 'test');
  const broken = test.find((result) => isOwnFailure(result.verdict));
  if (broken !== undefined) return withCause(spec, broken, results);
  const unsent = spec.steps.find(
    (step) => step.section === 'test' && !test.some((result) => isOf(step, result)),
  );
  if (unsent !== undefined) return { verdict: 'errored', reason: `${stepName(unsent)}: was not sent` };
  if (test.some((result) => result.verdict === 'passed')) return { verdict: 'passed', reason: null };
  const reason = test.find((result) => result.verdict === 'skipped')?.reason ?? 'no test step was sent';
  return test.some((result) => result.verdict === 'skipped')
    ? { verdict: 'skipped', reason }
    : { verdict: 'errored', reason };
}

function stops(spec: Spec, result: StepResult): boolean {
  const step = spec.steps.find((each) => isOf(each, result));
  return step !== undefined && consequenceOf(step, result) === 'stop';
}

function byPrerequisite(result: StepResult): Decision {
  const verdict = result.verdict === 'failed' ? 'blocked' : 'errored';
  return { verdict, reason: because(result), ...decider(result) };
}

/** A step that lacks a variable of a failed prerequisite has that prerequisite as its cause. */
function withCause(spec: Spec, broken: StepResult, results: readonly StepResult[]): Decision {
  const own: Decision =
    broken.section === 'prerequisites'
      ? byPrerequisite(broken)
      : { verdict: broken.verdict, reason: because(broken), ...decider(broken) };
  const lacking = broken.checks.find((check) => check.name === 'variables' && check.outcome === 'not-made');
  if (broken.verdict !== 'errored' || lacking === undefined) return own;
  const earlier = results.slice(0, results.indexOf(broken));
  for (const result of earlier) {
    if (result.section !== 'prerequisites' || isFine(result.verdict)) continue;
    const step = spec.steps.find((each) => isOf(each, result))!;
    const isMissed = step.extract.some(
      ({ name }) => lacking.message.includes(`{{${name}}}`) || lacking.message.includes(`{{${name}.`),
    );
    if (!isMissed) continue;
    if (step.onFail !== 'skip') return withCause(spec, result, earlier);
    return {
      verdict: 'skipped',
      reason: step.skipReason ?? spec.metadata.skipReason ?? because(result),
      ...decider(result),
    };
  }
  return own;
}

const because = (result: StepResult): string => `${stepName(result)}: ${result.reason ?? ''}`;
