import { byteLength, type HttpRequest, type HttpResponse, type Timings } from '../http/exchange.ts';
import type { Answer } from '../spec/answer.ts';
import type { Spec } from '../spec/parse.ts';
import { type Draft, mapRecord } from '../spec/records.ts';
import { positionAt } from '../spec/source.ts';
import type { Step } from '../spec/step.ts';
import type { Json } from '../spec/yaml.ts';
import { checkAnswer, placeCheck } from './check.ts';
import type { ContractInput } from './contract.ts';
import type { Check, ShownAttempt, ShownRequest, ShownResponse, StepResult, Verdict } from './events.ts';
import { extractAll, keepForCleanup } from './extract.ts';
import type { RequestProblem } from './fill.ts';
import { judgeKnown } from './known-issues.ts';
import { type Redactor, showHeaders } from './secrets/redact.ts';
import type { RunOptions } from './run.ts';
import type { Failed, NeverHeld, Outcome, Sent, StepContext, Tried } from './step.ts';

/** How much of an answer the report keeps, in characters. */
const KEPT_WHEN_PASSED = 2_000;
const KEPT_OTHERWISE = 20_000;

/** The result of a step that was answered: every promise held against the answer. */
export function answerResult(
  context: StepContext,
  step: Step,
  outcome: Outcome,
  durationMs: number,
): StepResult {
  const { spec, scope, options } = context;
  const { filled, expect, request, response, answer, durationMs: answerMs } = outcome.last as Sent;
  const checks: Check[] = [...checkAnswer(spec, step, expect, answer, answerMs)];
  if (outcome.neverHeld !== undefined)
    checks.unshift(neverHeld(spec, step, outcome.neverHeld, outcome.attempts, answer));
  const known = judgeWith(context);
  const isAsExpected = known(checks).every(isHeld);
  const extracted = isAsExpected
    ? extractAll(spec, step, answer, scope, options.redactor)
    : { values: {}, checks: [] };
  if (!isAsExpected) keepForCleanup(step, answer, scope, options.redactor);
  const exchanged: ContractInput = {
    spec,
    step,
    filled,
    request,
    token: outcome.token,
    answer,
    severity: context.severity,
  };
  const operation = options.contract.operationOf(exchanged);
  options.onExchange?.(exchanged, operation);
  checks.push(
    ...extracted.checks,
    ...context.specChecksAt(step, filled.path, operation),
    ...options.contract.check(exchanged),
  );
  const judged = known(checks);
  // What could not be checked says nothing against the API, and nothing for it.
  const errors = judged.filter((check) => !isHeld(check) && check.severity === 'error');
  const failed = errors.find(({ outcome }) => outcome === 'failed') ?? errors[0];
  const verdict = failed === undefined ? 'passed' : failed.outcome === 'failed' ? 'failed' : 'errored';
  const kept = verdict === 'passed' ? KEPT_WHEN_PASSED : KEPT_OTHERWISE;
  const reason =
    failed === undefined ? null : owned(options.redactor.text(`${failed.name}: ${failed.message}`));
  const result = about(spec, step, verdict, reason);
  result.token = outcome.token;
  result.api = outcome.api;
  result.apiReason = outcome.apiReason;
  if (operation !== undefined) result.operation = operation;
  result.request = showRequest(context, request);
  result.response = showResponse(context, response, kept);
  result.durationMs = durationMs;
  result.attempts = outcome.attempts;
  addTries(result, context, outcome.last);
  result.extracted = mapRecord(extracted.values, (value) => cutJson(options.redactor.json(value), kept));
  result.checks = judged.map((check) => redactCheck(check, options.redactor));
  return result;
}

/** A result with one more check; at severity `error` it decides the verdict. */
export function withCheck({ options }: ResultContext, result: StepResult, check: Check): StepResult {
  const shown = redactCheck(check, options.redactor);
  const checks = [...result.checks, shown];
  if (isHeld(check) || check.severity !== 'error') return { ...result, checks };
  const verdict = check.outcome === 'failed' ? 'failed' : 'errored';
  return { ...result, verdict, reason: `${shown.name}: ${shown.message}`, checks };
}

const isHeld = (check: Check): boolean => check.outcome === 'passed' || check.outcome === 'known';

function judgeWith({
  spec,
  options,
  seenIssues,
}: StepContext): (checks: readonly Check[]) => readonly Check[] {
  const { knownIssues } = spec.metadata;
  if (knownIssues.length === 0) return (checks) => checks;
  const today = new Date(options.clock.nowMs()).toISOString().slice(0, 10);
  return (checks) => {
    const judged = judgeKnown(checks, knownIssues, today);
    for (const issue of judged.seen) seenIssues.add(issue);
    return judged.checks;
  };
}

function neverHeld(
  spec: Spec,
  step: Step,
  { retry, held }: NeverHeld,
  attempts: number,
  answer: Answer,
): Check {
  const wanted: Json = retry.until.kind === 'expression' ? retry.until.source : { ...retry.until };
  const about = { name: 'until', expected: wanted, actual: answer.status };
  const span = step.spans['retry.until'] ?? step.span;
  if (held.outcome === 'not-made')
    return placeCheck(spec, span, { ...about, outcome: 'not-made', message: held.reason });
  return placeCheck(spec, span, {
    ...about,
    message: `what the step waits for did not come in ${attempts} attempt${attempts === 1 ? '' : 's'}`,
    hint: 'see the last answer; attempts, interval and maxMs say how long to wait',
  });
}

/** Only what came from outside: a secret that is called `passed` must not change an outcome. */
function redactCheck(check: Check, { text, json }: Redactor): Check {
  const name = text(check.name);
  const expected = cutJson(json(check.expected), KEPT_WHEN_PASSED);
  const actual = cutJson(json(check.actual), KEPT_WHEN_PASSED);
  const { message, hint, pointer } = check;
  const saysNothing = message === '' && hint === undefined && pointer === undefined;
  if (saysNothing && name === check.name && expected === check.expected && actual === check.actual)
    return check;
  return {
    ...check,
    name,
    expected,
    actual,
    message: owned(text(message)),
    ...(hint !== undefined && { hint: text(hint) }),
    ...(pointer !== undefined && { pointer: text(pointer) }),
  };
}

/** What a result is made with where nothing was answered. */
export type ResultContext = { readonly spec: Spec; readonly options: Pick<RunOptions, 'redactor'> };

/** The result of a step that could not be put, or had no answer. */
export function problemResult(
  context: ResultContext,
  step: Step,
  outcome: Outcome,
  durationMs: number,
): StepResult {
  const { spec, options } = context;
  const { check, message, hint, span, request } = outcome.last as Failed;
  const finding = placeCheck(spec, span, {
    name: check,
    outcome: 'not-made',
    expected: null,
    actual: null,
    message: options.redactor.text(message),
    ...(hint !== undefined && { hint: options.redactor.text(hint) }),
  });
  const result = about(spec, step, 'errored', `${finding.name}: ${finding.message}`);
  result.token = outcome.token;
  result.api = outcome.api;
  result.apiReason = outcome.apiReason;
  result.request = request === undefined ? null : showRequest(context, request);
  result.durationMs = durationMs;
  result.attempts = request === undefined ? 0 : outcome.attempts;
  addTries(result, context, outcome.last);
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

/** What there is to say of a step before anything is sent. Its keys are always the same, which is what costs least. */
function about(spec: Spec, step: Step, verdict: Verdict, reason: string | null): Draft<StepResult> {
  const { line } = positionAt(spec.source.text, step.span.start);
  const result: Draft<StepResult> = {
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
    retried: [],
    extracted: {},
    checks: [],
  };
  if (step.description !== undefined) result.description = step.description;
  return result;
}

function showRequest({ options: { redactor } }: ResultContext, request: HttpRequest): ShownRequest {
  const { method, url, headers, body } = request;
  return {
    method,
    url: redactor.text(url),
    headers: showHeaders(headers, redactor),
    ...(body !== undefined && {
      body:
        typeof body === 'string'
          ? cut(redactor.text(body), KEPT_OTHERWISE)
          : `(${byteLength(body)} bytes of ${headers['Content-Type'] ?? 'content'})`,
    }),
  };
}

const utf8 = new TextDecoder();

function showResponse(
  { options: { redactor } }: StepContext,
  response: HttpResponse,
  kept: number,
): ShownResponse {
  const type = response.headers['content-type'] ?? '';
  const isText = type === '' || /json|text|xml|javascript|urlencoded/i.test(type);
  const bodyBytes = response.body.byteLength;
  const text = isText
    ? cut(redactor.text(utf8.decode(response.body)), kept)
    : `(${bodyBytes} bytes of ${type})`;
  return { status: response.status, headers: showHeaders(response.headers, redactor), body: text, bodyBytes };
}

function addTries(
  result: Draft<StepResult>,
  { options: { redactor } }: ResultContext,
  { retried = [], timings }: Partial<Tried>,
): void {
  result.retried = retried.map((attempt): ShownAttempt => {
    const durationMs = Math.round(attempt.durationMs);
    return 'error' in attempt
      ? { durationMs, error: redactor.text(attempt.error.message) }
      : { durationMs, status: attempt.response.status };
  });
  if (timings !== undefined) result.timings = roundTimings(timings);
}

const roundTimings = ({ queueMs, connectMs, firstByteMs, bodyMs }: Timings): Timings => ({
  queueMs: hundredths(queueMs),
  connectMs: hundredths(connectMs),
  firstByteMs: hundredths(firstByteMs),
  bodyMs: hundredths(bodyMs),
});

const hundredths = (ms: number): number => Math.round(ms * 100) / 100;

const cut = (text: string, kept: number): string =>
  text.length <= kept ? text : `${owned(text.slice(0, kept))}… (${text.length - kept} more characters)`;

/** A part of a text keeps the whole of it in memory, and there may be ten thousand answers of a megabyte. */
const owned = (text: string): string => (text === '' ? '' : Buffer.from(text).toString());

/** A value that would not be shown whole anyway becomes the beginning of its text. */
function cutJson(value: Json, kept: number): Json {
  if (typeof value === 'string') return cut(value, kept);
  if (typeof value !== 'object' || value === null || isTiny(value)) return value;
  const text = JSON.stringify(value);
  return text.length <= kept ? value : cut(text, kept);
}

/** Most values are statuses, which need not be written out to be measured. */
const isTiny = (value: object): boolean =>
  Array.isArray(value) && value.length < 10 && value.every((each) => typeof each === 'number');
