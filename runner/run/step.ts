import { type Exchange, type HttpRequest, lastAttempt, type TransportError } from '../http/exchange.ts';
import { holds } from '../language/expression/condition.ts';
import { includesStatus } from '../language/matcher/status.ts';
import { type Step, stepName } from '../language/step/step.ts';
import { readAnswer } from './check/answer.ts';
import { authorize, tokenTypeOf } from './request/authorization.ts';
import { busyTimeOf } from './busy-time.ts';
import { sessionsIn, withCookies } from './request/cookies.ts';
import type { StepResult } from './events.ts';
import { createRecording } from './exchanges/recording.ts';
import { showExchanges } from './exchanges/show-exchanges.ts';
import { renderExpect } from './check/expect.ts';
import { registerAnswer } from './check/extract.ts';
import { renderStep, type RequestProblem } from './request/render.ts';
import { patternsOfAnswer } from './check/patterns.ts';
import { buildRequest } from './request/build.ts';
import { registerRequest } from './secrets/register.ts';
import { answerResult, erroredResult, notSent, problemResult } from './step-result.ts';
import { asSent, withSpans } from './request/trace.ts';
import { resolveTarget } from './request/target.ts';
import type { StepContext } from './step-context.ts';
import type { AnsweredStep, Failed, StepOutcome } from './step-outcome.ts';
import { poll, withPolls } from './exchanges/poll.ts';

/** Sends one step and compares the answer with its expectations. Never throws on anything a spec or an API does. */
export async function runStep(context: StepContext, step: Step): Promise<StepResult> {
  const { scope, options } = context;
  // Whether a step is sent reveals the values that its condition reads.
  const mark = scope.secretsRead.length;
  if (step.when !== undefined) {
    const condition = { kind: 'expression', source: step.when } as const;
    const held = holds(condition, {
      answer: undefined,
      lookup: scope.lookup,
      testPattern: patternsOfAnswer(),
    });
    if (held.outcome === 'not-made')
      return erroredResult(context, step, {
        check: 'when',
        message: held.reason,
        span: step.spans['when'] ?? step.span,
      });
    if (held.outcome === 'differs')
      return notSent(context.spec, step, 'skipped', `its condition does not hold: ${step.when}`);
  }
  const started = options.clock.elapsedMs();
  let outcome: StepOutcome;
  try {
    outcome = await exchange(context, step, mark);
  } catch (error) {
    outcome = defect(step, error);
  }
  const durationMs = Math.round(options.clock.elapsedMs() - started);
  const result = resultOf(context, step, outcome, durationMs);
  const { recording } = outcome;
  if (recording === undefined) return result;
  const own = { result, request: outcome.last.request };
  return { ...result, exchanges: showExchanges(context, step, recording, own) };
}

function resultOf(context: StepContext, step: Step, outcome: StepOutcome, durationMs: number): StepResult {
  try {
    return 'check' in outcome.last
      ? withPolls(context, step, outcome, problemResult(context, step, outcome, durationMs))
      : busyTimeOf(context.options.clock).during(() => answerResult(context, step, outcome, durationMs));
  } catch (error) {
    // The request was sent anyway, and cleanup must delete what it created.
    const { request } = outcome.last;
    const last = { ...defect(step, error).last, ...(request !== undefined && { request }) };
    return problemResult(context, step, { ...outcome, last }, durationMs);
  }
}

/** A defect of this program is not an answer, and must not prevent cleanup. */
const defect = (step: Step, error: unknown): StepOutcome => ({
  last: { check: 'runner', message: `the runner itself failed: ${String(error)}`, span: step.span },
  attempts: 0,
  api: '',
  apiReason: '',
  token: step.token ?? '',
});

/** Secrets read since `mark` belong to this step. */
async function exchange(context: StepContext, step: Step, mark: number): Promise<StepOutcome> {
  const { spec, environment, scope, options, destinations } = context;
  const token = tokenTypeOf(spec, step, environment);
  const nowhere = { attempts: 0, api: 'primary', apiReason: '', token };
  const filled = renderStep(spec, step, scope);
  const secretsOfStep = scope.secretsRead.slice(mark);
  if ('check' in filled) return { ...nowhere, last: filled };
  const expect = renderExpect(spec, step, scope);
  if ('check' in expect) return { ...nowhere, last: expect };
  const target = resolveTarget(step, filled.path, spec.metadata.useFallbackApi, environment);
  if ('problem' in target)
    return {
      ...nowhere,
      last: {
        check: 'host',
        message: target.problem,
        hint: target.hint,
        span:
          step.spans['useFallbackApi'] ??
          step.spans['useFallback'] ??
          spec.metadata.spans['useFallbackApi'] ??
          step.span,
      },
    };
  const recording = options.recordsExchanges === true ? createRecording(filled, token) : undefined;
  const chosen: Omit<StepOutcome, 'last' | 'attempts'> =
    recording === undefined
      ? { api: target.api, apiReason: target.reason, token }
      : { api: target.api, apiReason: target.reason, token, recording };
  const onBehalfOf =
    step.onBehalfOf ??
    (token === 'directory' && options.contract.declaresOnBehalf(spec, step.method, filled.path));

  const spans = context.trace?.spansOf(stepName(step));
  const tally: Tally = { requests: 0, isReused: false };
  const isExpectedStatus = (status: number): boolean => includesStatus(expect.statuses, status);
  const once = async (): Promise<AnsweredStep | Failed> => {
    const mark = scope.secretsRead.length;
    const authorized = authorize({
      type: token,
      environment,
      scope,
      redactor: options.redactor,
      send: options.send,
      signal: context.tokenSignal,
      waitSignal: context.signal,
      tokens: options.tokens,
      destinations,
      now: options.clock.elapsedMs,
      ...(target.scheme !== undefined && { routeScheme: target.scheme }),
    });
    const authorization = authorized instanceof Promise ? await authorized : authorized;
    if ('problem' in authorization) {
      const span = step.spans['token'] ?? spec.metadata.spans['tokens'] ?? step.span;
      const { problem: message, ...about } = authorization;
      return { check: 'token', message, span, ...about };
    }
    const building = buildRequest({
      spec,
      environment,
      scope,
      hosts: destinations.hosts,
      holdsSecret: (text) => options.redactor.text(text) !== text,
      step,
      filled,
      target,
      authorization,
      onBehalfOf,
      isExpectedStatus,
      readAttachment: options.readAttachment,
      boundary: `verify-${context.identity}`,
    });
    const built = building instanceof Promise ? await building : building;
    if ('check' in built) return built;
    const host = destinations.hosts.fill(target.baseUrl, target.writer);
    const secretsOfHost = 'secrets' in host ? host.secrets : [];
    const misdirected = destinations.refuse({
      request: built,
      secrets: [...secretsOfHost, ...secretsOfStep, ...scope.secretsRead.slice(mark)],
      token,
    });
    if (misdirected !== undefined) return { check: 'destination', ...misdirected, span: step.span };
    const keep = (url: string, setCookies: readonly string[]): Promise<void> =>
      keepCookies(context, url, setCookies);
    const along = withSpans(withCookies(context.cookies, built, keep), spans);
    const sending = recording === undefined ? along : { ...along, onSent: recording.onSent };
    registerRequest(sending, filled, options.redactor);
    const sent = await sendOrShare(context, step, sending, tally);
    if (!tally.isReused) tally.requests += sent.attempts.length + (sent.redirects?.length ?? 0);
    const request = asSent(sending, spans);
    const attempt = lastAttempt(sent);
    const retried = sent.attempts.slice(0, -1);
    const { redirects } = sent;
    const { durationMs, timings } = attempt;
    const { maxMs } = step.expect;
    const isLate = maxMs !== undefined && durationMs > maxMs;
    const busyMs = isLate ? busyTimeOf(options.clock).inLast(durationMs) : 0;
    if ('error' in attempt)
      return { ...transportProblem(step, attempt.error), request, retried, redirects, timings };
    const { response } = attempt;
    const answeredBy = sent.finalUrl ?? request.url;
    if (response.setCookies !== undefined) await keep(answeredBy, response.setCookies);
    const answer = readAnswer(response, sent.notFollowed);
    if (looksInto(step)) patternsOfAnswer(answer, options.clock.elapsedMs);
    registerAnswer(step, answer, scope, options.redactor);
    return {
      filled,
      expect,
      request,
      response,
      answer,
      answeredBy,
      durationMs,
      busyMs,
      retried,
      redirects,
      timings,
    };
  };
  if (step.retry === undefined && recording === undefined) {
    const last = await once();
    const { requests } = tally;
    return { last, attempts: 1, requests, api: target.api, apiReason: target.reason, token };
  }
  const tried =
    step.retry === undefined
      ? { last: await once(), attempts: 1 }
      : await poll(context, step, step.retry, once, spans);
  return { ...chosen, ...tried, requests: tally.requests };
}

/** How many requests a step has sent, and whether its last answer is that of another spec. */
type Tally = { requests: number; isReused: boolean };

/** Whether a step expects more of an answer than its status. */
const looksInto = ({ extract, retry, expect }: Step): boolean =>
  extract.length > 0 ||
  retry !== undefined ||
  Object.keys(expect.body).length + Object.keys(expect.headers).length > 0;

/** Session cookies are credentials, so they are redacted. */
async function keepCookies(
  { cookies, options }: StepContext,
  url: string,
  setCookies: readonly string[],
): Promise<void> {
  for (const [name, value] of sessionsIn(setCookies)) options.redactor.addFound(value, `cookie_${name}`);
  await cookies.keep(url, setCookies);
}

/** Shares a GET with other specs when its step or the run allows it. */
function sendOrShare(
  { options, signal, spec }: StepContext,
  step: Step,
  request: HttpRequest,
  tally: Tally,
): Promise<Exchange> {
  const isShared =
    step.method === 'GET' &&
    step.retry === undefined &&
    (step.share || (options.sharePrerequisites && step.section === 'prerequisites'));
  if (!isShared) return options.send(request, signal);
  tally.isReused = true;
  return options.shared.ask(request, spec.source.path, () => {
    tally.isReused = false;
    return options.send(request, signal);
  });
}

function transportProblem(step: Step, error: TransportError): RequestProblem {
  const hints: Partial<Record<TransportError['code'], string>> = {
    refused: 'is the API running, and is baseUrl right?',
    'not-found': 'see baseUrl in environments.yaml',
    timeout: `${step.timeoutMs === undefined ? 'timeoutMs of the environment' : 'timeout of the step'} sets the limit`,
    'too-large': 'maxResponseBytes of the environment sets the limit',
    'too-many-files': 'raise the limit (ulimit -n), or run fewer specs at once (--jobs)',
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
