import type { Answer } from '../spec/answer.ts';
import { findIn } from '../spec/expected.ts';
import { isTooDeep } from '../spec/json-values.ts';
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
    // A default stands for what is not there, not for what could not be looked for.
    const instead = found.isUnknown ? undefined : extract.default;
    const value = found.value === undefined ? instead : found.value;
    const source = extract.from.kind === 'body' ? extract.from.path : `header ${extract.from.header}`;
    if (value !== undefined) {
      values[extract.name] = value;
      scope.extract(extract.name, value, found.value !== undefined);
      if (extract.redact)
        redactor.add(typeof value === 'string' ? value : JSON.stringify(value), extract.name);
    }
    const isAllowed = value !== undefined || (extract.optional && !found.isUnknown);
    const message = isAllowed ? '' : found.problem;
    checks.push(
      placeCheck(spec, step.spans[`extract.${extract.name}`] ?? step.span, {
        name: `extract ${extract.name}`,
        expected: source,
        actual: value ?? null,
        message,
        ...(found.isUnknown && { outcome: 'not-made' as const }),
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

type Found = { readonly value: Json | undefined; readonly problem: string; readonly isUnknown?: true };

function find({ from, all }: Extract, answer: Answer, scope: Scope): Found {
  if (from.kind === 'header') {
    const value = answer.headers[from.header.toLowerCase()];
    return { value, problem: `expected a header ${from.header}, the answer has none` };
  }
  const path = String(renderText(from.path, scope.lookup).value);
  const found = findIn(answer, path);
  switch (found.kind) {
    case 'not-json':
      return { value: undefined, problem: notJson(answer) };
    case 'problem':
      return { value: undefined, problem: found.problem, isUnknown: true };
    case 'values': {
      const values = found.values as readonly Json[];
      const value = values.length === 0 ? undefined : all ? values : values[0];
      if (!isTooDeep(value)) return { value, problem: `${path} finds nothing in the answer` };
      const problem = `${path} finds a value that is nested too deep to be kept`;
      return { value: undefined, problem, isUnknown: true };
    }
  }
}
