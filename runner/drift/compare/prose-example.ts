import { isObject, parseJson } from '../../openapi/document/json.ts';
import { createLocator } from '../../openapi/document/position.ts';
import { extendPointer } from '../../openapi/document/pointer.ts';
import { readMarkdown } from '../../language/markdown/markdown.ts';
import type { Spec } from '../../language/parse.ts';
import { positionAt } from '../../language/source.ts';
import type { FieldStep } from './field-path.ts';
import type { DriftPlace } from '../finding.ts';

/** An example answer in the prose of a spec. */
export type ProseExample = {
  readonly value: unknown;
  /** The statuses in its heading; empty when there are none. */
  readonly statuses: readonly number[];
  /** The place of the field at these steps. */
  readonly placeOf: (steps: readonly FieldStep[]) => DriftPlace;
};

/** The JSON blocks below "Expected Response" and similar headings. Other blocks are ignored. */
export function readProseExamples({ source }: Spec): readonly ProseExample[] {
  return readMarkdown(source.text)
    .sections.filter(({ title }) => /\bresponse\b/i.test(title) && !/error/i.test(title))
    .flatMap(({ title, fences }) =>
      fences.flatMap(({ language, span }): readonly ProseExample[] => {
        const text = source.text.slice(span.start, span.end);
        const value = language === 'json' || language === '' ? withoutDots(parseJson(text)) : undefined;
        if (typeof value !== 'object' || value === null) return [];
        const statuses = (title.match(/\b[1-5]\d\d\b/g) ?? []).map(Number);
        const start = positionAt(source.text, span.start);
        const locate = createLocator(text);
        const placeOf = (steps: readonly FieldStep[]): DriftPlace => {
          const { line, column } = locate(pointerTo(value, steps));
          return { path: source.path, line: start.line + line - 1, column };
        };
        return [{ value, statuses, placeOf }];
      }),
    );
}

/** An omission in an example could be anything: `"..."` becomes null, which fits every type. */
function withoutDots(value: unknown): unknown {
  if (typeof value === 'string') return /^\s*(\.{2,}|…|<.*>|\{.*\})\s*$/s.test(value) ? null : value;
  if (Array.isArray(value)) return value.map(withoutDots);
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutDots(each)]))
    : value;
}

/** The pointer of the first value at these steps. */
function pointerTo(root: unknown, steps: readonly FieldStep[]): string {
  const find = (value: unknown, at: number, pointer: string): string | undefined => {
    const step = steps[at];
    if (step === undefined) return pointer;
    if (typeof value !== 'object' || value === null) return undefined;
    for (const [key, inner] of Object.entries(value)) {
      if (step.kind === 'field' && key !== step.name) continue;
      const found = find(inner, at + 1, extendPointer(pointer, key));
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return find(root, 0, '') ?? '';
}
