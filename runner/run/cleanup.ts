import { whyAborted } from '../http/exchange.ts';
import { variablesOfStep } from '../language/step/step-variables.ts';
import { asText, resolveName } from '../language/template/template.ts';
import { type Step, stepName } from '../language/step/step.ts';
import { limitCleanup } from './cleanup-time.ts';
import type { StepResult } from './events.ts';
import { renderStep } from './request/render.ts';
import type { Scope } from './scope/scope.ts';
import { runTurns } from './sections.ts';
import { notSent } from './step-result.ts';
import type { StepContext } from './step-context.ts';
import { isBroken } from './verdict-order.ts';

/**
 * Runs the cleanup steps, whatever happened, once anything was sent. A run deletes only what it created: a step is skipped when
 * it needs a variable that a step of the spec should have extracted and did not, even if another source provides that name.
 * Steps that the time limit left undone are warnings.
 */
export async function cleanUp(
  context: StepContext,
  results: readonly StepResult[],
  record: (result: StepResult) => void,
  warnings: string[],
): Promise<void> {
  const { spec, options } = context;
  if (!spec.steps.some(({ section }) => section === 'cleanup')) return;
  if (!results.some((result) => result.request !== null)) return;
  const time = limitCleanup({ ...options, signal: context.signal });
  const { signal } = time;
  try {
    const notDone = await runCleanup(
      { ...context, signal, tokenSignal: options.cleanupSignal },
      record,
      warnings,
    );
    if (notDone.length === 0) return;
    const why = `cleanup was cut off: ${whyAborted(signal)}`;
    const requests = notDone.map((step) => `${step.id} (${requestOf(context, step)})`).join(', ');
    warnings.push(`${why}; not done: ${requests}. What they delete may still be there: delete it by hand`);
  } finally {
    time.release();
  }
}

/** Runs the cleanup steps in order, and returns those that the time limit left undone. */
async function runCleanup(
  context: StepContext,
  record: (result: StepResult) => void,
  warnings: string[],
): Promise<readonly Step[]> {
  const { spec, scope, options, signal } = context;
  scope.beginCleanup();
  const extractable = extractableIn(spec.steps);
  const notDone: Step[] = [];
  for (const step of spec.steps) {
    if (step.section !== 'cleanup') continue;
    await context.takeBreak();
    const lacking = findLacking(step, scope, extractable);
    if (lacking !== undefined) {
      record(notSent(spec, step, 'skipped', `nothing to clean: ${lacking}`));
      continue;
    }
    if (signal.aborted) {
      record(notSent(spec, step, 'skipped', `not sent: ${whyAborted(signal)}`));
      notDone.push(step);
      continue;
    }
    if (options.keepResources === true) {
      const { leaveInPlace } = await import('./keep-resources.ts');
      warnings.push(...(await leaveInPlace(context, step)));
      record(notSent(spec, step, 'skipped', 'kept: --keep'));
      continue;
    }
    const result = await runTurns(context, step, record);
    if (isBroken(result.verdict)) {
      warnings.push(`${stepName(step)}: ${result.reason ?? ''}`);
      if (signal.aborted) notDone.push(step);
    }
    if (step.sleepMs > 0 && result.request !== null) await options.clock.sleep(step.sleepMs, signal);
  }
  return notDone;
}

/** The request line of a step, with its path filled in as far as possible. */
function requestOf({ spec, scope }: StepContext, step: Step): string {
  const filled = renderStep(spec, step, scope.within(step.origin));
  return `${step.method} ${'check' in filled ? step.path : filled.path}`;
}

/** The names that steps extract, by the use they belong to; `undefined` is the spec itself. */
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

/**
 * Why a step is not sent: it needs a variable that a step of its own spec, or of one that uses this one, extracts, and that was
 * not extracted or is empty.
 */
function findLacking(step: Step, scope: Scope, extractable: Extractable): string | undefined {
  const own = scope.within(step.origin);
  const seen = new Set<string>();
  const lackingIn = (name: string): string | undefined => {
    const root = name.split('.')[0]!;
    for (let at = step.origin; ; at = at.outer) {
      const here = extractable.get(at?.use);
      const known = [name, root].find((each) => here?.has(each));
      if (known !== undefined) {
        if (!scope.within(at).isFound(known) || !own.has(name)) return `{{${name}}} was never extracted`;
        // Many APIs take a filter without a value to mean everything.
        return asText(resolveName(name, own.lookup)) === '' ? `{{${name}}} is empty` : undefined;
      }
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
