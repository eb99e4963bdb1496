import {
  type Attempt,
  type Exchange,
  type HttpRequest,
  lastAttempt,
  type Send,
  whyAborted,
} from './exchange.ts';
import { createParts, EVERYWHERE, type Limit, type Limiter, type Part, type Quota } from './limit.ts';
import { type LimiterClock, RateLimiter } from './rate-limiter.ts';
import { urlPartsOf } from './url-parts.ts';

export type RateLimitOptions = {
  readonly clock: LimiterClock;
  /** Milliseconds since the epoch, as `Retry-After` may be a date. */
  readonly nowMs: () => number;
  /** Most requests in flight, to all hosts together; unlimited if absent. */
  readonly atOnce?: number;
  /** This process's part of the limits; the whole if absent. */
  readonly part?: Part;
  /** Replaces the limiter of this process: the limits are shared with other processes. */
  readonly limiter?: Limiter;
};

/** A longer `Retry-After` than this is not waited for. */
export const MAX_RETRY_AFTER_MS = 60_000;

const UNLIMITED: Limit = {};

/**
 * A `Send` that keeps to the limits of origins and routes, for all jobs together. After a 429 or 503 with `Retry-After`
 * nothing is sent to that origin for as long.
 */
export function withRateLimit(
  send: Send,
  { clock, nowMs, atOnce, part, limiter = new RateLimiter(clock) }: RateLimitOptions,
): Send {
  const everywhere: Quota | undefined =
    atOnce === undefined ? undefined : { key: EVERYWHERE, limit: { maxConcurrent: atOnce } };
  const own = part === undefined ? (limit: Limit): Limit => limit : createParts(part);
  return async (request, signal) => {
    const origin: Quota = { key: urlPartsOf(request.url).origin, limit: own(request.limit ?? UNLIMITED) };
    const quotas = [origin];
    if (request.routeLimit !== undefined)
      quotas.push({ key: request.routeLimit.key, limit: own(request.routeLimit.limit) });
    if (everywhere !== undefined) quotas.push(everywhere);
    const waitedFrom = clock.elapsedMs();
    const admitted = limiter.acquire(quotas, signal);
    if (admitted !== true && !(await admitted)) return notSent(request, signal);
    try {
      const queueMs = clock.elapsedMs() - waitedFrom;
      const exchange = await send(request, signal);
      const pauseMs = retryAfterMs(lastAttempt(exchange), nowMs());
      if (pauseMs !== undefined && pauseMs <= MAX_RETRY_AFTER_MS) limiter.pause(origin, pauseMs);
      return admitted === true ? exchange : withQueue(exchange, queueMs);
    } finally {
      limiter.release(quotas);
    }
  };
}

const notSent = (request: HttpRequest, signal: AbortSignal): Exchange => ({
  request,
  attempts: [{ durationMs: 0, error: { code: 'aborted', message: whyAborted(signal) } }],
});

function withQueue(exchange: Exchange, queueMs: number): Exchange {
  const [first, ...rest] = exchange.attempts;
  const timings = { connectMs: 0, firstByteMs: 0, bodyMs: 0, ...first.timings, queueMs };
  return { ...exchange, attempts: [{ ...first, timings }, ...rest] };
}

/** The pause that `Retry-After` asks for, in seconds or as a date (RFC 9110, section 10.2.3); undefined if absent. */
export function retryAfterMs(attempt: Attempt, nowMs: number): number | undefined {
  if (!('response' in attempt) || (attempt.response.status !== 429 && attempt.response.status !== 503))
    return undefined;
  const value = attempt.response.headers['retry-after']?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1_000;
  const date = Date.parse(value);
  if (Number.isNaN(date)) return undefined;
  // The server's clock counts, if the response shows it.
  const sentAt = Date.parse(attempt.response.headers['date'] ?? '');
  return Math.max(0, date - (Number.isNaN(sentAt) ? nowMs : sentAt));
}
