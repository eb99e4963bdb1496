import { type Step, stepName } from '../language/step/step.ts';
import type { WrittenJson } from '../language/template/written.ts';
import type { StepResult } from './events.ts';
import type { SecretRead } from '../environment/layers.ts';
import { itemsOf } from './for-each.ts';
import { runStep } from './step.ts';
import { erroredResult, notSent } from './step-result.ts';
import { consequenceOf, turnId } from './verdict.ts';
import { isBroken } from './verdict-order.ts';
import type { StepContext } from './step-context.ts';

/** Runs prerequisites and test steps in order, up to the first result that ends the spec. */
export async function runSections(
  context: StepContext,
  add: (result: StepResult) => void,
  warnings: string[],
): Promise<void> {
  const { spec, options } = context;
  for (const step of spec.steps) {
    if (step.section === 'cleanup') continue;
    const pause = context.takeBreak();
    if (pause !== undefined) await pause;
    if (isStopped(context, step)) {
      add(notSent(spec, step, 'errored', `not sent: ${whyStopped(context)}`));
      return;
    }
    const result = await runTurns(context, step, (turn) => {
      add(turn);
      warnings.push(...warningsOf(turn));
    });
    if (isBroken(result.verdict)) {
      if (consequenceOf(step, result) === 'stop') return;
      warnings.push(
        `${stepName(step)} did not hold, and the spec goes on (onFail: ${step.onFail}): ${result.reason ?? ''}`,
      );
    }
    if (step.sleepMs > 0 && result.request !== null) await options.clock.sleep(step.sleepMs, context.signal);
  }
}

/** The findings of a step's checks that fail nothing. */
function warningsOf(result: StepResult): readonly string[] {
  const warnings: string[] = [];
  for (const { name, message, outcome, severity, hint } of result.checks)
    if (outcome === 'known') warnings.push(`${stepName(result)}: ${name}: ${message} (${hint ?? 'known'})`);
    else if (outcome !== 'passed' && severity === 'warn')
      warnings.push(`${stepName(result)}: ${name}: ${message}`);
  return warnings;
}

/** Runs a step, for `forEach` once for each item, up to the first turn that does not pass; the last result counts. */
export async function runTurns(
  context: StepContext,
  step: Step,
  add: (result: StepResult) => void,
): Promise<StepResult> {
  const scope = context.scope.within(step.origin);
  if (step.forEach === undefined) {
    const result = await runStep(scope === context.scope ? context : { ...context, scope }, step);
    add(result);
    return result;
  }
  const { as } = step.forEach;
  const items = itemsOf(step.forEach, scope);
  if ('problem' in items) {
    const span = step.spans['forEach'] ?? step.span;
    const result = erroredResult(context, step, { check: 'forEach', message: items.problem, span });
    add(result);
    return result;
  }
  const collected = new Map<string, Collected>();
  let last: StepResult | undefined;
  for (const [turn, item] of items.values.entries()) {
    const ofTurn: Step = { ...step, id: turnId(step, turn) };
    await context.takeBreak();
    last = isStopped(context, step)
      ? notSent(context.spec, ofTurn, 'errored', `not sent: ${whyStopped(context)}`)
      : await runStep({ ...context, scope: scope.with(as, item, items.secrets) }, ofTurn);
    add(last);
    if (isBroken(last.verdict)) break;
    for (const { name } of step.extract) {
      const { values, isFound, secrets } = collected.get(name) ?? { values: [], isFound: true, secrets: [] };
      const before = scope.secretsRead.length;
      const value = scope.lookup(name) as WrittenJson;
      collected.set(name, {
        values: [...values, value],
        isFound: isFound && scope.isFound(name),
        secrets: [...secrets, ...scope.secretsRead.slice(before)],
      });
    }
  }
  // Also after a turn that did not pass: cleanup needs what earlier turns created.
  for (const [name, { values, ...origin }] of collected) scope.extract(name, values, origin);
  return last!;
}

/** The values that the turns of a step extract into one variable. */
type Collected = {
  readonly values: readonly WrittenJson[];
  readonly isFound: boolean;
  readonly secrets: readonly SecretRead[];
};

/** Whether to send no more steps; cleanup steps stop by a signal of their own. */
const isStopped = ({ options, signal }: StepContext, { section }: Step): boolean =>
  signal.aborted || (section !== 'cleanup' && options.stop.aborted);

const whyStopped = ({ signal }: StepContext): string =>
  signal.aborted && signal.reason instanceof Error ? signal.reason.message : 'the run was stopped';
