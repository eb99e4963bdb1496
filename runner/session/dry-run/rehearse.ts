import type { Environment } from '../../environment/environment.ts';
import type { Spec } from '../../language/parse.ts';
import type { Step } from '../../language/step/step.ts';
import { variablesIn } from '../../language/step/step-variables.ts';
import type { StepResult } from '../../run/events.ts';
import { itemsOf } from '../../run/for-each.ts';
import { noCookies } from '../../run/request/cookies.ts';
import type { Destinations } from '../../run/request/destinations.ts';
import type { RunOptions } from '../../run/run-options.ts';
import type { Scope } from '../../run/scope/scope.ts';
import { runTurns } from '../../run/sections.ts';
import { runStep } from '../../run/step.ts';
import { notSent } from '../../run/step-result.ts';
import { createSharedAnswers } from '../../run/shared.ts';
import type { StepContext } from '../../run/step-context.ts';
import { consequenceOf, turnId } from '../../run/verdict.ts';
import { isBroken } from '../../run/verdict-order.ts';
import type { DryRunOptions } from './dry-run-options.ts';
import { createStandIns, hideStandIns, type StandIn } from './stand-in.ts';

/** The input of a rehearsal. */
export type RehearsalInput = {
  readonly spec: Spec;
  readonly environment: Environment;
  readonly severity: StepContext['severity'];
  readonly createScope: () => Scope;
  readonly destinations: Destinations;
  readonly options: DryRunOptions;
};

/** A rehearsal in which all answers give values of one kind. */
type Variant = { readonly standIn: StandIn; readonly context: StepContext };

/**
 * The results of prerequisites and test steps before they are sent, by the functions of the run up to its `send`. A step that
 * would be sent counts as passed, and the variables it extracts are unknown from then on.
 */
export async function rehearse(input: RehearsalInput): Promise<readonly StepResult[]> {
  const { spec } = input;
  const options = optionsFor(input.options);
  const variants = createStandIns(spec.steps).map(
    (standIn): Variant => ({ standIn, context: contextFor(input, options) }),
  );
  const unknown = new Set<string>();
  const results: StepResult[] = [];
  for (const step of spec.steps) {
    if (step.section === 'cleanup') continue;
    const turns = await rehearseStep(variants, step, unknown);
    results.push(...turns);
    const last = turns.at(-1)!;
    if (isBroken(last.verdict) && consequenceOf(step, last) === 'stop') break;
    if (last.verdict !== 'passed') continue;
    for (const { name } of step.extract) {
      unknown.add(name);
      for (const { standIn, context } of variants)
        context.scope.within(step.origin).extract(name, standIn.valueOf(name));
    }
    for (const name of Object.keys(step.origin?.outputs ?? {})) unknown.add(name);
  }
  return results;
}

/** A step has a problem when it has the same one with every kind of value; else it counts as sent. */
async function rehearseStep(
  variants: readonly Variant[],
  step: Step,
  unknown: ReadonlySet<string>,
): Promise<readonly StepResult[]> {
  const isUnknown = (name: string): boolean => unknown.has(name) || unknown.has(name.split('.', 1)[0]!);
  const { context } = variants[0]!;
  if (step.when !== undefined && variablesIn(step.when).some(isUnknown)) return [asSent(step, context)];
  const found: (readonly StepResult[])[] = [];
  for (const variant of variants) {
    const turns = await rehearseTurns(step, variant, isUnknown);
    if (turns.at(-1)!.verdict === 'passed' || unknown.size === 0) return turns;
    found.push(turns);
  }
  const reasons = new Set(found.map((turns) => turns.at(-1)!.reason ?? ''));
  const shown = new Set([...reasons].map(hideStandIns));
  const [reason = ''] = shown;
  const isSame = reasons.size === 1 || (shown.size === 1 && blames(reason, isUnknown));
  return isSame ? withReason(found[0]!, reason) : [asSent(step, context)];
}

/** Whether the first variable in a sentence has a known value. */
function blames(reason: string, isUnknown: (name: string) => boolean): boolean {
  const name = /\{\{([\w.-]+)\}\}/.exec(reason)?.[1];
  return name !== undefined && !isUnknown(name);
}

const withReason = (turns: readonly StepResult[], reason: string): readonly StepResult[] => [
  ...turns.slice(0, -1),
  { ...turns.at(-1)!, reason },
];

/** All turns of a step, up to the first with a problem; one turn where only an answer gives their number. */
async function rehearseTurns(
  { forEach, ...step }: Step,
  { standIn, context }: Variant,
  isUnknown: (name: string) => boolean,
): Promise<readonly StepResult[]> {
  const scope = context.scope.within(step.origin);
  if (forEach === undefined) return [await rehearseOnce(step, { ...context, scope })];
  if (variablesIn(forEach.in).some(isUnknown)) {
    const item = scope.with(forEach.as, standIn.valueOf(forEach.as));
    return [await rehearseOnce(step, { ...context, scope: item })];
  }
  const items = itemsOf(forEach, scope);
  if ('problem' in items) return [await runTurns(context, { ...step, forEach }, () => undefined)];
  const results: StepResult[] = [];
  for (const [turn, item] of items.values.entries()) {
    const ofTurn = { ...step, id: turnId(step, turn) };
    const withItem = scope.with(forEach.as, item, items.secrets);
    const result = await rehearseOnce(ofTurn, { ...context, scope: withItem });
    results.push(result);
    if (isBroken(result.verdict)) break;
  }
  return results;
}

async function rehearseOnce(step: Step, context: StepContext): Promise<StepResult> {
  const { retry } = step;
  const once = retry === undefined ? step : { ...step, retry: { ...retry, attempts: 1 } };
  const result = await runStep(context, once);
  return result.request === null ? result : asSent(step, context);
}

const asSent = (step: Step, { spec }: StepContext): StepResult => ({
  ...notSent(spec, step, 'passed', ''),
  reason: null,
});

function contextFor(input: RehearsalInput, options: RunOptions): StepContext {
  const { spec, environment, severity, createScope, destinations } = input;
  return {
    spec,
    environment,
    scope: createScope(),
    options,
    destinations,
    severity,
    specChecksAt: () => [],
    seenIssues: new Set(),
    cookies: noCookies,
    signal: options.signal,
    tokenSignal: options.signal,
    takeBreak: () => undefined,
    trace: undefined,
    identity: 'dry-run',
  };
}

/** The options of a run that sends nothing: every token exists, and no request is answered. */
function optionsFor(input: DryRunOptions): RunOptions {
  const { nowMs, redactor } = input;
  const never = new AbortController().signal;
  return {
    ...input,
    redactor,
    send: (request) =>
      Promise.resolve({
        request,
        attempts: [{ durationMs: 0, error: { code: 'aborted', message: 'a dry run sends nothing' } }],
      }),
    clock: { nowMs: () => nowMs, elapsedMs: () => 0, sleep: () => Promise.resolve() },
    jobs: 1,
    tokens: { obtain: () => Promise.resolve({ token: STAND_IN_TOKEN, renewAtMs: Number.POSITIVE_INFINITY }) },
    strictKnown: false,
    sharePrerequisites: false,
    shared: createSharedAnswers(),
    stop: never,
    interrupt: never,
    signal: never,
    cleanupSignal: never,
    startedAtMs: nowMs,
  };
}

/** In place of a token that a run obtains before its first request. */
const STAND_IN_TOKEN = 'given-by-an-exchange';
