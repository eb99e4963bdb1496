import type { SpecResult } from '../run/events.ts';
import { isOf } from '../run/verdict.ts';
import { setMetadata } from '../language/edit.ts';
import type { Spec } from '../language/parse.ts';
import type { Origin } from '../language/step/step.ts';
import { changed, type WriteBack } from './write-back.ts';

/** The documents whose steps this run of a spec used: one for each use with a step that was sent. */
export function usedSpecsOf(spec: Spec, result: Pick<SpecResult, 'steps'>): readonly string[] {
  const lenders = new Map<string, string>();
  const add = (origin: Origin | undefined): void => {
    if (origin === undefined) return;
    lenders.set(origin.use, origin.file);
    add(origin.outer);
  };
  for (const step of spec.steps)
    if (step.origin !== undefined && result.steps.some((each) => each.request !== null && isOf(step, each)))
      add(step.origin);
  return [...lenders.values()];
}

/** The current text of a spec, with `timesReused` raised by `times`. */
export function writeReuses(spec: Spec, text: string, times: number): WriteBack {
  const span = spec.metadata.spans['timesReused'];
  const before =
    span === undefined ? '' : spec.source.text.slice(span.start, span.end).replaceAll(/["'\s]/g, '');
  const count = before === 'null' || before === '~' ? 0 : Number(before);
  if (!Number.isInteger(count)) return { kind: 'refused', reason: `"${before}" is no whole number` };
  const set = setMetadata(text, { timesReused: count + times });
  if ('refused' in set) return { kind: 'refused', reason: set.refused };
  return changed(text, set.edits);
}
