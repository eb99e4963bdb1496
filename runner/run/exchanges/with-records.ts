import { type Attempt, lastAttempt, type Send } from '../../http/exchange.ts';

type RecordClock = { readonly nowMs: () => number; readonly elapsedMs: () => number };

/** Reports each exchange of a request that asks for it, as it was sent: each retry, and each hop of a redirect. */
export const withRecords =
  (send: Send, { nowMs, elapsedMs }: RecordClock): Send =>
  async (request, signal) => {
    const { onSent } = request;
    if (onSent === undefined) return send(request, signal);
    const startedMs = nowMs();
    const from = elapsedMs();
    const exchange = await send(request, signal);
    const attempt = lastAttempt(exchange);
    if (wasSent(attempt)) onSent({ request, attempt, startedMs, durationMs: elapsedMs() - from });
    return exchange;
  };

/** What was refused before it was sent, or aborted while it waited for a rate limit, is no exchange. */
const wasSent = (attempt: Attempt): boolean =>
  'response' in attempt ||
  !(
    attempt.error.code === 'read-only' ||
    attempt.error.code === 'bad-request' ||
    (attempt.error.code === 'aborted' && attempt.durationMs === 0)
  );
