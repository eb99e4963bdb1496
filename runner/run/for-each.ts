import type { Step } from '../language/step/step.ts';
import { renderVariable } from '../language/template/template.ts';
import type { WrittenJson } from '../language/template/written.ts';
import type { SecretRead } from '../environment/layers.ts';
import type { Scope } from './scope/scope.ts';

/** The items of a step's `forEach`, with the secrets in them; or why there are none. */
export type Items =
  | { readonly values: readonly WrittenJson[]; readonly secrets: readonly SecretRead[] }
  | { readonly problem: string };

/** Evaluates a step's `forEach` with the variables known now. */
export function itemsOf({ in: source, max }: NonNullable<Step['forEach']>, scope: Scope): Items {
  const mark = scope.secretsRead.length;
  const { value, missing } = renderVariable(source, scope.lookup);
  const secrets = scope.secretsRead.slice(mark);
  const values = missing.length === 0 && Array.isArray(value) ? (value as readonly WrittenJson[]) : undefined;
  const expected = 'expected items to go through, found';
  if (values === undefined) return { problem: `${expected} no list` };
  if (values.length === 0) return { problem: `${expected} an empty list` };
  return values.length > max
    ? { problem: `${expected} ${values.length} items, and at most ${max} are allowed` }
    : { values, secrets };
}
