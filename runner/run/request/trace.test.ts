import { expect, test } from 'vitest';
import type { Attempt, HttpRequest } from '../../http/exchange.ts';
import { withRedirects } from '../../http/redirect.ts';
import { withRetry } from '../../http/retry.ts';
import { withTraces } from '../../http/trace.ts';
import { asSent, createTrace, withSpans } from './trace.ts';

const identity = ['1', 'specs/a.md', 'row', 2];
const request: HttpRequest = {
  method: 'GET',
  url: 'https://api.test/a',
  headers: {},
  timeoutMs: 1_000,
  maxBodyBytes: 1_000,
  followRedirects: true,
  retry: { retries: 2, baseMs: 1, maxMs: 1 },
};

test('the same seed, spec, row and turn give the same ids, any other gives others', () => {
  const idOf = (...parts: readonly unknown[]): string => createTrace({}, parts).shown.id;
  expect(idOf(...identity)).toMatch(/^[0-9a-f]{32}$/);
  expect(idOf(...identity)).toBe(idOf(...identity));
  const others = identity.map((_, at) => idOf(...identity.map((part, index) => (index === at ? 'x' : part))));
  expect(new Set([idOf(...identity), ...others]).size).toBe(identity.length + 1);
});

test('the page of a trace has its id', () => {
  const { id, url } = createTrace({ url: 'https://traces.test/{traceId}?x=1' }, identity).shown;
  expect(url).toBe(`https://traces.test/${id}?x=1`);
});

test('each attempt and each redirect on the same host has a span of its own, and no other host gets one', async () => {
  const sent: HttpRequest[] = [];
  const answers: readonly { status: number; location?: string }[] = [
    { status: 503 },
    { status: 302, location: '/b' },
    { status: 302, location: 'https://other.test/c' },
    { status: 200 },
  ];
  const send = withRedirects(
    withRetry(
      withTraces(async (asked) => {
        const { status, location } = answers[sent.length]!;
        sent.push(asked);
        const headers = location === undefined ? {} : { location };
        const attempt: Attempt = { durationMs: 1, response: { status, headers, body: new Uint8Array() } };
        return { request: asked, attempts: [attempt] };
      }),
      { elapsedMs: () => 0, nowMs: () => 0, sleep: async () => undefined, random: () => 0 },
    ),
  );
  const trace = createTrace({}, identity);
  const spans = trace.spansOf('test main_request');
  const traced = withSpans(request, spans);
  await send(traced, new AbortController().signal);
  const headers = sent.map((each) => each.headers['traceparent']);
  expect(headers.map((each) => each?.split('-')[1])).toEqual([
    trace.shown.id,
    trace.shown.id,
    trace.shown.id,
    undefined,
  ]);
  expect(new Set(headers).size).toBe(4);
  expect(asSent(traced, spans).headers['traceparent']).toBe(headers[2]);
});

test('a request that sets the header keeps it', () => {
  const own = { ...request, headers: { TraceParent: 'mine' } };
  const spans = createTrace({}, identity).spansOf('x');
  expect(withSpans(own, spans)).toBe(own);
  expect(asSent(own, spans)).toBe(own);
});
