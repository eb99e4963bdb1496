import { byteLength, type HttpRequest, type HttpResponse, type Timings } from '../http/exchange.ts';
import type { Mutable } from '../language/records.ts';
import { showText } from './check/answer.ts';
import type { ShownAttempt, ShownRequest, ShownResponse, StepResult } from './events.ts';
import { cutText } from './secrets/cut.ts';
import { KEPT_OTHERWISE } from './secrets/redact-event.ts';
import type { Tried } from './step-outcome.ts';

/** The length of an answer that is redacted: the part that reports keep, and a margin, because redaction may shorten it. */
const LOOKED_AT = KEPT_OTHERWISE + 10_000;

/** A request as reports show it; `redacted` is the body with redacted places, if it has any. */
export function showRequest({ method, url, headers, body }: HttpRequest, redacted?: string): ShownRequest {
  return {
    method,
    url,
    headers,
    ...(body !== undefined && {
      body:
        typeof body === 'string'
          ? cutText(redacted ?? body, LOOKED_AT)
          : `(${byteLength(body)} bytes of ${headers['Content-Type'] ?? 'content'})`,
    }),
  };
}

/** A response as reports show it; `redacted` is the body with redacted places, if it has any. */
export function showResponse(
  response: HttpResponse,
  redacted?: string,
  lookedAt: number = LOOKED_AT,
): ShownResponse {
  const type = response.headers['content-type'] ?? '';
  const bodyBytes = response.body.byteLength;
  const body =
    redacted !== undefined
      ? cutText(redacted, lookedAt)
      : isTextType(response)
        ? cutText(showText(type, response.body), lookedAt)
        : `(${bodyBytes} bytes of ${type})`;
  return { status: response.status, headers: response.headers, body, bodyBytes };
}

/** Whether the `Content-Type` of a response promises text. */
export function isTextType({ headers }: Pick<HttpResponse, 'headers'>): boolean {
  const type = headers['content-type'] ?? '';
  return type === '' || /json|text|xml|javascript|urlencoded/i.test(type);
}

/** Adds the repeated tries, the redirects, the timings, and how many requests these were to a result. */
export function addTries(
  result: Mutable<StepResult>,
  { retried = [], redirects, timings }: Partial<Tried>,
  requests = result.attempts,
): void {
  if (requests !== result.attempts) result.requests = requests;
  result.retried = retried.map((attempt): ShownAttempt => {
    const durationMs = Math.round(attempt.durationMs);
    const span = attempt.span !== undefined && { span: attempt.span };
    return 'error' in attempt
      ? { durationMs, error: attempt.error.message, ...span }
      : { durationMs, status: attempt.response.status, ...span };
  });
  if (redirects !== undefined)
    result.redirects = redirects.map((each) => ({ ...each, durationMs: Math.round(each.durationMs) }));
  if (timings !== undefined) result.timings = roundTimings(timings);
}

export const roundTimings = ({ queueMs, connectMs, firstByteMs, bodyMs }: Timings): Timings => ({
  queueMs: hundredths(queueMs),
  connectMs: hundredths(connectMs),
  firstByteMs: hundredths(firstByteMs),
  bodyMs: hundredths(bodyMs),
});

const hundredths = (ms: number): number => Math.round(ms * 100) / 100;
