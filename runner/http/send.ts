import { setTimeout as delay } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { decompress } from './decompress.ts';
import { dispatcherFactory } from './dispatcher.ts';
import {
  type Attempt,
  type Connection,
  type Exchange,
  type HttpRequest,
  type HttpResponse,
  plainHeaders,
  type Send,
  type SocketOptions,
  type TransportError,
  tooLarge,
  whyAborted,
} from './exchange.ts';
import { explainError, notHttp } from './explain-error.ts';
import { acceptInformational } from './informational.ts';
import { onAbort } from './on-abort.ts';
import { monotonicMs, startTimer } from './timer.ts';
import { urlPartsOf } from './url-parts.ts';

/** What the connections end with. Without a stack, as Node reads it, and V8 then looks for the line in all of our code. */
const OVER = Object.assign(new Error('the run is over'), { code: 'UND_ERR_DESTROYED', stack: '' });

/**
 * A {@link Send} over sockets, with keep-alive connections per origin. It does not follow redirects, so credentials never leave
 * for another host. TLS certificates are verified unless a connection turns that off.
 */
export async function createSend(
  options: SocketOptions,
): Promise<{ readonly send: Send; close(): Promise<void> }> {
  acceptInformational();
  const byConnection = new Map<Connection | undefined, Map<string, Dispatcher>>();
  const create = await dispatcherFactory(options);
  const dispatcherOf = (connection: Connection | undefined, origin: string): Dispatcher => {
    const byOrigin = byConnection.get(connection) ?? new Map<string, Dispatcher>();
    byConnection.set(connection, byOrigin);
    const dispatcher = byOrigin.get(origin) ?? create(origin, connection ?? {});
    byOrigin.set(origin, dispatcher);
    return dispatcher;
  };
  return {
    send: (request, signal) => attempt((origin) => dispatcherOf(request.connection, origin), request, signal),
    close: async () => {
      for (const byOrigin of byConnection.values())
        for (const dispatcher of byOrigin.values()) await dispatcher.destroy(OVER);
    },
  };
}

/**
 * Yields one event-loop turn so that the client frees the socket, which it keeps that long in case the server closes it. The
 * next request then reuses it, and is sent before the other responses of the same moment are processed.
 */
const yieldTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Gives the dispatcher of an origin. */
type DispatcherOf = (origin: string) => Dispatcher;

async function attempt(
  dispatcherOf: DispatcherOf,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<Exchange> {
  const started = monotonicMs();
  const marks: Marks = {};
  const sendOnce = (attempted: HttpRequest): Promise<SendOutcome> =>
    exchange(dispatcherOf, attempted, signal, marks);
  const first = await sendOnce(request);
  const raw = isOutOfDescriptors(first)
    ? await retryWhenDescriptorsAreFree(first, started, request, signal, sendOnce)
    : first;
  const isEncoded = 'response' in raw && raw.response.headers['content-encoding'] !== undefined;
  const outcome = !isEncoded ? raw : await decompress(raw.response, request.maxBodyBytes);
  const ended = monotonicMs();
  await yieldTurn();
  const connected = marks.connected ?? ended;
  const answered = marks.answered ?? ended;
  const timings = {
    queueMs: 0,
    connectMs: connected - started,
    firstByteMs: answered - connected,
    bodyMs: ended - answered,
  };
  const durationMs = ended - started;
  const made: Attempt =
    'response' in outcome
      ? { durationMs, timings, response: outcome.response }
      : { durationMs, timings, error: outcome.error };
  return { request, attempts: [made] };
}

/** Pause before opening a connection is tried again. */
const DESCRIPTOR_WAIT_MS = 50;

/**
 * If the process has too many open files, a connection cannot be opened and the request was not sent: retry until another is
 * closed or its time is up.
 */
async function retryWhenDescriptorsAreFree(
  first: SendOutcome,
  started: number,
  request: HttpRequest,
  signal: AbortSignal,
  send: (request: HttpRequest) => Promise<SendOutcome>,
): Promise<SendOutcome> {
  let outcome = first;
  while (isOutOfDescriptors(outcome) && !signal.aborted) {
    const timeoutMs = request.timeoutMs - (monotonicMs() - started) - DESCRIPTOR_WAIT_MS;
    if (timeoutMs <= 0) break;
    await delay(DESCRIPTOR_WAIT_MS, undefined, { signal }).catch(() => undefined);
    outcome = await send({ ...request, timeoutMs });
  }
  return outcome;
}

const isOutOfDescriptors = (outcome: SendOutcome): boolean =>
  'error' in outcome && outcome.error.code === 'too-many-files';

type SendOutcome = { readonly response: HttpResponse } | { readonly error: TransportError };
type Marks = { connected?: number; answered?: number };

function exchange(
  dispatcherOf: DispatcherOf,
  request: HttpRequest,
  signal: AbortSignal,
  marks: Marks,
): Promise<SendOutcome> {
  return new Promise((resolve) => {
    const { timeoutMs, phaseTimeouts, maxBodyBytes } = request;
    let abort: ((reason: Error) => void) | undefined;
    let settled = false;
    let stopPhase: (() => void) | undefined;
    const chunks: Buffer[] = [];
    let size = 0;
    let head: Omit<HttpResponse, 'body'> | undefined;

    const settle = (outcome: SendOutcome): void => {
      if (settled) return;
      settled = true;
      stopWhole();
      stopPhase?.();
      release();
      resolve(outcome);
      if ('error' in outcome) abort?.(new Error(outcome.error.message));
    };
    const fail = (code: TransportError['code'], message: string): void =>
      settle({ error: { code, message } });
    const limitPhase = (limitMs: number | undefined, what: string): void => {
      stopPhase?.();
      if (limitMs !== undefined)
        stopPhase = startTimer(limitMs, () => fail('timeout', `${what} within ${limitMs} ms`));
    };
    const stopWhole = startTimer(timeoutMs, () =>
      fail(
        'timeout',
        `no complete answer within ${timeoutMs} ms${head === undefined ? '' : ' (the body stalled)'}`,
      ),
    );
    const release = onAbort(signal, () => fail('aborted', whyAborted(signal)));
    if (signal.aborted) return fail('aborted', whyAborted(signal));

    try {
      const { origin, path } = urlPartsOf(request.url);
      dispatcherOf(origin).dispatch(
        {
          origin,
          path,
          method: request.method as Dispatcher.HttpMethod,
          // A copy, because a proxy client adds its own headers.
          headers: { ...request.headers },
          body: request.body ?? null,
        },
        {
          onRequestStart(controller) {
            abort = (reason) => controller.abort(reason);
            if (settled) return abort(new Error('too late'));
            marks.connected = monotonicMs();
            limitPhase(phaseTimeouts?.headersMs, 'the answer did not begin');
          },
          onResponseStart(controller, status, headers) {
            if (status < 100) return fail('bad-answer', notHttp(hostOf(request), `the status ${status}`));
            if (status < 200 && status !== SWITCHING_PROTOCOLS) return;
            marks.answered = monotonicMs();
            limitPhase(phaseTimeouts?.bodyMs, 'the body of the answer was not complete');
            const setCookies = [headers['set-cookie'] ?? []].flat();
            head = { status, headers: plainHeaders(headers), ...(setCookies.length > 0 && { setCookies }) };
            if (status !== SWITCHING_PROTOCOLS) return;
            // The response is final: what follows is another protocol, which no request asks for.
            settle({ response: { body: Buffer.alloc(0), ...head } });
            controller.abort(new Error('the server switched protocols'));
          },
          onResponseData(_controller, chunk) {
            size += chunk.length;
            if (size > maxBodyBytes) fail('too-large', tooLarge(maxBodyBytes));
            else if (!settled) chunks.push(chunk);
          },
          onResponseEnd() {
            if (head === undefined) return fail('bad-answer', 'the answer has no status');
            settle({ response: { body: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks), ...head } });
          },
          onResponseError(_controller, error) {
            settle({ error: explainError(error as NodeJS.ErrnoException, hostOf(request)) });
          },
        },
      );
    } catch (error) {
      fail('bad-request', (error as Error).message);
    }
  });
}

const SWITCHING_PROTOCOLS = 101;

const hostOf = ({ url }: HttpRequest): string => new URL(url).host;
