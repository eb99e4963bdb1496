import type { Step } from './step.ts';
import { variablesOf } from './template.ts';
import type { WrittenJson } from './written.ts';

/** The names of the variables that a step needs before it can be sent, each once, in the order they stand. */
export function variablesOfStep(step: Step): readonly string[] {
  const names = new Set<string>();
  const add = (name: string): void => void names.add(name);
  for (const match of step.path.matchAll(/(?<!\{)\{([A-Za-z_][\w.-]*)\}(?!\})/g)) add(match[1]!);
  const { headers, body, status } = step.expect;
  const until = step.retry?.until;
  const texts: WrittenJson = [
    step.path,
    step.when ?? '',
    step.params,
    step.headers,
    step.formFields,
    headers,
    body,
    status ?? '',
    step.body ?? '',
    step.extract.map(({ from }) => (from.kind === 'body' ? from.path : from.header)),
    step.extract.flatMap(({ default: fallback }) => (fallback === undefined ? [] : [fallback])),
    step.fileFields.map(({ fieldName, filePath, filename = '' }) => [fieldName, filePath, filename]),
    until === undefined ? '' : until.kind === 'expression' ? until.source : { ...until },
  ];
  walk(texts, (text) => variablesOf(text).forEach(add));
  if (step.forEach !== undefined) {
    names.delete(step.forEach.as);
    walk(step.forEach.in, (text) => variablesOf(text).forEach(add));
  }
  return [...names].filter((name) => name.split('.')[0] !== step.forEach?.as);
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
    for (const [key, each] of Object.entries(value)) {
      visit(key);
      walk(each as WrittenJson, visit);
    }
}

/** Whether steps in a text can name a secret; only an escape could hide it. */
export const mayNameSecrets = (text: string): boolean => text.includes('env.') || text.includes('\\');

/** The names of the secrets in a text, `NAME` for `env.NAME`, each as often as it is there. */
export const secretNamesIn = (text: string): readonly string[] =>
  [...text.matchAll(/env\.([A-Za-z_][A-Za-z0-9_]*)/g)].map(([, name]) => name!);
