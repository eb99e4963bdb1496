import { setTimeout as delay } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import Pool from 'undici/lib/dispatcher/pool.js';
import { decompress } from './decompress.ts';
import {
  type Attempt,
  type Connection,
  type HttpRequest,
  type HttpResponse,
  plainHeaders,
  type Send,
  type TransportError,
  tooLarge,
  whyAborted,
} from './exchange.ts';
import { acceptInformational } from './informational.ts';
import { onAbort } from './on-abort.ts';
import { startTimer } from './timer.ts';
import { urlPartsOf } from './url-parts.ts';

export type SocketOptions = {
  /** Requests to an origin at once. */
  readonly atOnce: number;
  /** Where `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` point. */
  readonly proxy?: { readonly http?: string; readonly https?: string; readonly except?: string };
};

/**
 * A {@link Send} over sockets, with keep-alive connections per origin. Redirects are answers, not followed, so
 * credentials never leave for another host. TLS certificates are verified unless a connection says otherwise.
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
    send: async (request, signal) => ({
      request,
      attempts: [await attempt((origin) => dispatcherOf(request.connection, origin), request, signal)],
    }),
    close: async () => {
      for (const byOrigin of byConnection.values())
        for (const dispatcher of byOrigin.values()) await dispatcher.destroy();
    },
  };
}

/** The connections to one origin: of the client's classes the one with the least work for each request. */
async function dispatcherFactory({
  atOnce,
  proxy,
}: SocketOptions): Promise<(origin: string, connection: Connection) => Dispatcher> {
  const poolOptions = ({ http2, socketPath, insecure, connectTimeoutMs, ca, cert, key }: Connection) => ({
    connections: atOnce,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: http2 === true,
    connect: {
      timeout: connectTimeoutMs ?? 0,
      rejectUnauthorized: insecure !== true,
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
      ...(socketPath !== undefined && { socketPath }),
    },
  });
  if (proxy?.http === undefined && proxy?.https === undefined)
    return (origin, connection) => new Pool(origin, poolOptions(connection));
  const { EnvHttpProxyAgent } = await import('./proxy.ts');
  return (origin, connection) => {
    const { connect, ...rest } = poolOptions(connection);
    // A socket in the file system is not reached through a proxy.
    if (connection.socketPath !== undefined) return new Pool(origin, { ...rest, connect });
    return new EnvHttpProxyAgent({
      ...rest,
      connect,
      requestTls: connect,
      // Whatever is undefined here, the client would look for in the process environment by itself.
      httpProxy: proxy.http ?? '',
      httpsProxy: proxy.https ?? '',
      noProxy: proxy.except ?? '',
    });
  };
}

/**
 * A connection that has answered rests until the event loop has gone round, in case the server closes it after all. Who
 * waits for that sends its next request at once, before the other answers of the same moment are looked at.
 */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What carries the requests of a connection to an origin. */
type DispatcherOf = (origin: string) => Dispatcher;

async function attempt(
  dispatcherOf: DispatcherOf,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<Attempt> {
  const started = performance.now();
  const marks: Marks = {};
  const put = (asked: HttpRequest): Promise<SendOutcome> => exchange(dispatcherOf, asked, signal, marks);
  const first = await put(request);
  const raw = isOutOfDescriptors(first)
    ? await whenDescriptorsAreFree(first, started, request, signal, put)
    : first;
  const isPacked = 'response' in raw && raw.response.headers['content-encoding'] !== undefined;
  const outcome = !isPacked ? raw : await decompress(raw.response, request.maxBodyBytes);
  const ended = performance.now();
  await turn();
  const connected = marks.connected ?? ended;
  const answered = marks.answered ?? ended;
  const timings = {
    queueMs: 0,
    connectMs: connected - started,
    firstByteMs: answered - connected,
    bodyMs: ended - answered,
  };
  return { durationMs: ended - started, timings, ...outcome };
}

/** How long until it is tried again to open a connection. */
const DESCRIPTOR_WAIT_MS = 50;

/**
 * A request whose connection could not be opened, because the process has too many files open, was not sent: it waits for
 * others to close theirs, as long as it has time.
 */
async function whenDescriptorsAreFree(
  first: SendOutcome,
  started: number,
  request: HttpRequest,
  signal: AbortSignal,
  send: (request: HttpRequest) => Promise<SendOutcome>,
): Promise<SendOutcome> {
  let outcome = first;
  while (isOutOfDescriptors(outcome) && !signal.aborted) {
    const timeoutMs = request.timeoutMs - (performance.now() - started) - DESCRIPTOR_WAIT_MS;
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
          // A proxy client writes its own into them.
          headers: { ...request.headers },
          body: request.body ?? null,
        },
        {
          onRequestStart(controller) {
            abort = (reason) => controller.abort(reason);
            if (settled) return abort(new Error('too late'));
            marks.connected = performance.now();
            limitPhase(phaseTimeouts?.headersMs, 'the answer did not begin');
          },
          onResponseStart(controller, status, headers) {
            if (status < 100) return fail('bad-answer', notHttp(hostOf(request), `the status ${status}`));
            if (status < 200 && status !== SWITCHING_PROTOCOLS) return;
            marks.answered = performance.now();
            limitPhase(phaseTimeouts?.bodyMs, 'the body of the answer was not complete');
            const setCookies = [headers['set-cookie'] ?? []].flat();
            head = { status, headers: plainHeaders(headers), ...(setCookies.length > 0 && { setCookies }) };
            if (status !== SWITCHING_PROTOCOLS) return;
            // It is final: what follows is of another protocol, which no request asks for.
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
            settle({ error: explain(error as NodeJS.ErrnoException, hostOf(request)) });
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

const notHttp = (host: string, what: string): string => `${host} sent something that is not HTTP: ${what}`;

/** Says in a sentence what a socket's error code means. */
function explain(error: NodeJS.ErrnoException, host: string): TransportError {
  const cause = error instanceof AggregateError ? (error.errors[0] as NodeJS.ErrnoException) : error;
  const code = cause.code ?? '';
  if (code === 'EMFILE' || code === 'ENFILE')
    return { code: 'too-many-files', message: `no connection to ${host}: too many files are open` };
  if (code === 'ECONNREFUSED') return { code: 'refused', message: `${host} refused the connection` };
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return { code: 'not-found', message: `the host ${host} is not known (DNS)` };
  if (/TIMEOUT|ETIMEDOUT/.test(code)) return { code: 'timeout', message: `${host} did not answer in time` };
  // An answer without a request.
  if (code === 'UND_ERR_SOCKET' && cause.message.startsWith('bad '))
    return {
      code: 'bad-answer',
      message: `${host} sent something that does not belong there: ${cause.message}`,
    };
  if (/^(ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_CLOSED|UND_ERR_DESTROYED)$/.test(code))
    return { code: 'reset', message: `${host} closed the connection before the answer was complete` };
  if (/CERT|SELF_SIGNED|SSL|TLS/.test(code))
    return { code: 'tls', message: `TLS with ${host} failed: ${cause.message}` };
  if (code === 'UND_ERR_HEADERS_OVERFLOW')
    return { code: 'bad-answer', message: `the headers that ${host} sent are larger than 16 kB` };
  // The parser's errors have a code only now and then; an assertion is how it meets what it does not expect.
  if (cause.name === 'HTTPParserError' || /^HPE_|RES_CONTENT_LENGTH|ERR_ASSERTION/.test(code))
    return { code: 'bad-answer', message: notHttp(host, cause.message) };
  if (/^UND_ERR_(INVALID_ARG|REQ_CONTENT_LENGTH|NOT_SUPPORTED)/.test(code) || code === 'ERR_INVALID_CHAR')
    return { code: 'bad-request', message: `the request cannot be sent: ${cause.message}` };
  return { code: 'other', message: `${host}: ${cause.message}` };
}
