import type { HttpRequest, HttpResponse } from '../../http/exchange.ts';
import type { Answer } from '../../language/answer.ts';
import type { Mutable } from '../../language/records.ts';
import type { Step } from '../../language/step/step.ts';
import { isReadable, readAnswer } from '../check/answer.ts';
import { contractInput, type MarkedPlaces } from '../check/contract-input.ts';
import { placesOfRedacted, registerAnswer } from '../check/extract.ts';
import type { ShownExchange, ShownRequest, ShownResponse, StepResult } from '../events.ts';
import { alsoHiding, type HiddenPlaces } from '../secrets/places.ts';
import { KEPT_IN_ARCHIVE, KEPT_WHEN_PASSED } from '../secrets/redact-event.ts';
import { registerMarked } from '../secrets/register.ts';
import { isTextType, roundTimings, showRequest, showResponse } from '../shown-exchange.ts';
import type { StepContext } from '../step-context.ts';
import type { Recording } from './recording.ts';

/** The exchanges of a step as an archive shows them. What the step shows of its own request and response is not repeated. */
export function showExchanges(
  context: StepContext,
  step: Step,
  { filled, token, sent }: Recording,
  own: Own,
): readonly ShownExchange[] {
  return sent.map(({ request, attempt, startedMs, durationMs, leftOutBytes }, at) => {
    const shown: Mutable<ShownExchange> = {
      startedAt: new Date(startedMs).toISOString(),
      durationMs: Math.round(durationMs),
    };
    if (attempt.timings !== undefined) shown.timings = roundTimings(attempt.timings);
    if (!isSameRequest(request, own.request)) shown.request = requestOf(request, own);
    if ('error' in attempt) {
      shown.error = attempt.error.message;
      return shown;
    }
    const { response } = attempt;
    const isOwn = at === sent.length - 1 && own.result.response !== null;
    if (!isOwn) registerAnswer(step, readAnswer(response), context.scope, context.options.redactor);
    if (leftOutBytes !== undefined) {
      if (!isOwn) shown.response = { ...showResponse(response), body: LEFT_OUT, bodyBytes: leftOutBytes };
    } else if (isOwn && response.body.byteLength <= KEPT_WHEN_PASSED)
      addBytes(shown, response, own.result.response);
    else {
      const answer = readAnswer(response);
      const places = placesToHide(context, step, { filled, token, request, response }, answer);
      shown.response = showResponse(response, places?.bodyOf(answer), KEPT_IN_ARCHIVE);
      addBytes(shown, response, shown.response);
    }
    return shown;
  });
}

/** The request and the result of the step itself. */
type Own = { readonly result: StepResult; readonly request: HttpRequest | undefined };

const LEFT_OUT = '(left out: the answers of this step are too large to be kept)';

/** Every request of a step has the same body, or none; the step shows it without what is hidden at its place. */
function requestOf(request: HttpRequest, own: Own): ShownRequest {
  const shown = showRequest(request);
  if (typeof request.body !== 'string') return shown;
  const body = request.body === own.request?.body ? own.result.request?.body : undefined;
  return { ...shown, body: body ?? '(left out)' };
}

type Received = Pick<Recording, 'filled' | 'token'> & {
  readonly request: HttpRequest;
  readonly response: HttpResponse;
};

/** Registers what the API document marks as secret in a response, and returns the hidden places of it; `marked` collects the marks. */
export function placesToHide(
  context: StepContext,
  step: Step,
  { filled, token, request, response }: Received,
  answer: Answer,
  marked: MarkedPlaces = { request: [], response: [] },
): HiddenPlaces | undefined {
  const { scope, options } = context;
  const { setCookies } = response;
  const redacted = placesOfRedacted(step, answer, scope, options.redactor);
  options.contract.check(
    contractInput(context, step, { filled, request, token, answer, setCookies }, marked),
  );
  registerMarked(answer.json, marked.response, options.redactor);
  return alsoHiding(redacted, marked.response);
}

/** Adds the bytes of a response that is no text, unless a part of it is hidden at its place. */
function addBytes(
  shown: Mutable<ShownExchange>,
  response: HttpResponse,
  as: ShownResponse | null | undefined,
): void {
  const { body } = response;
  if (body.byteLength === 0 || body.byteLength > KEPT_IN_ARCHIVE) return;
  if (isTextType(response) && isReadable(response)) return;
  if (as?.body === showResponse(response).body) shown.base64 = Buffer.from(body).toString('base64');
}

/** Attempts have their own time limits and spans; an archive shows another request only where what was sent differs. */
function isSameRequest(sent: HttpRequest, own: HttpRequest | undefined): boolean {
  if (own === undefined) return false;
  const names = Object.keys(sent.headers);
  return (
    sent.method === own.method &&
    sent.url === own.url &&
    sent.body === own.body &&
    names.length === Object.keys(own.headers).length &&
    names.every((name) => sent.headers[name] === own.headers[name])
  );
}
