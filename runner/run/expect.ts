import { parseQuery } from '../spec/jsonpath.ts';
import { isMatcher, problemOfMatcher } from '../spec/matcher.ts';
import type { Spec } from '../spec/parse.ts';
import type { Span } from '../spec/source.ts';
import { anySuccess, describeStatuses, readStatuses, type StatusSet } from '../spec/status.ts';
import type { Step } from '../spec/step.ts';
import { asText, renderJson } from '../spec/template.ts';
import type { Json } from '../spec/yaml.ts';
import { type RequestProblem, unresolved } from './fill.ts';
import type { Scope } from './scope.ts';

/** What a step expects, with its variables filled in. */
export type FilledExpect = {
  readonly statuses: StatusSet;
  /** Where the statuses are promised. */
  readonly statusSpan: Span;
  readonly headers: Readonly<Record<string, Json>>;
  readonly body: Readonly<Record<string, Json>>;
};

/** Fills in what a step expects, before it is sent: what cannot be checked afterwards need not be asked. */
export function fillExpect(spec: Spec, step: Step, scope: Scope): FilledExpect | RequestProblem {
  const { status, headers, body } = step.expect;
  const span = step.spans['expect'] ?? step.span;
  const missing: string[] = [];
  const problems: string[] = [];
  const fill = (source: Json): Json => {
    const rendered = renderJson(source, scope.lookup);
    missing.push(...rendered.missing);
    problems.push(...rendered.problems);
    return rendered.value;
  };
  const fillPromises = (promises: Readonly<Record<string, Json>>) =>
    Object.fromEntries(
      Object.entries(promises).map(([key, wanted]) => {
        const filled = fill(wanted);
        // A value that came out of a variable is the value itself, whatever its keys are called.
        return [
          asText(fill(key)),
          typeof wanted === 'string' && isMatcher(filled) ? { equals: filled } : filled,
        ];
      }),
    );
  const filled = {
    headers: fillPromises(headers),
    body: fillPromises(body),
    status: status === undefined ? undefined : fill(status),
  };
  if (problems[0] !== undefined) return { check: 'variables', message: problems[0], span };
  if (missing.length > 0) return unresolved(spec, step, missing, scope);
  const problem = problemOfPromises(filled);
  if (problem !== undefined) return { check: 'expect', message: problem, span };
  const statuses = expectedStatuses(spec, step, filled.status);
  if (statuses === undefined)
    return {
      check: 'status',
      message: `expected statuses, found ${JSON.stringify(filled.status)}`,
      hint: `write one like ${describeStatuses(['2xx'])}`,
      span,
    };
  return { ...statuses, headers: filled.headers, body: filled.body };
}

/** Only a variable can bring these in: what is written out was read with the spec. */
function problemOfPromises({ headers, body }: Pick<FilledExpect, 'headers' | 'body'>): string | undefined {
  for (const path of Object.keys(body)) {
    const result = parseQuery(path);
    if ('problem' in result) return `"${path}" is not a JSONPath: ${result.problem}`;
  }
  return [...Object.values(headers), ...Object.values(body)].map(problemOfMatcher).find(Boolean);
}

/** The statuses a step accepts: its own, else (for a test) the spec's outcome, else any success. Undefined: not statuses. */
export function expectedStatuses(
  spec: Spec,
  step: Step,
  filled: Json | undefined,
): Pick<FilledExpect, 'statuses' | 'statusSpan'> | undefined {
  if (filled !== undefined && filled !== null) {
    const statuses = readStatuses(filled);
    return statuses && { statuses, statusSpan: step.spans['expect.status'] ?? step.span };
  }
  const { expectedOutcome, spans } = spec.metadata;
  if (step.section === 'test' && expectedOutcome !== undefined)
    return { statuses: expectedOutcome, statusSpan: spans['expectedOutcome'] ?? step.span };
  return { statuses: anySuccess, statusSpan: step.spans['id'] ?? step.span };
}
