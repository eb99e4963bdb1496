import type { Check, StepResult } from '../../../run/events.ts';
import { isBrokenPromise } from '../../../run/verdict-order.ts';
import type { JsonLine } from './json-lines.ts';

/** A remark about one value of a body. */
export type Mark = {
  readonly pointer: string;
  readonly kind: 'wrong' | 'warning' | 'taken';
  readonly text: string;
};

/** The JSON Pointer of a JSONPath that selects exactly one place; undefined for filters, wildcards and the like. */
export function pointerOf(path: string): string | undefined {
  const steps = /^\$((?:\.[\w-]+|\[\d+\]|\['[^']*'\]|\["[^"]*"\])*)$/.exec(path.trim())?.[1];
  if (steps === undefined) return undefined;
  const keys = [...steps.matchAll(/\.([\w-]+)|\[(\d+)\]|\['([^']*)'\]|\["([^"]*)"\]/g)].map(
    ([, name, index, single, double]) => name ?? index ?? single ?? double ?? '',
  );
  return keys.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The remarks of a step's checks about values of the request or response body. */
export function marksOf(step: StepResult, side: 'request' | 'response'): readonly Mark[] {
  return step.checks.flatMap((check): readonly Mark[] => {
    const pointer =
      (check.name.startsWith('request-') ? 'request' : 'response') === side ? placeOf(check) : undefined;
    if (pointer === undefined) return [];
    if (check.outcome !== 'passed')
      return [{ pointer, kind: isBrokenPromise(check) ? 'wrong' : 'warning', text: check.message }];
    const name = /^extract (.+)$/.exec(check.name)?.[1];
    return name === undefined ? [] : [{ pointer, kind: 'taken', text: name }];
  });
}

function placeOf({ name, pointer, expected }: Check): string | undefined {
  if (pointer !== undefined) return pointer;
  if (name.startsWith('body ')) return pointerOf(name.slice(5));
  if (name.startsWith('extract ') && typeof expected === 'string') return pointerOf(expected);
  return undefined;
}

/** The remarks by line; one about a missing value goes to its nearest parent. */
export function placeMarks(
  lines: readonly JsonLine[],
  marks: readonly Mark[],
): ReadonlyMap<number, readonly Mark[]> {
  const lineOf = new Map<string, number>();
  lines.forEach(({ pointer }, index) => {
    if (pointer !== undefined && !lineOf.has(pointer)) lineOf.set(pointer, index);
  });
  const placed = new Map<number, Mark[]>();
  for (const mark of marks) {
    let pointer = mark.pointer;
    while (!lineOf.has(pointer) && pointer !== '') pointer = pointer.slice(0, pointer.lastIndexOf('/'));
    const line = lineOf.get(pointer);
    if (line !== undefined) placed.set(line, [...(placed.get(line) ?? []), mark]);
  }
  return placed;
}
