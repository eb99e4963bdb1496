import {
  type Attempt,
  byteLength,
  type Exchange,
  type HttpRequest,
  type HttpResponse,
  lastAttempt,
  type Timings,
  type TransportError,
} from '../http/exchange.ts';
import { type Answer, holds } from '../spec/condition.ts';
import type { KnownIssue } from '../spec/metadata.ts';
import type { Spec } from '../spec/parse.ts';
import { positionAt } from '../spec/source.ts';
import { includesStatus } from '../spec/status.ts';
import type { Retry, Step } from '../spec/step.ts';
import type { Json } from '../spec/yaml.ts';
import { authorize } from './auth.ts';
import { checkAnswer, placeCheck } from './check.ts';
import type { ContractInput } from './contract.ts';
import type { Environment } from './environment.ts';
import type { Check, ShownAttempt, ShownRequest, ShownResponse, StepResult, Verdict } from './events.ts';
import type { Cookies } from './cookies.ts';
import { fillExpect, type FilledExpect } from './expect.ts';
import { extractAll, keepForCleanup } from './extract.ts';
import { judgeKnown } from './known-issues.ts';
import { type Redactor, showHeaders } from './redact.ts';
import { buildRequest, type Filled, fillStep, type RequestProblem } from './request.ts';
import type { RunOptions } from './run.ts';
import type { Scope } from './scope.ts';
import { resolveTarget } from './target.ts';

export type StepContext = {
  readonly spec: Spec;
  readonly environment: Environment;
  readonly scope: Scope;
  readonly options: RunOptions;
  /** The known issues that did happen. */
  readonly seenIssues: Set<KnownIssue>;
  readonly cookies: Cookies;
  /** Aborts what is in flight. */
  readonly signal: AbortSignal;
  /** Tells this run of the spec apart, for multipart boundaries. */
  readonly identity: string;
};

/** How much of an answer the report keeps, in characters. */
const KEPT_WHEN_PASSED = 2_000;
const KEPT_OTHERWISE = 20_000;

/** Sends one step and holds the answer against what it promises. Never throws on anything a spec or an API does. */
export async function runStep(context: StepContext, step: Step): Promise<StepResult> {
  const { scope, options } = context;
  if (step.when !== undefined && !holds({ kind: 'expression', source: step.when }, undefined, scope.lookup))
    return notSent(
      context.spec,
      step,
      'skipped',
      `its condition does not hold: ${options.redactor.text(step.when)}`,
    );
  const started = options.clock.elapsedMs();
  const outcome = await exchange(context, step).catch((error: unknown) => defect(step, error));
  const durationMs = options.clock.elapsedMs() - started;
  return 'check' in outcome.last
    ? problemResult(context, step, outcome, durationMs)
    : answerResult(context, step, outcome, durationMs);
}

/** A defect of ours is no answer, and must not keep the spec from its cleanup. */
const defect = (step: Step, error: unknown): Outcome => ({
  last: { check: 'runner', message: `the runner itself failed: ${String(error)}`, span: step.span },
  attempts: 0,
  api: '',
  apiReason: '',
  token: step.token ?? '',
});

type Tried = { readonly retried: readonly Attempt[]; readonly timings?: Timings };
type Sent = Tried & {
  readonly filled: Filled;
  readonly expect: FilledExpect;
  readonly request: HttpRequest;
  readonly response: HttpResponse;
  readonly answer: Answer;
  readonly durationMs: number;
};
type Failed = RequestProblem & Partial<Tried> & { readonly request?: HttpRequest };
type Outcome = {
  readonly last: Sent | Failed;
  readonly attempts: number;
  readonly api: string;
  readonly apiReason: string;
  readonly token: string;
  /** Present when the step polls and what it waits for never came. */
  readonly neverHeld?: Retry;
};

async function exchange(context: StepContext, step: Step): Promise<Outcome> {
  const { spec, environment, scope, options, signal } = context;
  const token = step.token ?? spec.metadata.tokens[0] ?? environment.defaultToken ?? 'staff';
  const nowhere = { attempts: 0, api: 'primary', apiReason: '', token };
  const filled = fillStep(spec, step, scope);
  if ('check' in filled) return { ...nowhere, last: filled };
  const expect = fillExpect(spec, step, scope);
  if ('check' in expect) return { ...nowhere, last: expect };
  const target = resolveTarget(step, filled.path, spec.metadata.useFallbackApi, environment);
  if ('problem' in target)
    return {
      ...nowhere,
      last: {
        check: 'host',
        message: target.problem,
        hint: target.hint,
        span: step.spans['useFallbackApi'] ?? step.span,
      },
    };
  const chosen = { api: target.api, apiReason: target.reason, token };
  const onBehalfOf =
    step.onBehalfOf ??
    (token === 'directory' && options.contract.declaresOnBehalf(spec, step.method, filled.path));

  const once = async (): Promise<Sent | Failed> => {
    const authorization = await authorize({
      type: token,
      environment,
      scope,
      redactor: options.redactor,
      send: options.send,
      signal,
      tokens: options.tokens,
      now: options.clock.elapsedMs,
      ...(target.scheme !== undefined && { routeScheme: target.scheme }),
    });
    if ('problem' in authorization) {
      const span = step.spans['token'] ?? spec.metadata.spans['tokens'] ?? step.span;
      return { check: 'token', message: authorization.problem, hint: authorization.hint, span };
    }
    const boundary = `verify-${context.identity}`;
    const built = await buildRequest({
      ...context,
      step,
      filled,
      target,
      authorization,
      onBehalfOf,
      readAttachment: options.readAttachment,
      boundary,
    });
    if ('check' in built) return built;
    const cookie = context.cookies.headerFor(built.url);
    const request =
      cookie === undefined ? built : { ...built, headers: { Cookie: cookie, ...built.headers } };
    const welcome = (status: number): boolean => includesStatus(expect.statuses, status);
    const sent = await sendOrShare(context, step, { ...request, welcome });
    const attempt = lastAttempt(sent);
    if ('response' in attempt) await context.cookies.keep(request.url, attempt.response.setCookies ?? []);
    const tried = {
      retried: sent.attempts.slice(0, -1),
      ...(attempt.timings !== undefined && { timings: attempt.timings }),
    };
    return 'error' in attempt
      ? { ...transportProblem(step, attempt.error), request, ...tried }
      : {
          ...tried,
          filled,
          expect,
          request,
          response: attempt.response,
          answer: readAnswer(attempt.response),
          durationMs: attempt.durationMs,
        };
  };
  if (step.retry === undefined) return { ...chosen, attempts: 1, last: await once() };
  return { ...chosen, ...(await poll(context, step.retry, once)) };
}

/** A GET that others send too is asked once, when its step or the run says so. */
function sendOrShare(
  { options, signal, spec }: StepContext,
  step: Step,
  request: HttpRequest,
): Promise<Exchange> {
  const isShared =
    step.method === 'GET' &&
    step.retry === undefined &&
    (step.share || (options.sharePrerequisites && step.section === 'prerequisites'));
  if (!isShared) return options.send(request, signal);
  return options.shared.ask(request, spec.source.path, () => options.send(request, signal));
}

async function poll(
  { scope, options, signal }: StepContext,
  retry: Retry,
  once: () => Promise<Sent | Failed>,
): Promise<Pick<Outcome, 'last' | 'attempts' | 'neverHeld'>> {
  const started = options.clock.elapsedMs();
  let intervalMs = retry.intervalMs;
  for (let attempts = 1; ; attempts++) {
    const last = await once();
    if ('answer' in last && holds(retry.until, last.answer, scope.lookup)) return { last, attempts };
    const isOver =
      retry.maxMs !== undefined && options.clock.elapsedMs() - started + intervalMs > retry.maxMs;
    const isHopeless = 'check' in last && last.request === undefined;
    if (attempts >= retry.attempts || isOver || isHopeless || signal.aborted)
      return { last, attempts, neverHeld: retry };
    await options.clock.sleep(intervalMs, signal);
    intervalMs *= retry.backoff;
  }
}

function transportProblem(step: Step, error: TransportError): RequestProblem {
  const hints: Partial<Record<TransportError['code'], string>> = {
    refused: 'is the API running, and is baseUrl right?',
    'not-found': 'see baseUrl in environments.yaml',
    timeout: `${step.timeoutMs === undefined ? 'timeoutMs of the environment' : 'timeout of the step'} sets the limit`,
    'too-large': 'maxResponseBytes of the environment sets the limit',
    tls: 'certificates are always verified',
  };
  const hint = hints[error.code];
  return {
    check: 'answer',
    message: error.message,
    span: step.spans['path'] ?? step.span,
    ...(hint !== undefined && { hint }),
  };
}

function readAnswer(response: HttpResponse): Answer {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(response.body));
  } catch {
    json = undefined;
  }
  return { status: response.status, headers: response.headers, bodyBytes: response.body.byteLength, json };
}

function answerResult(context: StepContext, step: Step, outcome: Outcome, durationMs: number): StepResult {
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
    severity: { ...context.environment.severity, ...options.severity },
  };
  const operation = options.contract.operationOf(exchanged);
  options.onExchange?.(exchanged, operation);
  checks.push(...extracted.checks, ...options.contract.check(exchanged));
  const judged = known(checks);
  const failed = judged.find((check) => !isHeld(check) && check.severity === 'error');
  const verdict = failed === undefined ? 'passed' : 'failed';
  return {
    ...about(spec, step),
    verdict,
    reason: failed === undefined ? null : options.redactor.text(`${failed.name}: ${failed.message}`),
    token: outcome.token,
    api: outcome.api,
    apiReason: outcome.apiReason,
    ...(operation !== undefined && { operation }),
    request: showRequest(context, request),
    response: showResponse(context, response, verdict === 'passed' ? KEPT_WHEN_PASSED : KEPT_OTHERWISE),
    durationMs,
    attempts: outcome.attempts,
    ...showTries(context, outcome.last),
    extracted: options.redactor.json(extracted.values),
    checks: judged.map((check) => redactCheck(check, options.redactor)),
  };
}

const isHeld = (check: Check): boolean => check.outcome === 'passed' || check.outcome === 'known';

function judgeWith({
  spec,
  options,
  seenIssues,
}: StepContext): (checks: readonly Check[]) => readonly Check[] {
  const today = new Date(options.clock.nowMs()).toISOString().slice(0, 10);
  return (checks) => {
    const judged = judgeKnown(checks, spec.metadata.knownIssues, today);
    for (const issue of judged.seen) seenIssues.add(issue);
    return judged.checks;
  };
}

function neverHeld(spec: Spec, step: Step, retry: Retry, attempts: number, answer: Answer): Check {
  const wanted: Json = retry.until.kind === 'expression' ? retry.until.source : { ...retry.until };
  return placeCheck(spec, step.spans['retry.until'] ?? step.span, {
    name: 'until',
    expected: wanted,
    actual: answer.status,
    message: `what the step waits for did not come in ${attempts} attempt${attempts === 1 ? '' : 's'}`,
    hint: 'see the last answer; attempts, interval and maxMs say how long to wait',
  });
}

/** Only what came from outside: a secret that is called `passed` must not change an outcome. */
const redactCheck = (check: Check, { text, json }: Redactor): Check => ({
  ...check,
  name: text(check.name),
  expected: json(check.expected),
  actual: json(check.actual),
  message: text(check.message),
  ...(check.hint !== undefined && { hint: text(check.hint) }),
});

function problemResult(context: StepContext, step: Step, outcome: Outcome, durationMs: number): StepResult {
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
  return {
    ...about(spec, step),
    verdict: 'errored',
    reason: `${finding.name}: ${finding.message}`,
    token: outcome.token,
    api: outcome.api,
    apiReason: outcome.apiReason,
    request: request === undefined ? null : showRequest(context, request),
    response: null,
    durationMs,
    attempts: request === undefined ? 0 : outcome.attempts,
    ...showTries(context, outcome.last),
    extracted: {},
    checks: [finding],
  };
}

/** The result of a step that cannot be sent. */
export const erroredResult = (context: StepContext, step: Step, problem: RequestProblem): StepResult =>
  problemResult(
    context,
    step,
    { last: problem, attempts: 0, api: '', apiReason: '', token: step.token ?? '' },
    0,
  );

/** A step that was not sent, and why. */
export function notSent(spec: Spec, step: Step, verdict: Verdict, reason: string): StepResult {
  return {
    ...about(spec, step),
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
}

function about(spec: Spec, step: Step): Pick<StepResult, 'id' | 'section' | 'description' | 'line'> {
  const { line } = positionAt(spec.source.text, step.span.start);
  return {
    id: step.id,
    section: step.section,
    line,
    ...(step.description !== undefined && { description: step.description }),
  };
}

function showRequest({ options: { redactor } }: StepContext, request: HttpRequest): ShownRequest {
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

function showResponse(
  { options: { redactor } }: StepContext,
  response: HttpResponse,
  kept: number,
): ShownResponse {
  const type = response.headers['content-type'] ?? '';
  const isText = type === '' || /json|text|xml|javascript|urlencoded/i.test(type);
  const bodyBytes = response.body.byteLength;
  const text = isText
    ? cut(redactor.text(new TextDecoder().decode(response.body)), kept)
    : `(${bodyBytes} bytes of ${type})`;
  return { status: response.status, headers: showHeaders(response.headers, redactor), body: text, bodyBytes };
}

function showTries(
  { options: { redactor } }: StepContext,
  { retried = [], timings }: Partial<Tried>,
): Pick<StepResult, 'retried' | 'timings'> {
  const shown = retried.map((attempt): ShownAttempt => {
    const { durationMs } = attempt;
    return 'error' in attempt
      ? { durationMs, error: redactor.text(attempt.error.message) }
      : { durationMs, status: attempt.response.status };
  });
  return { retried: shown, ...(timings !== undefined && { timings }) };
}

const cut = (text: string, kept: number): string =>
  text.length <= kept ? text : `${text.slice(0, kept)}… (${text.length - kept} more characters)`;
