import { type Step, stepName } from './step.ts';

type Named = Pick<Step, 'id' | 'section'> & Partial<Pick<Step, 'forEach'>>;

/** The steps whose id is duplicated in their section: by another step, or by a turn of a `forEach`. */
export function stepsWithTakenId<Each extends Named>(steps: readonly Each[]): readonly Each[] {
  const seen = new Set<string>();
  const looping = new Set(steps.filter(({ forEach }) => forEach !== undefined).map(stepName));
  return steps.filter((step) => {
    const name = stepName(step);
    const loop = looping.size === 0 ? undefined : /^(.*)\[\d+\]$/s.exec(name)?.[1];
    const isTaken = seen.has(name) || (loop !== undefined && looping.has(loop));
    seen.add(name);
    return isTaken;
  });
}
