import { hash } from 'node:crypto';
import { applyEdits, type Change, setMetadata } from '../language/edit.ts';
import type { Spec } from '../language/parse.ts';
import type { Step } from '../language/step/step.ts';
import type { SpecResult } from '../run/events.ts';
import { isWritten } from '../run/verdict-order.ts';
import type { Edit } from '../language/source.ts';

/** The result of writing a verdict: a new text, no change, or a refusal with its reason. */
export type WriteBack =
  | ({ readonly kind: 'changed' } & Change)
  | { readonly kind: 'same' }
  | { readonly kind: 'refused'; readonly reason: string };

/** Identifies the steps of a spec between runs, to detect that they changed since they were last proven. */
export type Fingerprint = string;

/**
 * The text of a spec with its verdict: `verified` with the time, or `failed` with the old time. `savedAt` is set if it is
 * missing, or if the steps differ from those of `savedBefore`.
 */
export function writeBack(
  spec: Spec,
  result: Pick<SpecResult, 'verdict'>,
  verifiedAt: string,
  savedBefore: Fingerprint | undefined,
): WriteBack {
  if (!isWritten(result.verdict)) return { kind: 'same' };
  const isSaved = spec.metadata.savedAt !== undefined && spec.metadata.savedAt !== '';
  const hasChanged = savedBefore !== undefined && savedBefore !== fingerprint(spec);
  const values = {
    status: result.verdict === 'passed' ? 'verified' : 'failed',
    ...((!isSaved || hasChanged) && { savedAt: verifiedAt }),
    ...(result.verdict === 'passed' && { verifiedAt }),
  };
  const set = setMetadata(spec.source.text, values);
  if ('refused' in set) return { kind: 'refused', reason: set.refused };
  return set.edits.length === 0 ? { kind: 'same' } : changed(spec.source.text, set.edits);
}

/** A text with edits applied, and the span that they cover. */
export const changed = (text: string, edits: readonly Edit[]): { readonly kind: 'changed' } & Change => ({
  kind: 'changed',
  text: applyEdits(text, edits),
  from: Math.min(...edits.map(({ span }) => span.start)),
  to: Math.max(...edits.map(({ span }) => span.end)),
});

/** Identifies the steps of a spec; prose, metadata and the place of steps do not count. */
export function fingerprint(spec: Spec): Fingerprint {
  const found = prints.get(spec) ?? printOf(spec);
  prints.set(spec, found);
  return found;
}

const prints = new WeakMap<Spec, Fingerprint>();

function printOf(spec: Spec): Fingerprint {
  const steps = spec.steps.map(withoutPlace);
  // `toString`, not `slice`: a slice would keep the longer text in memory, thousands of times.
  return hash('sha256', JSON.stringify(steps), 'buffer').toString('hex', 0, 8);
}

/** The parts of a step that affect its request and checks: not its place or description. */
function withoutPlace(step: Step): object {
  const kept: Record<string, unknown> = {};
  for (const key of Object.keys(step) as (keyof Step)[])
    if (key !== 'span' && key !== 'spans' && key !== 'description') kept[key] = step[key];
  return kept;
}
