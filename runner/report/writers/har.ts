import type {
  ShownAttempt,
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

const isSent = ({ steps }: SpecResult): boolean => steps.some(({ request }) => request !== null);

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

/** The report has the duration of each step, not its start; they are laid end to end. */
function entriesOf(spec: SpecResult): readonly object[] {
  let startedMs = startOf(spec);
  return spec.steps.flatMap((step) => {
    const stepStartedMs = startedMs;
    startedMs += step.durationMs;
    return step.request === null ? [] : exchangesOf(spec, step, step.request, stepStartedMs);
  });
}

/** One exchange of a step. */
type Exchanged = {
  readonly request: ShownRequest;
  readonly response: object;
  readonly timings: Timings;
  readonly about?: object;
};

/** The entries of a step: repeated attempts, followed redirects, and the final response. */
function exchangesOf(
  spec: SpecResult,
  step: StepResult,
  request: ShownRequest,
  startedMs: number,
): readonly object[] {
  const { retried, redirects = [] } = step;
  const last = redirects.reduce(redirected, request);
  const exchanges: readonly Exchanged[] = [
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
      response: step.response === null ? unanswered(step.reason) : responseOf(step.response),
      timings: timingsOf(step),
      about: { _attempts: step.attempts },
    },
  ];
  let atMs = startedMs;
  return exchanges.map(({ request: sent, response, timings, about }) => {
    const startedDateTime = timeText(atMs);
    const time = totalOf(timings);
    atMs += time;
    return {
      pageref: idOf(spec),
      startedDateTime,
      time,
      request: requestOf(sent),
      response,
      cache: {},
      timings,
      _spec: spec.file,
      _step: step.id,
      _section: step.section,
      _verdict: step.verdict,
      ...about,
    };
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
  const { queueMs, connectMs, firstByteMs, bodyMs } = timings;
  return { ...waited(firstByteMs), blocked: queueMs, connect: connectMs, receive: bodyMs };
}

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
  if (BINARY.test(body)) return { mimeType, text: '', comment: body };
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(mimeType);
  return { mimeType, ...(isForm && { params: fieldsOfQuery(body) }), text: body };
}

function responseOf({ status, headers, body, bodyBytes }: ShownResponse): object {
  const mimeType = headerOf(headers, 'content-type');
  const isBinary = BINARY.test(body) && body.startsWith(`(${bodyBytes} bytes`);
  return {
    ...noAnswer,
    status,
    httpVersion: 'HTTP/1.1',
    headers: pairs(headers),
    content: { size: bodyBytes, mimeType, ...(isBinary ? { comment: body } : { text: body }) },
    redirectURL: headerOf(headers, 'location'),
    bodySize: bodyBytes,
  };
}

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
