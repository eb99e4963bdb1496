import type { Send } from './exchange.ts';

/** Sends a `traceparent` with each attempt of a request that asks for it, each with a span of its own. */
export const withTraces =
  (send: Send): Send =>
  (request, signal) => {
    const { nextTraceparent } = request;
    return nextTraceparent === undefined
      ? send(request, signal)
      : send({ ...request, headers: { ...request.headers, traceparent: nextTraceparent() } }, signal);
  };
