import { createHash } from 'node:crypto';
import type { TraceSettings } from '../../environment/trace.ts';
import type { HttpRequest } from '../../http/exchange.ts';
import type { ShownTrace } from '../events.ts';

/** The trace of one run of a spec (W3C Trace Context): the same seed, spec, row and turn give the same ids. */
export type Trace = {
  readonly shown: ShownTrace;
  readonly spansOf: (step: string) => Spans;
};

/** The spans of a step, one for each attempt. */
export type Spans = {
  /** The `traceparent` of the next attempt. */
  readonly next: () => string;
  /** That of the attempt before; undefined if there was none. */
  readonly last: () => string | undefined;
};

const TRACE_DIGITS = 32;
const SPAN_DIGITS = 16;

export function createTrace({ url }: TraceSettings, identity: readonly unknown[]): Trace {
  const key = JSON.stringify(identity);
  const id = hexOf(key, TRACE_DIGITS);
  return {
    shown: { id, ...(url !== undefined && { url: url.replace('{traceId}', id) }) },
    spansOf: (step) => {
      let attempts = 0;
      let last: string | undefined;
      return {
        next: () => (last = `00-${id}-${hexOf(`${key} ${step} ${++attempts}`, SPAN_DIGITS)}-01`),
        last: () => last,
      };
    },
  };
}

const hexOf = (text: string, digits: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, digits);

const hasTraceparent = ({ headers }: HttpRequest): boolean =>
  Object.keys(headers).some((name) => name.toLowerCase() === 'traceparent');

/** A request with a span for each attempt, unless the spec or its environment sets the header itself. */
export const withSpans = (request: HttpRequest, spans: Spans | undefined): HttpRequest =>
  spans === undefined || hasTraceparent(request) ? request : { ...request, nextTraceparent: spans.next };

/** The request as its last attempt was sent. */
export function asSent(request: HttpRequest, spans: Spans | undefined): HttpRequest {
  if (spans === undefined || request.nextTraceparent === undefined) return request;
  const traceparent = spans.last();
  return traceparent === undefined ? request : { ...request, headers: { ...request.headers, traceparent } };
}
