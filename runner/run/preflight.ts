import { mayNameSecrets, variablesOfStep } from '../language/step/step-variables.ts';
import type { Check, StepResult } from './events.ts';
import { unresolved } from './request/render.ts';
import { findSecretInCondition } from './secrets/secret-conditions.ts';
import type { Scope } from './scope/scope.ts';
import { erroredResult, notSent, type ResultContext, withCheck } from './step-result.ts';

/**
 * Checks before the first request: a variable that no earlier step extracts and nobody else provides blocks the whole spec, so
 * its prerequisites are not sent either. The same holds for a secret that is missing, or that the spec may not read, in cleanup
 * steps too.
 */
export function preflight(context: ResultContext & { readonly scope: Scope }): StepResult | undefined {
  const { spec, scope } = context;
  const refused = refuseSecrets(context) ?? refuseConditions(context);
  if (refused !== undefined) return refused;
  const extracted = new Set<string>();
  for (const step of spec.steps) {
    if (step.section === 'cleanup') continue;
    const inUse = step.origin === undefined ? '' : `${step.origin.use}:`;
    const isExtracted = (name: string): boolean =>
      extracted.has(name) || (inUse !== '' && extracted.has(inUse + name));
    const isProvided = (name: string): boolean =>
      isExtracted(name) || isExtracted(name.split('.', 1)[0]!) || scope.has(name);
    const missing = variablesOfStep(step).filter((name) => !isProvided(name));
    if (step.onBehalfOf === true && !isProvided('business_uid') && !isProvided('business_id'))
      missing.push('business_uid');
    if (missing.length > 0 && (step.section === 'test' || step.onFail === 'abort'))
      return erroredResult(context, step, unresolved(spec, step, missing, scope));
    for (const { name } of step.extract) extracted.add(inUse + name);
    for (const name of Object.keys(step.origin?.outputs ?? {})) extracted.add(name);
  }
  return undefined;
}

/** A spec may read only the secrets that its environment mentions. */
function refuseSecrets(context: ResultContext & { readonly scope: Scope }): StepResult | undefined {
  const { spec, scope } = context;
  if (!mayNameSecrets(spec.source.text) && !spec.steps.some(({ origin }) => origin !== undefined))
    return undefined;
  for (const step of spec.steps) {
    const own = scope.within(step.origin);
    const refused = variablesOfStep(step).filter(
      (name) => scope.refusalOf(name) !== undefined && !own.has(name),
    );
    if (refused.length > 0) return erroredResult(context, step, unresolved(spec, step, refused, scope));
  }
  return undefined;
}

/** Conditions and paths may not read secrets. */
function refuseConditions(context: ResultContext & { readonly scope: Scope }): StepResult | undefined {
  const { spec, scope } = context;
  for (const step of spec.steps) {
    const problem = findSecretInCondition(spec, step, scope.within(step.origin));
    if (problem !== undefined) return erroredResult(context, step, problem);
  }
  return undefined;
}

/**
 * Also before the first request: a contract that cannot be checked leaves the answer unproven, so nothing is created for it. At
 * severity `warn` the spec runs, and its first answered test step shows the check.
 */
export function refuseDocument(context: ResultContext, check: Check | undefined): StepResult | undefined {
  if (check?.outcome !== 'not-made' || check.severity !== 'error') return undefined;
  const step = context.spec.steps.find(({ section }) => section === 'test');
  return step && withCheck(notSent(context.spec, step, 'errored', check.message), check);
}
