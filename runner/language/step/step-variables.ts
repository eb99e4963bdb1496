import type { Step } from './step.ts';
import { isTemplate, variablesOf } from '../template/template.ts';
import type { WrittenJson } from '../template/written.ts';

/** The names of the variables that a step needs before it can be sent, each once, in the order they stand. */
export function variablesOfStep(step: Step): readonly string[] {
  const names = new Set<string>();
  const add = (name: string): void => void names.add(name);
  if (step.path.includes('{'))
    for (const match of step.path.matchAll(/(?<!\{)\{([A-Za-z_][\w.-]*)\}(?!\})/g)) add(match[1]!);
  const { headers, body, status } = step.expect;
  const until = step.retry?.until;
  const visit = (text: string): void => {
    if (isTemplate(text)) variablesOf(text).forEach(add);
  };
  visit(step.path);
  if (step.when !== undefined) visit(step.when);
  for (const each of [step.params, step.headers, step.formFields, headers, body]) walk(each, visit);
  if (status !== undefined) walk(status, visit);
  if (step.body !== undefined) walk(step.body, visit);
  for (const { from } of step.extract) visit(from.kind === 'body' ? from.path : from.header);
  for (const { default: fallback } of step.extract) if (fallback !== undefined) walk(fallback, visit);
  for (const { fieldName, filePath, filename = '' } of step.fileFields)
    [fieldName, filePath, filename].forEach(visit);
  if (until !== undefined) walk(until.kind === 'expression' ? until.source : { ...until }, visit);
  const { forEach } = step;
  if (forEach === undefined) return [...names];
  names.delete(forEach.as);
  walk(forEach.in, visit);
  return [...names].filter((name) => name.split('.')[0] !== forEach.as);
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

/** Whether steps in a text can name a secret; only an escape could hide it. */
export const mayNameSecrets = (text: string): boolean => text.includes('env.') || text.includes('\\');

/** The names of the secrets in a text, `NAME` for `env.NAME`, each as often as it is there. */
export const secretNamesIn = (text: string): readonly string[] =>
  [...text.matchAll(/env\.([A-Za-z_][A-Za-z0-9_]*)/g)].map(([, name]) => name!);
