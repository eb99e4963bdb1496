import {
  type Attempt,
  type Exchange,
  type HttpRequest,
  lastAttempt,
  type Send,
  whyAborted,
} from './exchange.ts';
import { type Door, Gate, type GateClock, type Limit } from './gate.ts';
import { partsOf } from './url-parts.ts';

export type PoliteOptions = {
  readonly clock: GateClock;
  /** Milliseconds since the epoch: `Retry-After` may be a date. */
  readonly nowMs: () => number;
  /** Requests at once, wherever they go; unlimited when absent. */
  readonly atOnce?: number;
};

/** A server that asks for a longer rest than this is not waited for. */
export const MAX_RETRY_AFTER_MS = 60_000;

const OPEN: Limit = {};

/**
 * Holds requests to the limits of their origin and route, for all jobs together. A 429 or 503 with `Retry-After`
 * pauses the origin for everyone.
 */
export function withGates(send: Send, { clock, nowMs, atOnce }: PoliteOptions): Send {
  const gate = new Gate(clock);
  // No origin is called so.
  const everywhere: Door | undefined =
    atOnce === undefined ? undefined : { key: '', limit: { maxConcurrent: atOnce } };
  return async (request, signal) => {
    const origin: Door = { key: partsOf(request.url).origin, limit: request.limit ?? OPEN };
    const doors = request.routeLimit === undefined ? [origin] : [origin, request.routeLimit];
    if (everywhere !== undefined) doors.push(everywhere);
    const waitedFrom = clock.elapsedMs();
    const mayGo = gate.enter(doors, signal);
    if (mayGo !== true && !(await mayGo)) return stopped(request, signal);
    try {
      const queueMs = clock.elapsedMs() - waitedFrom;
      const exchange = await send(request, signal);
      const restMs = retryAfterMs(lastAttempt(exchange), nowMs());
      if (restMs !== undefined && restMs <= MAX_RETRY_AFTER_MS) gate.pause(origin, restMs);
      return mayGo === true ? exchange : withQueue(exchange, queueMs);
    } finally {
      gate.leave(doors);
    }
  };
}

const stopped = (request: HttpRequest, signal: AbortSignal): Exchange => ({
  request,
  attempts: [{ durationMs: 0, error: { code: 'aborted', message: whyAborted(signal) } }],
});

function withQueue(exchange: Exchange, queueMs: number): Exchange {
  const [first, ...rest] = exchange.attempts;
  const timings = { connectMs: 0, firstByteMs: 0, bodyMs: 0, ...first.timings, queueMs };
  return { ...exchange, attempts: [{ ...first, timings }, ...rest] };
}

/** How long the server asks everyone to wait, by `Retry-After` as seconds or as a date (RFC 9110, section 10.2.3). */
export function retryAfterMs(attempt: Attempt, nowMs: number): number | undefined {
  if (!('response' in attempt) || (attempt.response.status !== 429 && attempt.response.status !== 503))
    return undefined;
  const value = attempt.response.headers['retry-after']?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1_000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}
