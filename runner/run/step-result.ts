import type { Answer } from '../language/answer.ts';
import type { Condition } from '../language/expression/condition.ts';
import type { Spec } from '../language/parse.ts';
import type { Mutable } from '../language/records.ts';
import { placeAt } from '../language/source.ts';
import type { Step } from '../language/step/step.ts';
import type { Json } from '../language/yaml/yaml.ts';
import { checkAnswer } from './check/check.ts';
import { placeCheck } from './check/place-check.ts';
import { contractInput, hiddenBody, type MarkedPlaces } from './check/contract-input.ts';
import type { Check, StepResult, Verdict } from './events.ts';
import { extractAll, keepForCleanup, keysIn, placesOfRedacted } from './check/extract.ts';
import type { RequestProblem } from './request/render.ts';
import { judgeKnown, refuseUnproven, todayOf } from './check/known-issues.ts';
import { concealChecks, concealExtracted } from './secrets/conceal.ts';
import { showPolls } from './exchanges/show-polls.ts';
import { alsoHiding } from './secrets/places.ts';
import { registerMarked } from './secrets/register.ts';
import type { StepContext } from './step-context.ts';
import { isBrokenPromise, verdictOfBroken } from './verdict-order.ts';
import type { AnsweredStep, Failed, NeverHeld, StepOutcome } from './step-outcome.ts';
import { addTries, showRequest, showResponse } from './shown-exchange.ts';

/** The result of a step that was answered, with a check for each promise. */
export function answerResult(
  context: StepContext,
  step: Step,
  outcome: StepOutcome,
  durationMs: number,
): StepResult {
  const { spec, scope, options } = context;
  const {
    filled,
    expect,
    request,
    response,
    answer,
    answeredBy,
    durationMs: answerMs,
    busyMs,
  } = outcome.last as AnsweredStep;
  // Before variables are extracted, because its paths may contain variables.
  const redacted = placesOfRedacted(step, answer, scope, options.redactor);
  const marked: MarkedPlaces = { request: [], response: [] };
  const checks = checkAnswer(spec, step, expect, answer, { durationMs: answerMs, busyMs });
  if (outcome.neverHeld !== undefined)
    checks.unshift(neverHeld(spec, step, outcome.neverHeld, outcome.attempts, answer));
  const known = judgeWith(context);
  const isAsExpected = !known(checks).some(isBrokenPromise);
  const secretsIn = (name: string) => context.destinations.secretsFrom(name, answeredBy);
  const extracted = isAsExpected
    ? extractAll(spec, step, answer, scope, secretsIn)
    : { values: NOTHING, checks: NONE };
  if (!isAsExpected) keepForCleanup(step, answer, scope, secretsIn);
  const exchanged = contractInput(
    context,
    step,
    { filled, request, token: outcome.token, answer, setCookies: response.setCookies },
    marked,
  );
  const operation = options.contract.operationOf(exchanged);
  options.onExchange?.(exchanged, operation);
  checks.push(
    ...extracted.checks,
    ...context.specChecksAt(step, filled.path, operation),
    ...options.contract.check(exchanged),
  );
  const places = alsoHiding(redacted, marked.response);
  registerMarked(answer.json, marked.response, options.redactor);
  const proven = refuseUnproven(step, { expect, answer }, checks, known(checks));
  const judged = concealChecks(proven, {
    answer,
    redactor: options.redactor,
    places,
    keysIn,
  });
  const errors = judged.filter(isBrokenPromise);
  const failed = errors.find(({ outcome }) => outcome === 'failed') ?? errors[0];
  const verdict = failed === undefined ? 'passed' : verdictOfBroken(failed);
  const reason = failed === undefined ? null : `${failed.name}: ${failed.message}`;
  const result = about(spec, step, verdict, reason);
  result.token = outcome.token;
  result.api = outcome.api;
  result.apiReason = outcome.apiReason;
  if (operation !== undefined) result.operation = operation;
  result.request = showRequest(request, hiddenBody(request, filled, marked));
  result.response = showResponse(response, places?.bodyOf(answer));
  result.durationMs = durationMs;
  result.attempts = outcome.attempts;
  addTries(result, outcome.last, outcome.requests);
  if (outcome.polled !== undefined) result.polled = showPolls(outcome.polled.shown, answer, places);
  result.extracted = judged === proven ? extracted.values : concealExtracted(extracted.values, judged);
  result.checks = judged;
  return result;
}

/** A result with one more check; a failed one of severity `error` decides the verdict. */
export function withCheck(result: StepResult, check: Check): StepResult {
  const checks = [...result.checks, check];
  if (!isBrokenPromise(check)) return { ...result, checks };
  return { ...result, verdict: verdictOfBroken(check), reason: `${check.name}: ${check.message}`, checks };
}

function judgeWith({
  spec,
  options,
  seenIssues,
}: StepContext): (checks: readonly Check[]) => readonly Check[] {
  const { knownIssues } = spec.metadata;
  if (knownIssues.length === 0) return (checks) => checks;
  const today = todayOf(options.clock);
  return (checks) => {
    const judged = judgeKnown(checks, knownIssues, today);
    for (const issue of judged.seen) seenIssues.add(issue);
    return judged.checks;
  };
}

/** A condition as its author wrote it, without absent parts. */
function writtenCondition(condition: Condition): Json {
  if (condition.kind === 'expression') return condition.source;
  const { status, headers, body } = condition;
  return {
    ...(status !== undefined && { status }),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(Object.keys(body).length > 0 && { body }),
  };
}

function neverHeld(
  spec: Spec,
  step: Step,
  { retry, held, seen }: NeverHeld,
  attempts: number,
  answer: Answer,
): Check {
  const about = { name: 'until', expected: writtenCondition(retry.until), actual: answer.status };
  const span = step.spans['retry.until'] ?? step.span;
  if (held.outcome === 'not-made')
    return placeCheck(spec, span, { ...about, outcome: 'not-made', message: held.reason });
  return placeCheck(spec, span, {
    ...about,
    message: `what the step waits for did not come in ${attempts} attempt${attempts === 1 ? '' : 's'}: ${seen}`,
    hint: 'see the last answer; attempts, interval and maxMs say how long to wait',
  });
}

/** The input of a result without an answer. */
export type ResultContext = { readonly spec: Spec };

/** The result of a step that could not be sent, or got no answer. */
export function problemResult(
  context: ResultContext,
  step: Step,
  outcome: StepOutcome,
  durationMs: number,
): StepResult {
  const { spec } = context;
  const { check, message, hint, span, request, found } = outcome.last as Failed;
  const finding = placeCheck(spec, span, {
    name: check,
    outcome: 'not-made',
    expected: found?.expected ?? null,
    actual: found?.actual ?? null,
    message,
    ...(hint !== undefined && { hint }),
  });
  const result = about(spec, step, 'errored', `${finding.name}: ${finding.message}`);
  result.token = outcome.token;
  result.api = outcome.api;
  result.apiReason = outcome.apiReason;
  result.request = request === undefined ? null : showRequest(request);
  result.durationMs = durationMs;
  result.attempts = request === undefined ? 0 : outcome.attempts;
  addTries(result, outcome.last, outcome.requests);
  result.checks = [finding];
  return result;
}

/** The result of a step that cannot be sent. */
export const erroredResult = (context: ResultContext, step: Step, problem: RequestProblem): StepResult =>
  problemResult(
    context,
    step,
    { last: problem, attempts: 0, api: '', apiReason: '', token: step.token ?? '' },
    0,
  );

/** A step that was not sent, and why. */
export function notSent(spec: Spec, step: Step, verdict: Verdict, reason: string): StepResult {
  return about(spec, step, verdict, reason);
}

/** Shared, because V8 copies lists inside a literal slowly. */
const NONE: readonly never[] = [];

const NOTHING: Readonly<Record<string, never>> = {};

/** The fields of a result that are known before sending. Always the same keys, which costs least. */
function about(spec: Spec, step: Step, verdict: Verdict, reason: string | null): Mutable<StepResult> {
  const { line } = placeAt(spec.source, step.span);
  const result: Mutable<StepResult> = {
    id: step.id,
    section: step.section,
    line,
    verdict,
    reason,
    token: step.token ?? spec.metadata.tokens[0] ?? '',
    api: '',
    apiReason: '',
    request: null,
    response: null,
    durationMs: 0,
    attempts: 0,
    retried: NONE,
    extracted: NOTHING,
    checks: NONE,
  };
  if (step.description !== undefined) result.description = step.description;
  return result;
}
