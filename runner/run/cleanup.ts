import { variablesOfStep } from '../spec/step-variables.ts';
import { type Step, stepName } from '../spec/step.ts';
import type { StepResult } from './events.ts';
import type { Scope } from './scope.ts';
import { runTurns } from './sections.ts';
import type { StepContext } from './step.ts';
import { notSent } from './step-result.ts';

/**
 * Runs the cleanup steps, whatever happened, once anything was sent; they decide nothing. A run deletes only what it made: a
 * step that needs what a step of the spec extracts, and did not, is skipped, wherever else a value of that name is known.
 */
export async function cleanUp(
  context: StepContext,
  results: readonly StepResult[],
  record: (result: StepResult) => void,
  warnings: string[],
): Promise<void> {
  const { spec, scope, options } = context;
  if (!spec.steps.some(({ section }) => section === 'cleanup')) return;
  if (!results.some((result) => result.request !== null)) return;
  scope.beginCleanup();
  const extractable = extractableIn(spec.steps);
  for (const step of spec.steps) {
    if (step.section !== 'cleanup') continue;
    if (options.cleanupSignal.aborted) {
      record(notSent(spec, step, 'skipped', 'not sent: the run was stopped'));
      continue;
    }
    const lacking = findLacking(step, scope, extractable);
    const nothing = notSent(spec, step, 'skipped', `nothing to clean: {{${lacking}}} was never extracted`);
    if (lacking !== undefined) record(nothing);
    const cleaning = { ...context, signal: options.cleanupSignal, tokenSignal: options.cleanupSignal };
    const result = lacking === undefined ? await runTurns(cleaning, step, record) : nothing;
    if (result.verdict !== 'passed' && result.verdict !== 'skipped')
      warnings.push(`${stepName(step)}: ${result.reason ?? ''}`);
    if (step.sleepMs > 0 && result.request !== null)
      await options.clock.sleep(step.sleepMs, options.cleanupSignal);
  }
}

/** The names that steps extract, by the use that they belong to; `undefined` is the spec itself. */
type Extractable = ReadonlyMap<string | undefined, ReadonlySet<string>>;

function extractableIn(steps: readonly Step[]): Extractable {
  const names = new Map<string | undefined, Set<string>>();
  const add = (use: string | undefined, name: string): void => {
    names.set(use, (names.get(use) ?? new Set()).add(name));
  };
  for (const step of steps) {
    for (const { name } of step.extract) add(step.origin?.use, name);
    for (let at = step.origin; at !== undefined; at = at.outer)
      for (const name of Object.keys(at.outputs)) add(at.outer?.use, name);
  }
  return names;
}

/** A variable that the step needs, that a step of its own spec or of one that uses this one extracts, and that none has. */
function findLacking(step: Step, scope: Scope, extractable: Extractable): string | undefined {
  const own = scope.within(step.origin);
  const seen = new Set<string>();
  const lackingIn = (name: string): string | undefined => {
    const root = name.split('.')[0]!;
    for (let at = step.origin; ; at = at.outer) {
      const here = extractable.get(at?.use);
      const known = [name, root].find((each) => here?.has(each));
      if (known !== undefined) return scope.within(at).isFound(known) && own.has(name) ? undefined : name;
      if (at === undefined) return lackingPartOf(root);
    }
  };
  const lackingPartOf = (name: string): string | undefined => {
    if (seen.has(name)) return undefined;
    seen.add(name);
    return firstOf(own.partsOf(name), lackingIn);
  };
  return firstOf(variablesOfStep(step), lackingIn);
}

function firstOf<Item, Found>(
  items: readonly Item[],
  find: (item: Item) => Found | undefined,
): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
