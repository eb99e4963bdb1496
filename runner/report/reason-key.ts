import { decidingStep } from '../run/verdict.ts';
import { stepName } from '../language/step/step.ts';
import type { LeanSpec } from './compact.ts';
import { isBroken, isBrokenPromise } from '../run/verdict-order.ts';
import { cut } from './text/text.ts';

/** Enough to distinguish reasons. */
const MAX_LENGTH = 200;

/**
 * Identifies the reason of a result: the step, the check, and the place in the response. The message is left out because values
 * differ from run to run, the line because documents are edited. Undefined for a result that passed or was skipped.
 */
export function reasonKeyOf(spec: LeanSpec): string | undefined {
  if (!isBroken(spec.verdict)) return undefined;
  const step = decidingStep(spec);
  const check = step?.checks.find(isBrokenPromise);
  if (step !== undefined && check !== undefined) {
    // The index in a list may differ from run to run.
    const place = check.pointer?.replace(/\/\d+(?=\/|$)/g, '/*') ?? '';
    return cut(`${stepName(step)}: ${check.name}${place === '' ? '' : ` ${place}`}`, MAX_LENGTH);
  }
  const error = spec.diagnostics.find(({ severity }) => severity === 'error');
  return cut(error === undefined ? (spec.reason ?? spec.verdict) : `document: ${error.rule}`, MAX_LENGTH);
}
