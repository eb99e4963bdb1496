import type { StepDraft } from './draft.ts';

/** The variables of a step. */
export function usedVariables({ path, params, headers, body, expected }: StepDraft): ReadonlySet<string> {
  const text = JSON.stringify([path, params, headers, body, [...expected]], (_, each: unknown) =>
    typeof each === 'symbol' ? each.description : each,
  );
  return new Set([...text.matchAll(/(?<!\\)\{\{([\w.]+)\}\}/g)].map(([, name]) => name!));
}

/** The steps whose answers the test uses, directly or through others, with only the used variables. */
export function onlyUsed(
  prerequisites: readonly StepDraft[],
  test: StepDraft,
  cleanup: readonly StepDraft[],
): readonly StepDraft[] {
  const kept: StepDraft[] = [];
  const needed = new Set(usedVariables(test));
  const used = new Set([test, ...cleanup].flatMap((step) => [...usedVariables(step)]));
  for (const step of prerequisites.toReversed()) {
    const names = [...step.extract.keys()];
    if (!names.some((name) => needed.has(name))) continue;
    for (const name of usedVariables(step)) {
      needed.add(name);
      used.add(name);
    }
    kept.unshift({ ...step, extract: new Map([...step.extract].filter(([name]) => used.has(name))) });
  }
  return kept;
}
