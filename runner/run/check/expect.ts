import { fillExpected } from '../../language/matcher/expected.ts';
import type { Spec } from '../../language/parse.ts';
import type { Span } from '../../language/source.ts';
import { anySuccess, readStatuses, type StatusSet } from '../../language/matcher/status.ts';
import type { Step } from '../../language/step/step.ts';
import type { Json } from '../../language/yaml/yaml.ts';
import { type RequestProblem, unresolved } from '../request/render.ts';
import type { Scope } from '../scope/scope.ts';

/** What a step expects, with its variables filled in. */
export type RenderedExpect = {
  readonly statuses: StatusSet;
  /** Where the statuses are written. */
  readonly statusSpan: Span;
  readonly headers: Readonly<Record<string, Json>>;
  readonly body: Readonly<Record<string, Json>>;
};

/** Fills in what a step expects, before it is sent: if that fails, the step is not sent in vain. */
export function renderExpect(spec: Spec, step: Step, scope: Scope): RenderedExpect | RequestProblem {
  const span = step.spans['expect'] ?? step.span;
  const filling = fillExpected(step.expect, scope.lookup);
  if ('missing' in filling) return unresolved(spec, step, filling.missing, scope);
  if ('problem' in filling) return { check: 'expect', message: filling.problem, span };
  const { status, headers, body } = filling.filled;
  const read = expectedStatuses(spec, step, status);
  if ('problem' in read)
    return { check: 'status', message: read.problem, span: step.spans['expect.status'] ?? span };
  // Not spread: that would take longer than the rest of the function.
  const { statuses, statusSpan } = read;
  return { statuses, statusSpan, headers, body };
}

/** The statuses a step accepts: its own, else (for a test) the spec's outcome, else any success. */
export function expectedStatuses(
  spec: Spec,
  step: Step,
  filled: Json | undefined,
): Pick<RenderedExpect, 'statuses' | 'statusSpan'> | { readonly problem: string } {
  if (filled !== undefined) {
    const read = readStatuses(filled);
    if ('problem' in read) return read;
    return { statuses: read.statuses, statusSpan: step.spans['expect.status'] ?? step.span };
  }
  const { expectedOutcome, spans } = spec.metadata;
  if (step.section === 'test' && expectedOutcome !== undefined)
    return { statuses: expectedOutcome, statusSpan: spans['expectedOutcome'] ?? step.span };
  return { statuses: anySuccess, statusSpan: step.spans['id'] ?? step.span };
}
