import { setMaxListeners } from 'node:events';
import type { Attempt, Exchange, HttpRequest, Send, TransportError } from '../../http/exchange.ts';

/** What a fake server returns: a status, a status with headers, or the reason for no response. */
export type FakeAnswer =
  | number
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly afterMs?: number;
    }
  | {
      readonly error: TransportError['code'];
      readonly afterMs?: number;
    };

/** A clock that moves when told, and wakes its sleepers in the order in which they are due. */
export function createTestClock(startMs = 0) {
  let now = startMs;
  const sleepers = new Set<{ readonly atMs: number; readonly wake: () => void }>();
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  return {
    clock: {
      elapsedMs: () => now,
      sleep: (ms: number, signal: AbortSignal): Promise<void> =>
        new Promise((resolve) => {
          if (signal.aborted) return resolve();
          const wake = (): void => {
            sleepers.delete(sleeper);
            signal.removeEventListener('abort', wake);
            resolve();
          };
          const sleeper = { atMs: now + ms, wake };
          sleepers.add(sleeper);
          signal.addEventListener('abort', wake);
        }),
    },
    sleeping: () => sleepers.size,
    settle,
    async advance(ms: number): Promise<void> {
      const until = now + ms;
      await settle();
      for (;;) {
        const [next] = [...sleepers].toSorted((a, b) => a.atMs - b.atMs);
        if (next === undefined || next.atMs > until) break;
        now = Math.max(now, next.atMs);
        next.wake();
        await settle();
      }
      now = until;
    },
  };
}

/** The signal of a run that is never stopped, with any number of listeners. */
export const never = new AbortController().signal;
setMaxListeners(0, never);

export const requestTo = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  url,
  headers: {},
  timeoutMs: 30_000,
  maxBodyBytes: 1_000_000,
  ...more,
});

/** A {@link Send} that responds by a function and records its requests with their times. */
export function createFakeSend(
  answer: (request: HttpRequest, nth: number) => FakeAnswer,
  { clock } = createTestClock(),
) {
  const requests: (HttpRequest & { readonly atMs: number })[] = [];
  const send: Send = async (request, signal): Promise<Exchange> => {
    requests.push({ ...request, atMs: clock.elapsedMs() });
    const given = answer(request, requests.length);
    const afterMs = typeof given === 'object' ? (given.afterMs ?? 0) : 0;
    if (afterMs > 0) await clock.sleep(Math.min(afterMs, request.timeoutMs), signal);
    return { request, attempts: [attemptOf(given, request, afterMs)] };
  };
  return { send, requests };
}

function attemptOf(given: FakeAnswer, request: HttpRequest, afterMs: number): Attempt {
  const durationMs = Math.min(afterMs, request.timeoutMs);
  if (afterMs > request.timeoutMs)
    return { durationMs, error: { code: 'timeout', message: 'no answer: timeout' } };
  if (typeof given === 'object' && 'error' in given)
    return { durationMs, error: { code: given.error, message: `no answer: ${given.error}` } };
  const { status, headers = {} } = typeof given === 'number' ? { status: given } : given;
  return { durationMs, response: { status, headers, body: new Uint8Array() } };
}
