import { jsonPath } from '../../openapi/document/pointer.ts';

/** One step of a path into JSON: a field, an item of a list, or either. */
export type FieldStep =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'item' }
  | { readonly kind: 'any' };

/** The steps of a JSONPath, as far as they are known without an answer: up to `..`, a variable, or the length of a list. */
export function fieldPathOf(path: string): readonly FieldStep[] {
  const steps: FieldStep[] = [];
  let rest = path
    .replace(/\s*\|\|.*$/s, '')
    .replace(/\s*\|\s*\[\d+\]\s*$/, '')
    .trim()
    .replace(/^\$/, '');
  while (rest !== '') {
    const taken = takeStep(rest);
    if (taken === undefined) break;
    rest = taken.rest;
    // `[?(…)][0]` picks one of the matches; it does not index into it.
    if (taken.isFilter) rest = rest.replace(/^\[\d+\]/, '');
    if (taken.step.kind === 'field' && taken.step.name === 'length' && rest === '') break;
    steps.push(taken.step);
  }
  return steps;
}

type Taken = { readonly step: FieldStep; readonly rest: string; readonly isFilter?: true };

function takeStep(rest: string): Taken | undefined {
  const field = /^\.([^.[\]*~^{}<>\s]+)/.exec(rest);
  if (field) return { step: { kind: 'field', name: field[1]! }, rest: rest.slice(field[0].length) };
  const quoted = /^\[(?:'([^'\\{}<>]*)'|"([^"\\{}<>]*)")\]/.exec(rest);
  if (quoted)
    return { step: { kind: 'field', name: quoted[1] ?? quoted[2]! }, rest: rest.slice(quoted[0].length) };
  const index = /^\[\s*-?\d*\s*(?::\s*-?\d*\s*){0,2}\]/.exec(rest);
  if (index && index[0] !== '[]') return { step: { kind: 'item' }, rest: rest.slice(index[0].length) };
  const all = /^(?:\.\*|\[\*\])/.exec(rest);
  if (all) return { step: { kind: 'any' }, rest: rest.slice(all[0].length) };
  if (!rest.startsWith('[?(')) return undefined;
  const end = endOfFilter(rest);
  return end === undefined ? undefined : { step: { kind: 'any' }, rest: rest.slice(end), isFilter: true };
}

function endOfFilter(text: string): number | undefined {
  let depth = 0;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === "'" || char === '"') quote = char;
    else if (char === '[' || char === '(') depth++;
    else if ((char === ']' || char === ')') && --depth === 0) return at + 1;
  }
  return undefined;
}

/** The steps as a JSONPath. */
export const writePath = (steps: readonly FieldStep[]): string =>
  jsonPath(steps.map((step) => (step.kind === 'field' ? step.name : '*')));
