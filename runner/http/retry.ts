import {
  type Attempt,
  type Exchange,
  type HttpRequest,
  lastAttempt,
  type Send,
  type TransportError,
} from './exchange.ts';
import { MAX_RETRY_AFTER_MS, retryAfterMs } from './rate-limit.ts';
import type { RetryPolicy } from './retry-policy.ts';

/** The clock and random numbers of retries. */
export type RetryOptions = {
  readonly elapsedMs: () => number;
  readonly nowMs: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** From 0, below 1. Jitter keeps clients from retrying all at once. */
  readonly random: () => number;
};

const IDEMPOTENT_METHODS = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'];
const TRANSIENT_STATUSES = [429, 502, 503, 504];
const TRANSIENT_ERRORS: readonly TransportError['code'][] = [
  'refused',
  'not-found',
  'timeout',
  'reset',
  'bad-answer',
  'other',
];

/**
 * A `Send` that retries transient failures (network errors, 429, 502, 503 and 504) with growing pauses. Only a request that may
 * safely arrive twice is retried: an idempotent method, or one with an `Idempotency-Key`, which stays the same. All attempts
 * share the request's `timeoutMs` and are kept.
 */
export function withRetry(send: Send, options: RetryOptions): Send {
  const repeat = async (
    request: HttpRequest,
    signal: AbortSignal,
    policy: RetryPolicy,
  ): Promise<Exchange> => {
    const started = options.elapsedMs();
    /** Waiting for the server's `Retry-After` or a rate limit does not count against `timeoutMs`. */
    let waitedMs = 0;
    const leftMs = (): number => request.timeoutMs - (options.elapsedMs() - started - waitedMs);
    let exchange = await send(request, signal);
    for (let turn = 0; turn < policy.retries; turn++) {
      const attempt = lastAttempt(exchange);
      waitedMs += queued(attempt);
      if (!isTransient(attempt, request) || signal.aborted) return exchange;
      const restMs = retryAfterMs(attempt, options.nowMs());
      const pauseMs = restMs ?? pause(policy, turn, options.random());
      if (pauseMs > MAX_RETRY_AFTER_MS || leftMs() <= (restMs === undefined ? pauseMs : 0)) return exchange;
      const pausedFrom = options.elapsedMs();
      await options.sleep(pauseMs, signal);
      if (restMs !== undefined) waitedMs += options.elapsedMs() - pausedFrom;
      if (signal.aborted || leftMs() <= 0) return exchange;
      exchange = joined(exchange, await send({ ...request, timeoutMs: leftMs() }, signal), request);
    }
    return exchange;
  };
  return (request, signal) => {
    const policy = request.retry;
    return policy === undefined || policy.retries === 0 || !mayArriveTwice(request)
      ? send(request, signal)
      : repeat(request, signal, policy);
  };
}

const queued = (attempt: Attempt): number => attempt.timings?.queueMs ?? 0;

function joined(before: Exchange, after: Exchange, request: HttpRequest): Exchange {
  const [first, ...rest] = before.attempts;
  return { request, attempts: [first, ...rest, ...after.attempts] };
}

function mayArriveTwice({ method, headers }: HttpRequest): boolean {
  return (
    IDEMPOTENT_METHODS.includes(method) ||
    Object.keys(headers).some((name) => name.toLowerCase() === 'idempotency-key')
  );
}

function isTransient(attempt: Attempt, request: HttpRequest): boolean {
  if ('error' in attempt) return TRANSIENT_ERRORS.includes(attempt.error.code);
  const { status } = attempt.response;
  return TRANSIENT_STATUSES.includes(status) && request.isExpectedStatus?.(status) !== true;
}

/** Jitter: between half and all of the doubled pause. */
function pause({ baseMs, maxMs }: RetryPolicy, turn: number, random: number): number {
  const whole = Math.min(maxMs, baseMs * 2 ** turn);
  return whole / 2 + (whole / 2) * random;
}
