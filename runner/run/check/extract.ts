import { type Answer, headerOf } from '../../language/answer.ts';
import { findIn } from '../../language/matcher/expected.ts';
import { isTooDeep } from '../../language/json/json-values.ts';
import { placesIn } from '../../language/jsonpath/jsonpath.ts';
import type { Spec } from '../../language/parse.ts';
import type { Extract } from '../../language/step/read-extract.ts';
import type { Step } from '../../language/step/step.ts';
import { renderPath } from '../../language/template/path-text.ts';
import { renderVariable } from '../../language/template/template.ts';
import { jsonOf, textsOf, type WrittenJson } from '../../language/template/written.ts';
import type { Json } from '../../language/yaml/yaml.ts';
import { placeCheck } from './place-check.ts';
import type { Check } from '../events.ts';
import type { SecretRead } from '../../environment/layers.ts';
import { patternsOfAnswer } from './patterns.ts';
import { hiddenPlaces, type HiddenPlaces, type Keys } from '../secrets/places.ts';
import type { Redactor } from '../secrets/redactor.ts';
import { isSensitiveName } from '../secrets/sensitive/names.ts';
import type { Scope } from '../scope/scope.ts';

export type Extracted = {
  readonly values: Readonly<Record<string, Json>>;
  readonly checks: readonly Check[];
};

/** The secrets that an extracted variable depends on. */
type SecretsIn = (name: string) => readonly SecretRead[];

const noSecrets: SecretsIn = () => [];

/** Extracts variables from a response. A path that finds nothing is a failed check; null that is found is a value. */
export function extractAll(
  spec: Spec,
  step: Step,
  answer: Answer,
  scope: Scope,
  secretsIn: SecretsIn = noSecrets,
): Extracted {
  const values: Record<string, Json> = {};
  const checks: Check[] = [];
  for (const extract of step.extract) {
    const found = find(extract, answer, scope);
    // A default replaces a missing value, not one that could not be looked for.
    const instead = found.isUnknown ? undefined : defaultOf(extract, scope);
    const value = found.value === undefined ? instead : found.value;
    const source = extract.from.kind === 'body' ? extract.from.path : `header ${extract.from.header}`;
    if (value !== undefined) {
      values[extract.name] = jsonOf(value);
      scope.extract(extract.name, value, {
        isFound: found.value !== undefined,
        secrets: secretsIn(extract.name),
      });
    }
    const isAllowed = value !== undefined || (extract.optional && !found.isUnknown);
    const message = isAllowed ? '' : found.problem;
    checks.push(
      placeCheck(spec, step.spans[`extract.${extract.name}`] ?? step.span, {
        name: `extract ${extract.name}`,
        expected: source,
        actual: jsonOf(value ?? null),
        message,
        ...(value === undefined && message !== '' && { isAbsent: true as const }),
        ...(found.isUnknown && { outcome: 'not-made' as const }),
        ...(message !== '' &&
          !found.isUnknown && { hint: 'look at the answer above; `optional: true` allows it to be missing' }),
      }),
    );
  }
  return { values, checks };
}

/** Notes what a step would have extracted from a successful response that is not as expected. */
export function keepForCleanup(
  step: Step,
  answer: Answer,
  scope: Scope,
  secretsIn: SecretsIn = noSecrets,
): void {
  if (answer.status < 200 || answer.status > 299) return;
  for (const extract of step.extract) {
    const { value } = find(extract, answer, scope);
    if (value === undefined) continue;
    scope.keepForCleanup(extract.name, value, secretsIn(extract.name));
  }
}

/**
 * Registers as secrets the values that an extract redacts, even if the response fails, and the values under sensitive names,
 * unless an extract says that they may be shown.
 */
export function registerAnswer(step: Step, answer: Answer, scope: Scope, redactor: Redactor): void {
  if (step.extract.length > 0) registerExtracts(step, answer, scope, redactor);
  redactor.addSensitive(answer.json, answer.status);
  redactor.addSensitive(answer.headers, answer.status);
  for (const name of URL_HEADERS) {
    const value = answer.headers[name];
    if (value !== undefined) redactor.addUrls(value);
  }
}

function registerExtracts(step: Step, answer: Answer, scope: Scope, redactor: Redactor): void {
  for (const extract of step.extract)
    if (extract.isShown === true) for (const node of nodesOf(extract, answer, scope)) redactor.allow(node);
  for (const extract of step.extract)
    if (extract.redact || (extract.isShown !== true && isSensitiveName(extract.name)))
      for (const node of nodesOf(extract, answer, scope))
        if (extract.redact || isSecretLike(node)) redactor.addValue(node, extract.name, !extract.redact);
  for (const extract of step.extract) {
    const fallback = extract.redact ? defaultOf(extract, scope) : undefined;
    if (fallback !== undefined)
      for (const each of [textsOf(fallback), jsonOf(fallback)]) redactor.addValue(each, extract.name);
  }
}

/** Where the values are that the extracts of a step redact; undefined if none do. */
export function placesOfRedacted(
  step: Step,
  answer: Answer,
  scope: Scope,
  redactor: Redactor,
): HiddenPlaces | undefined {
  if (!step.extract.some(({ redact }) => redact)) return undefined;
  const keysOf = ({ from }: Extract): readonly Keys[] => {
    if (from.kind === 'header') return [];
    const path = pathOf(from.path, scope);
    return 'problem' in path ? [] : keysIn(answer, path.value);
  };
  const found = step.extract.map((extract) => ({ extract, keys: keysOf(extract) }));
  const places = hiddenPlaces(
    found.flatMap(({ extract: { redact, name }, keys }) =>
      redact ? keys.map((each) => [each, redactor.nameOf(valueAt(each, answer), name)] as const) : [],
    ),
  );
  const names = found
    .filter(({ extract, keys }) => extract.redact || keys.some(places.touches))
    .map(({ extract }) => extract.name);
  return { ...places, extracts: new Set(names) };
}

const valueAt = (keys: Keys, { json, text }: Answer): unknown =>
  keys.reduce<unknown>((at, key) => Object(at)[key], json ?? text);

/** The keys that lead to what a path selects in a response. */
export function keysIn({ json, text }: Answer, path: string): readonly Keys[] {
  return placesIn(path, path === '$' && text !== undefined ? text : json, patternsOfAnswer());
}

const URL_HEADERS = ['location', 'content-location', 'link', 'refresh'];

/** The value of a variable with a sensitive name is a secret if it is long enough. */
const isSecretLike = (node: unknown): boolean => typeof node === 'string' && node.length >= 8;

/** The default for a missing value; its variables were checked before the step was sent. */
const defaultOf = ({ default: fallback }: Extract, scope: Scope): WrittenJson | undefined =>
  fallback === undefined ? undefined : renderVariable(fallback, scope.lookup).value;

/** Every node that the path of an extract selects, or the header it names. */
function nodesOf({ from }: Extract, answer: Answer, scope: Scope): readonly unknown[] {
  if (from.kind === 'header') {
    const value = headerOf(answer, from.header);
    return value === undefined ? [] : [value];
  }
  const path = pathOf(from.path, scope);
  if ('problem' in path) return [];
  const found = findIn(answer, path.value, patternsOfAnswer(answer), 'default');
  return found.kind === 'values' ? found.values : [];
}

/**
 * A path with its variables filled in. They were checked before the request, but an extract of this step may have changed one.
 */
function pathOf(path: string, { lookup }: Scope): { readonly value: string } | { readonly problem: string } {
  const { value, missing, problems } = renderPath(path, lookup);
  if (problems[0] !== undefined) return { problem: problems[0] };
  return missing[0] === undefined ? { value } : { problem: `the path ${path} needs {{${missing[0]}}}` };
}

type ExtractedValue = {
  readonly value: Json | undefined;
  readonly problem: string;
  readonly isUnknown?: true;
};

function find({ from, all }: Extract, answer: Answer, scope: Scope): ExtractedValue {
  if (from.kind === 'header') {
    const value = headerOf(answer, from.header);
    return { value, problem: `expected a header ${from.header}, the answer has none` };
  }
  const filled = pathOf(from.path, scope);
  if ('problem' in filled) return { value: undefined, problem: filled.problem, isUnknown: true };
  const path = filled.value;
  const found = findIn(answer, path, patternsOfAnswer(answer), 'default');
  switch (found.kind) {
    case 'not-json':
      return { value: undefined, problem: answer.problem ?? 'expected JSON' };
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
