import { isTemplate, variablesOf } from '../template/compile.ts';
import type { WrittenJson } from '../template/written.ts';
import { PATH_PARAMETER } from './read-path.ts';
import type { Step } from './step.ts';
import { stepKeys } from './step-keys.ts';

/** Messages name the variables of these keys first, and in this order. */
const FIRST = ['path', 'when', 'params', 'headers', 'form_fields', 'expect', 'body', 'extract'];

const placeOf = (key: string): number => (FIRST.includes(key) ? FIRST.indexOf(key) : FIRST.length);

/** The rows whose values hold variables. */
const withVariables = stepKeys
  .filter(([, row]) => (row.isSent ? row.rendering !== 'written' : row.hasVariables))
  .toSorted(([a], [b]) => placeOf(a) - placeOf(b))
  .map(([, { field, visitTexts }]) => ({ field: field as keyof Step, visitTexts }));

/** The names of the variables that a step needs before it can be sent, each once. */
export function variablesOfStep(step: Step): readonly string[] {
  const names = new Set<string>();
  if (step.path.includes('{')) for (const match of step.path.matchAll(PATH_PARAMETER)) names.add(match[1]!);
  const visit = (text: string): void => {
    if (isTemplate(text)) for (const name of variablesOf(text)) names.add(name);
  };
  const visitAll = (value: WrittenJson): void => walk(value, visit);
  for (const { field, visitTexts } of withVariables) {
    const value = step[field];
    if (value === undefined) continue;
    if (typeof value === 'string') visit(value);
    else if (visitTexts === undefined) walk(value as WrittenJson, visit);
    else visitTexts(value as never, visitAll);
  }
  const { forEach } = step;
  if (forEach === undefined) return [...names];
  return [...names].filter((name) => name.split('.', 1)[0] !== forEach.as);
}

/** The names of the variables in every text of a value, keys too. */
export function variablesIn(value: WrittenJson): readonly string[] {
  const names = new Set<string>();
  walk(value, (text) => {
    for (const name of variablesOf(text)) names.add(name);
  });
  return [...names];
}

function walk(value: WrittenJson, visit: (text: string) => void): void {
  if (typeof value === 'string') visit(value);
  else if (Array.isArray(value)) for (const each of value as readonly WrittenJson[]) walk(each, visit);
  else if (value !== null && typeof value === 'object')
    for (const key of Object.keys(value)) {
      visit(key);
      walk((value as Readonly<Record<string, WrittenJson>>)[key]!, visit);
    }
}

/** Whether steps in a text may name a secret; a backslash counts, because an escape could hide it. */
export const mayNameSecrets = (text: string): boolean => text.includes('env.') || text.includes('\\');

/** The names of the secrets in a text, `NAME` for `env.NAME`, with repetitions. */
export const secretNamesIn = (text: string): readonly string[] =>
  [...text.matchAll(/env\.([A-Za-z_][A-Za-z0-9_]*)/g)].map(([, name]) => name!);
