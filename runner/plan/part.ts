import { nearest } from '../language/diagnostic.ts';
import type { Spec } from '../language/parse.ts';
import { positionAt } from '../language/source.ts';
import { type Step, stepName } from '../language/step/step.ts';
import { variablesOfStep } from '../language/step/step-variables.ts';

/** The last step to run: by its id, with its section where the id is ambiguous; or by a line of it. */
export type WantedStep = { readonly id: string } | { readonly line: number };

/** Decides whether earlier steps are needed besides those that extract. */
export type PartOptions = {
  /** Variables that every request may use: those of tokens and headers. */
  readonly always: readonly string[];
  /** Whether a step may depend on an earlier one implicitly, such as on a session cookie. */
  readonly needsAll: boolean;
};

/**
 * The part of a spec that leads to a step. By id, all steps before it; by line, only those that it needs: steps that extract its
 * variables, and theirs. Cleanup steps stay where their variables are still extracted. The step itself becomes the tested one.
 */
export function partOfSpec(
  spec: Spec,
  wanted: WantedStep,
  options: PartOptions & { readonly why: string },
): Spec | { readonly problem: string } {
  const sent = spec.steps.filter(({ section }) => section !== 'cleanup');
  const target = findStep(sent, spec, wanted);
  if ('problem' in target) return target;
  const before = sent.slice(0, sent.indexOf(target));
  const hasOrigin = [...before, target].some(({ origin }) => origin !== undefined);
  const needed =
    'id' in wanted || options.needsAll || hasOrigin ? before : neededBy(target, before, options.always);
  const kept = [...needed, target];
  const lost = namesOf(sent.filter((step) => !kept.includes(step)));
  const made = namesOf(kept);
  const isLost = (name: string): boolean => lost.has(rootOf(name)) && !made.has(rootOf(name));
  const cleanup = spec.steps.filter(
    (step) => step.section === 'cleanup' && !variablesOfStep(step).some(isLost),
  );
  const unsent = {
    steps: spec.steps.filter((step) => !kept.includes(step) && !cleanup.includes(step)),
    why: options.why,
  };
  if (target.section === 'test') return { ...spec, steps: [...kept, ...cleanup], unsent };
  const { expectedOutcome: _, ...metadata } = spec.metadata;
  return {
    ...spec,
    metadata: metadata as Spec['metadata'],
    steps: [...needed, { ...target, section: 'test', onFail: 'abort' }, ...cleanup],
    unsent,
  };
}

function findStep(
  steps: readonly Step[],
  spec: Spec,
  wanted: WantedStep,
): Step | { readonly problem: string } {
  const { path, text } = spec.source;
  if ('line' in wanted) {
    const lines = steps
      .filter(({ origin }) => origin === undefined)
      .map((step) => ({
        step,
        from: positionAt(text, step.span.start).line,
        to: positionAt(text, Math.max(step.span.start, step.span.end - 1)).line,
      }));
    const found = lines.find(({ from, to }) => from <= wanted.line && wanted.line <= to);
    if (found !== undefined) return found.step;
    const list = lines.map(({ step, from, to }) => `${stepName(step)} (${from}-${to})`).join(', ');
    return {
      problem: `${path}:${wanted.line} is no line of a step that can be run; its steps are ${list || 'none'}`,
    };
  }
  const found =
    steps.find((step) => stepName(step) === wanted.id) ?? steps.findLast(({ id }) => id === wanted.id);
  if (found !== undefined) return found;
  const ids = steps.map(({ id }) => id);
  const guess = nearest(wanted.id, ids);
  return {
    problem: `${path} has no step ${wanted.id}${guess === undefined ? `; its steps are ${ids.join(', ') || 'none'}` : `; did you mean ${guess}?`}`,
  };
}

function neededBy(target: Step, before: readonly Step[], always: readonly string[]): readonly Step[] {
  const names = new Set([...variablesOfStep(target), ...always].map(rootOf));
  const needed: Step[] = [];
  for (const step of before.toReversed()) {
    if (!step.extract.some(({ name }) => names.has(rootOf(name)))) continue;
    needed.unshift(step);
    for (const name of variablesOfStep(step)) names.add(rootOf(name));
  }
  return needed;
}

const rootOf = (name: string): string => name.split('.')[0]!;

const namesOf = (steps: readonly Step[]): ReadonlySet<string> =>
  new Set(steps.flatMap(({ extract }) => extract.map(({ name }) => rootOf(name))));
