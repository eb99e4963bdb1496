import type { Send } from './exchange.ts';

const READING = ['GET', 'HEAD', 'OPTIONS'];

/** Refuses every method that may change something, whoever asks; only a configured token exchange may pass. */
export function withReadOnly(send: Send): Send {
  return async (request, signal) => {
    if (READING.includes(request.method) || request.isTokenExchange === true) return send(request, signal);
    const message = `${request.method} is not sent in read-only mode`;
    return { request, attempts: [{ durationMs: 0, error: { code: 'read-only', message } }] };
  };
}
