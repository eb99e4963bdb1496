import type {
  ShownAttempt,
  ShownExchange,
  ShownRedirect,
  ShownRequest,
  ShownResponse,
  SpecResult,
  StepResult,
} from '../../run/events.ts';
import { conclusionLines } from '../conclusion.ts';
import type { Extras } from '../extras.ts';
import { jsonWithLists } from './pieces.ts';
import { idOf, titleOf } from '../spec-name.ts';
import type { RenderedFrom, Results } from '../report.ts';
import { encodeUrl, fieldsOfQuery, queryOf } from './har-url.ts';

/** An HTTP archive of all exchanges, a page for each spec, for the network panel of any browser. */
export function renderHar(report: RenderedFrom, extras: Extras): Generator<string> {
  const said = conclusionLines(report);
  const head = {
    version: '1.2',
    creator: { name: 'verify-specs', version: extras.version },
    ...(said.length > 0 && { comment: said.join('\n') }),
  };
  const lists = { pages: pagesOf(report.specs), entries: allEntries(report.specs) };
  return jsonWithLists(head, lists, (log) => ({ log }));
}

const isSent = ({ steps }: SpecResult): boolean =>
  steps.some(({ request, exchanges }) => (exchanges === undefined ? request !== null : exchanges.length > 0));

function* pagesOf(specs: Results): Generator<object> {
  for (const spec of specs)
    if (isSent(spec))
      yield {
        id: idOf(spec),
        title: `${spec.verdict}: ${titleOf(spec)}`,
        startedDateTime: timeText(startOf(spec)),
        pageTimings: { onContentLoad: -1, onLoad: -1 },
        ...(spec.trace !== undefined && { _trace: spec.trace }),
      };
}

function* allEntries(specs: Results): Generator<object> {
  for (const spec of specs) if (isSent(spec)) yield* entriesOf(spec);
}

const startOf = ({ startedAt }: SpecResult): number => Date.parse(startedAt) || 0;

const timeText = (ms: number): string => new Date(ms).toISOString();

/** Steps without recorded exchanges have a duration, and no start; they are laid end to end. */
function entriesOf(spec: SpecResult): readonly object[] {
  let startedMs = startOf(spec);
  return spec.steps.flatMap((step) => {
    const stepStartedMs = startedMs;
    startedMs += step.durationMs;
    const { request, exchanges } = step;
    if (exchanges !== undefined) return exchanges.map((each, at) => recordedEntry(spec, step, each, at));
    return request === null ? [] : derivedEntries(spec, step, request, stepStartedMs);
  });
}

/** One exchange of a step. */
type Exchanged = {
  readonly startedDateTime: string;
  readonly request: ShownRequest;
  readonly response: object;
  readonly timings: Timings;
  readonly about?: object;
};

const entryOf = (spec: SpecResult, step: StepResult, exchanged: Exchanged): object => ({
  pageref: idOf(spec),
  startedDateTime: exchanged.startedDateTime,
  time: totalOf(exchanged.timings),
  request: requestOf(exchanged.request),
  response: exchanged.response,
  cache: {},
  timings: exchanged.timings,
  _spec: spec.file,
  _step: step.id,
  _section: step.section,
  _verdict: step.verdict,
  ...exchanged.about,
});

function recordedEntry(spec: SpecResult, step: StepResult, exchange: ShownExchange, at: number): object {
  const { startedAt, durationMs, timings, error, base64 } = exchange;
  const request = exchange.request ?? step.request ?? UNKNOWN_REQUEST;
  const response = exchange.response ?? step.response;
  return entryOf(spec, step, {
    startedDateTime: startedAt,
    request,
    response:
      error !== undefined || response === null
        ? unanswered(error ?? null)
        : responseOf(response, request.url, base64),
    timings: timings === undefined ? waited(durationMs) : phasesOf(timings),
    about: { _exchange: at + 1, _exchanges: step.exchanges!.length },
  });
}

const UNKNOWN_REQUEST: ShownRequest = { method: 'GET', url: '', headers: {} };

/** The entries of a step whose report has no exchanges: repeated attempts, followed redirects, and the final response. */
function derivedEntries(
  spec: SpecResult,
  step: StepResult,
  request: ShownRequest,
  startedMs: number,
): readonly object[] {
  const { retried, redirects = [] } = step;
  const last = redirects.reduce(redirected, request);
  const exchanges: readonly Omit<Exchanged, 'startedDateTime'>[] = [
    ...retried.map((attempt, index) => ({
      request,
      response: attempted(attempt),
      timings: waited(attempt.durationMs),
      about: { _retried: index + 1 },
    })),
    ...redirects.map((redirect, index) => ({
      request: redirects.slice(0, index).reduce(redirected, request),
      response: { ...noAnswer, status: redirect.status, redirectURL: encodeUrl(redirect.url) },
      timings: waited(redirect.durationMs),
    })),
    {
      request: last,
      response: step.response === null ? unanswered(step.reason) : responseOf(step.response, last.url),
      timings: timingsOf(step),
      about: { _attempts: step.attempts },
    },
  ];
  let atMs = startedMs;
  return exchanges.map((exchanged) => {
    const startedDateTime = timeText(atMs);
    atMs += totalOf(exchanged.timings);
    return entryOf(spec, step, { ...exchanged, startedDateTime });
  });
}

/** The request that a redirect led to; the report does not have its headers and body. */
const redirected = (_before: ShownRequest, { method, url }: ShownRedirect): ShownRequest => ({
  method,
  url,
  headers: {},
});

type Timings = Readonly<Record<string, number>>;

/** HAR uses -1 for what was not measured, except for the three phases that every exchange has. */
const waited = (ms: number): Timings => ({
  blocked: -1,
  connect: -1,
  dns: -1,
  ssl: -1,
  send: 0,
  wait: Math.max(ms, 0),
  receive: 0,
});

function timingsOf({ timings, durationMs, retried, redirects = [] }: StepResult): Timings {
  if (timings === undefined) {
    const before = [...retried, ...redirects].reduce((sum, each) => sum + each.durationMs, 0);
    return waited(durationMs - before);
  }
  return phasesOf(timings);
}

const phasesOf = ({ queueMs, connectMs, firstByteMs, bodyMs }: StepTimings): Timings => ({
  ...waited(firstByteMs),
  blocked: queueMs,
  connect: connectMs,
  receive: bodyMs,
});

type StepTimings = NonNullable<StepResult['timings']>;

/** The time of an entry must be the sum of its phases, or viewers complain. */
const totalOf = (timings: Timings): number =>
  Object.values(timings).reduce((sum, ms) => sum + Math.max(ms, 0), 0);

function requestOf({ method, url, headers, body }: ShownRequest): object {
  return {
    method,
    url: encodeUrl(url),
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: pairs(headers),
    queryString: queryOf(url),
    ...(body !== undefined && { postData: postData(headerOf(headers, 'content-type'), body) }),
    headersSize: -1,
    bodySize: body === undefined ? 0 : -1,
  };
}

/** Stands for the bytes of a binary body. */
const BINARY = /^\(\d+ bytes of .*\)$/;

/** A form is also listed field by field; a binary body is only named. */
function postData(mimeType: string, body: string): object {
  if (BINARY.test(body)) return { mimeType, text: '', comment: `${body}: the format has no place for bytes` };
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(mimeType);
  return { mimeType, ...(isForm && { params: fieldsOfQuery(body) }), text: body };
}

function responseOf(
  { status, headers, body, bodyBytes }: ShownResponse,
  requestUrl: string,
  base64?: string,
): object {
  return {
    ...noAnswer,
    status,
    httpVersion: 'HTTP/1.1',
    headers: pairs(headers),
    content: {
      size: bodyBytes,
      mimeType: headerOf(headers, 'content-type'),
      ...contentOf(body, bodyBytes, base64),
    },
    redirectURL: redirectOf(headerOf(headers, 'location'), requestUrl),
    // Of a compressed body only the decompressed size is known.
    bodySize: headerOf(headers, 'content-encoding') === '' ? bodyBytes : -1,
  };
}

const CUT_AT_END = /… \(\d+ more characters\)$/;

/** A body as text, as bytes in base64, or named in a comment where neither may be shown. */
function contentOf(body: string, bodyBytes: number, base64: string | undefined): object {
  if (base64 === '') return { comment: `(${bodyBytes} bytes: left out, as they may hold a secret)` };
  if (base64 !== undefined) return { text: base64, encoding: 'base64' };
  if (BINARY.test(body) && body.startsWith(`(${bodyBytes} bytes`)) return { comment: body };
  return { text: body, ...(CUT_AT_END.test(body) && { comment: 'cut at its end' }) };
}

/** Absolute, unless the host of the request is hidden. */
const redirectOf = (location: string, requestUrl: string): string =>
  location === ''
    ? ''
    : URL.canParse(location, requestUrl)
      ? encodeUrl(new URL(location, requestUrl).href)
      : location;

/** An unknown response. Browsers use status 0 for a request without a response. */
const noAnswer = {
  status: 0,
  statusText: '',
  httpVersion: '',
  cookies: [],
  headers: [],
  content: { size: 0, mimeType: '' },
  redirectURL: '',
  headersSize: -1,
  bodySize: -1,
} as const;

const unanswered = (reason: string | null): object => ({ ...noAnswer, _error: reason ?? 'no answer' });

const attempted = (attempt: ShownAttempt): object =>
  'status' in attempt ? { ...noAnswer, status: attempt.status } : unanswered(attempt.error);

const pairs = (headers: Readonly<Record<string, string>>) =>
  Object.entries(headers).map(([name, value]) => ({ name, value }));

const headerOf = (headers: Readonly<Record<string, string>>, wanted: string): string =>
  Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1] ?? '';
