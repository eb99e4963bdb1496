import type { Send } from './exchange.ts';

/** The safe methods (RFC 9110, section 9.2.1) that a run sends: all that a read-only run may send. */
export const SAFE_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** Refuses all other methods; only a configured token exchange may pass. */
export function withReadOnly(send: Send): Send {
  return async (request, signal) => {
    if (SAFE_METHODS.includes(request.method) || request.isTokenExchange === true)
      return send(request, signal);
    const message = `${request.method} is not sent in read-only mode`;
    return { request, attempts: [{ durationMs: 0, error: { code: 'read-only', message } }] };
  };
}
