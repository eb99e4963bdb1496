import {
  type Attempt,
  type HttpRequest,
  type HttpResponse,
  type Send,
  type TransportError,
  whyAborted,
} from './exchange.ts';
import { explainError } from './explain-error.ts';
import { onAbort } from './on-abort.ts';
import { startTimer } from './timer.ts';
import { monotonicMs } from './timer.ts';

type Fetch = (request: Request) => Promise<Response>;

/** A {@link Send} that calls a function instead of using a socket. */
export function createInMemorySend(fetch: Fetch): Send {
  return async (request, signal) => ({ request, attempts: [await attempt(fetch, request, signal)] });
}

async function attempt(fetch: Fetch, request: HttpRequest, signal: AbortSignal): Promise<Attempt> {
  const started = monotonicMs();
  const outcome = await withinTime(answer(fetch, request), request.timeoutMs, signal);
  return { durationMs: monotonicMs() - started, ...outcome };
}

type AnsweredInMemory = { readonly response: HttpResponse } | { readonly error: TransportError };

async function answer(fetch: Fetch, request: HttpRequest): Promise<AnsweredInMemory> {
  try {
    const { method, headers, body } = request;
    const response = await fetch(
      new Request(request.url, { method, headers, ...(body !== undefined && { body: body as string }) }),
    );
    const read = new Uint8Array(await response.arrayBuffer());
    return {
      response: { status: response.status, headers: Object.fromEntries(response.headers), body: read },
    };
  } catch (error) {
    return { error: errorOf(error as NodeJS.ErrnoException, request.url) };
  }
}

const errorOf = (error: NodeJS.ErrnoException, url: string): TransportError =>
  error.code === 'ECONNREFUSED'
    ? explainError(error, new URL(url).host)
    : { code: 'bad-request', message: `the request cannot be sent: ${error.message}` };

function withinTime(
  answered: Promise<AnsweredInMemory>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<AnsweredInMemory> {
  return new Promise((resolve) => {
    const settle = (outcome: AnsweredInMemory): void => {
      stop();
      release();
      resolve(outcome);
    };
    const stop = startTimer(timeoutMs, () =>
      settle({ error: { code: 'timeout', message: `no complete answer within ${timeoutMs} ms` } }),
    );
    const giveUp = (): void => settle({ error: { code: 'aborted', message: whyAborted(signal) } });
    const release = onAbort(signal, giveUp);
    if (signal.aborted) return giveUp();
    void answered.then(settle);
  });
}
