import { decidingStep } from '../run/verdict.ts';
import { stepName } from '../language/step/step.ts';
import type { LeanSpec } from './compact.ts';
import { isBroken, isBrokenPromise } from './findings.ts';
import { cut } from './text/text.ts';

/** Enough to tell reasons apart. */
const MAX_LENGTH = 200;

/**
 * What tells the reason of a result from others: the step, the check, and the place in the answer. Not the message, as values
 * differ from run to run; not the line, as documents are edited. Undefined for a result that passed or was skipped.
 */
export function reasonKeyOf(spec: LeanSpec): string | undefined {
  if (!isBroken(spec.verdict)) return undefined;
  const step = decidingStep(spec);
  const check = step?.checks.find(isBrokenPromise);
  if (step !== undefined && check !== undefined) {
    // Which item of a list it is may be another one each time.
    const place = check.pointer?.replace(/\/\d+(?=\/|$)/g, '/*') ?? '';
    return cut(`${stepName(step)}: ${check.name}${place === '' ? '' : ` ${place}`}`, MAX_LENGTH);
  }
  const error = spec.diagnostics.find(({ severity }) => severity === 'error');
  return cut(error === undefined ? (spec.reason ?? spec.verdict) : `document: ${error.rule}`, MAX_LENGTH);
}
