import type { Send } from './exchange.ts';

/** Sends a `traceparent` with each attempt of a request that asks for it, each with a span of its own. */
export const withTraces =
  (send: Send): Send =>
  async (request, signal) => {
    const { nextTraceparent } = request;
    if (nextTraceparent === undefined) return send(request, signal);
    const traceparent = nextTraceparent();
    const exchange = await send({ ...request, headers: { ...request.headers, traceparent } }, signal);
    const [first, ...rest] = exchange.attempts;
    return { ...exchange, attempts: [{ ...first, span: spanIdOf(traceparent) }, ...rest] };
  };

/** The span id of a `traceparent` (W3C Trace Context, section 3.2.2). */
export const spanIdOf = (traceparent: string): string => traceparent.split('-')[2] ?? '';
