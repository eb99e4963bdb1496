import type { Spec } from '../spec/parse.ts';
import type { Step } from '../spec/step.ts';
import type { SpecResult, StepResult, Verdict } from './events.ts';

export type Decision = {
  readonly verdict: Verdict;
  readonly reason: string | null;
  readonly decidedBy?: string;
  readonly skippedBy?: NonNullable<SpecResult['skippedBy']>;
};

/** What a prerequisite that did not hold means for the rest of its spec. */
export type Consequence = 'stop' | 'go-on';

/** Whether a result is one of a step: its only one, or one of its turns. */
export const isOf = (step: Step, result: StepResult): boolean =>
  result.id === step.id || (step.forEach !== undefined && result.id.startsWith(`${step.id}[`));

/** A prerequisite that did not hold stops the spec, unless its `onFail` says to go on. */
export const consequenceOf = (step: Step, result: StepResult): Consequence =>
  isPassedOrSkipped(result) || step.onFail !== 'abort' ? 'go-on' : 'stop';

/**
 * The one place that decides what became of a spec. `results` are those of its prerequisites and test steps, in order.
 * A prerequisite that the API answered wrongly blocks; one that could not be put leaves everything unknown.
 */
export function decide(spec: Spec, results: readonly StepResult[]): Decision {
  const stopped = results.find((result) => result.section === 'prerequisites' && stops(spec, result));
  if (stopped !== undefined) return withCause(spec, stopped, results);
  const test = results.filter((result) => result.section === 'test');
  const broken = test.find((result) => result.verdict === 'failed' || result.verdict === 'errored');
  if (broken !== undefined) return withCause(spec, broken, results);
  const unsent = spec.steps.find(
    (step) => step.section === 'test' && !test.some((result) => isOf(step, result)),
  );
  if (unsent !== undefined) return { verdict: 'errored', reason: `${unsent.id}: was not sent` };
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
  return { verdict, reason: `${result.id}: ${result.reason ?? ''}`, decidedBy: result.id };
}

/** A step that lacks what a failed prerequisite would have extracted is that prerequisite's victim. */
function withCause(spec: Spec, broken: StepResult, results: readonly StepResult[]): Decision {
  const own: Decision =
    broken.section === 'prerequisites'
      ? byPrerequisite(broken)
      : { verdict: broken.verdict, reason: `${broken.id}: ${broken.reason ?? ''}`, decidedBy: broken.id };
  const lacking = broken.checks.find((check) => check.name === 'variables' && check.outcome === 'not-made');
  if (broken.verdict !== 'errored' || lacking === undefined) return own;
  const earlier = results.slice(0, results.indexOf(broken));
  for (const result of earlier) {
    if (result.section !== 'prerequisites' || isPassedOrSkipped(result)) continue;
    const step = spec.steps.find((each) => isOf(each, result))!;
    const isMissed = step.extract.some(
      ({ name }) => lacking.message.includes(`{{${name}}}`) || lacking.message.includes(`{{${name}.`),
    );
    if (!isMissed) continue;
    if (step.onFail !== 'skip') return withCause(spec, result, earlier);
    return {
      verdict: 'skipped',
      reason: step.skipReason ?? spec.metadata.skipReason ?? `${result.id}: ${result.reason ?? ''}`,
      decidedBy: result.id,
    };
  }
  return own;
}

const isPassedOrSkipped = ({ verdict }: StepResult): boolean => verdict === 'passed' || verdict === 'skipped';
