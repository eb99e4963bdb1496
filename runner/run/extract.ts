import type { Answer } from '../spec/condition.ts';
import { parseQuery } from '../spec/jsonpath.ts';
import type { Spec } from '../spec/parse.ts';
import type { Extract, Step } from '../spec/step.ts';
import { renderText } from '../spec/template.ts';
import type { Json } from '../spec/yaml.ts';
import { notJson, placeCheck } from './check.ts';
import type { Check } from './events.ts';
import type { Redactor } from './secrets/redact.ts';
import type { Scope } from './scope.ts';

export type Extracted = {
  readonly values: Readonly<Record<string, Json>>;
  readonly checks: readonly Check[];
};

/** Takes variables from an answer. A path that finds nothing is a failed check; null that is found is a value. */
export function extractAll(
  spec: Spec,
  step: Step,
  answer: Answer,
  scope: Scope,
  redactor: Redactor,
): Extracted {
  const values: Record<string, Json> = {};
  const checks: Check[] = [];
  for (const extract of step.extract) {
    const found = find(extract, answer, scope);
    const value = found.value ?? (found.value === undefined ? extract.default : null);
    const source = extract.from.kind === 'body' ? extract.from.path : `header ${extract.from.header}`;
    if (value !== undefined) {
      values[extract.name] = value;
      scope.extract(extract.name, value, found.value !== undefined);
      if (extract.redact)
        redactor.add(typeof value === 'string' ? value : JSON.stringify(value), extract.name);
    }
    const message = value !== undefined || extract.optional ? '' : found.problem;
    checks.push(
      placeCheck(spec, step.spans[`extract.${extract.name}`] ?? step.span, {
        name: `extract ${extract.name}`,
        expected: source,
        actual: value ?? null,
        message,
        ...(message !== '' && { hint: 'look at the answer above; `optional: true` allows it to be missing' }),
      }),
    );
  }
  return { values, checks };
}

/** Notes what a step would have extracted from a successful answer, though the answer is not as promised. */
export function keepForCleanup(step: Step, answer: Answer, scope: Scope, redactor: Redactor): void {
  if (answer.status < 200 || answer.status > 299) return;
  for (const extract of step.extract) {
    const { value } = find(extract, answer, scope);
    if (value === undefined) continue;
    if (extract.redact) redactor.add(typeof value === 'string' ? value : JSON.stringify(value), extract.name);
    scope.keepForCleanup(extract.name, value);
  }
}

type Found = { readonly value: Json | undefined; readonly problem: string };

function find({ from, all }: Extract, answer: Answer, scope: Scope): Found {
  if (from.kind === 'header') {
    const value = answer.headers[from.header.toLowerCase()];
    return { value, problem: `expected a header ${from.header}, the answer has none` };
  }
  if (answer.json === undefined) return { value: undefined, problem: notJson(answer) };
  const path = String(renderText(from.path, scope.lookup).value);
  const result = parseQuery(path);
  if ('problem' in result) return { value: undefined, problem: result.problem };
  const nodes = result.query.select(answer.json) as readonly Json[];
  const problem = `${path} finds nothing in the answer`;
  return { value: nodes.length === 0 ? undefined : all ? nodes : nodes[0], problem };
}
