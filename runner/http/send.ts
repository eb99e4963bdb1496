import type { Dispatcher } from 'undici';
import Agent from 'undici/lib/dispatcher/agent.js';
import { decompress } from './decompress.ts';
import {
  type Attempt,
  type HttpRequest,
  type HttpResponse,
  plainHeaders,
  type Send,
  type TransportError,
  tooLarge,
} from './exchange.ts';

/**
 * A {@link Send} over sockets, with keep-alive connections per origin. Redirects are answers, not followed, so
 * credentials never leave for another host. TLS certificates are verified.
 */
export function createSend({ connections }: { readonly connections: number }): {
  readonly send: Send;
  close(): Promise<void>;
} {
  const agent = new Agent({
    connections,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: 0 },
  });
  return {
    send: async (request, signal) => ({ request, attempts: [await attempt(agent, request, signal)] }),
    close: () => agent.destroy(),
  };
}

async function attempt(agent: Dispatcher, request: HttpRequest, signal: AbortSignal): Promise<Attempt> {
  const started = performance.now();
  const raw = await exchange(agent, request, signal);
  const outcome = 'error' in raw ? raw : await decompress(raw.response, request.maxBodyBytes);
  return { durationMs: performance.now() - started, ...outcome };
}

type Outcome = { readonly response: HttpResponse } | { readonly error: TransportError };

function exchange(agent: Dispatcher, request: HttpRequest, signal: AbortSignal): Promise<Outcome> {
  return new Promise((resolve) => {
    let abort: ((reason: Error) => void) | undefined;
    let settled = false;
    const chunks: Buffer[] = [];
    let size = 0;
    let head: { readonly status: number; readonly headers: Record<string, string> } | undefined;

    const settle = (outcome: Outcome): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      resolve(outcome);
      if ('error' in outcome) abort?.(new Error(outcome.error.message));
    };
    const fail = (code: TransportError['code'], message: string): void =>
      settle({ error: { code, message } });
    const timer = setTimeout(
      () =>
        fail(
          'timeout',
          `no complete answer within ${request.timeoutMs} ms${head === undefined ? '' : ' (the body stalled)'}`,
        ),
      request.timeoutMs,
    );
    const onAbort = (): void => fail('aborted', 'the run was stopped');
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort);

    try {
      const { origin, pathname, search } = new URL(request.url);
      agent.dispatch(
        {
          origin,
          path: pathname + search,
          method: request.method as Dispatcher.HttpMethod,
          headers: request.headers,
          body: request.body ?? null,
        },
        {
          onRequestStart(controller) {
            abort = (reason) => controller.abort(reason);
            if (settled) abort(new Error('too late'));
          },
          onResponseStart(_controller, status, headers) {
            if (status >= 200) head = { status, headers: plainHeaders(headers) };
          },
          onResponseData(_controller, chunk) {
            size += chunk.length;
            if (size > request.maxBodyBytes) fail('too-large', tooLarge(request.maxBodyBytes));
            else if (!settled) chunks.push(chunk);
          },
          onResponseEnd() {
            if (head === undefined) fail('bad-answer', 'the answer has no status');
            else
              settle({
                response: { ...head, body: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks) },
              });
          },
          onResponseError(_controller, error) {
            settle({ error: explain(error as NodeJS.ErrnoException, new URL(request.url).host) });
          },
        },
      );
    } catch (error) {
      fail('bad-request', (error as Error).message);
    }
  });
}

/** Says in a sentence what a socket's error code means. */
function explain(error: NodeJS.ErrnoException, host: string): TransportError {
  const cause = error instanceof AggregateError ? (error.errors[0] as NodeJS.ErrnoException) : error;
  const code = cause.code ?? '';
  if (code === 'ECONNREFUSED') return { code: 'refused', message: `${host} refused the connection` };
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return { code: 'not-found', message: `the host ${host} is not known (DNS)` };
  if (/TIMEOUT|ETIMEDOUT/.test(code)) return { code: 'timeout', message: `${host} did not answer in time` };
  if (/^(ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_CLOSED|UND_ERR_DESTROYED)$/.test(code))
    return { code: 'reset', message: `${host} closed the connection before the answer was complete` };
  if (/CERT|SELF_SIGNED|SSL|TLS/.test(code))
    return { code: 'tls', message: `TLS with ${host} failed: ${cause.message}` };
  if (/^HPE_|RES_CONTENT_LENGTH|UND_ERR_HEADERS_OVERFLOW/.test(code))
    return { code: 'bad-answer', message: `${host} sent something that is not HTTP: ${cause.message}` };
  if (/^UND_ERR_(INVALID_ARG|REQ_CONTENT_LENGTH|NOT_SUPPORTED)/.test(code) || code === 'ERR_INVALID_CHAR')
    return { code: 'bad-request', message: `the request cannot be sent: ${cause.message}` };
  return { code: 'other', message: `${host}: ${cause.message}` };
}
