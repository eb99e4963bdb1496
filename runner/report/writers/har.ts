import type { ShownRequest, ShownResponse, SpecResult, StepResult } from '../../run/events.ts';
import { conclusionLines } from '../conclusion.ts';
import type { Extras } from '../extras.ts';
import { idOf, titleOf } from '../spec-name.ts';
import type { Report } from '../report.ts';

/** An HTTP archive of everything that was sent, a page for each spec, for the network panel of any browser. */
export function renderHar(report: Report, extras: Extras): string {
  const sent = report.specs.filter((spec) => spec.steps.some((step) => step.request !== null));
  const said = conclusionLines(report);
  const log = {
    version: '1.2',
    creator: { name: 'verify-specs', version: extras.version },
    pages: sent.map((spec) => ({
      id: idOf(spec),
      title: `${spec.verdict}: ${titleOf(spec)}`,
      startedDateTime: new Date(Date.parse(spec.startedAt) || 0).toISOString(),
      pageTimings: { onContentLoad: -1, onLoad: -1 },
    })),
    entries: sent.flatMap(entriesOf),
    ...(said.length > 0 && { comment: said.join('\n') }),
  };
  return `${JSON.stringify({ log }, null, 2)}\n`;
}

/** The report says how long each step took, not when it began; they are laid end to end. */
function entriesOf(spec: SpecResult): readonly object[] {
  let startedMs = Date.parse(spec.startedAt) || 0;
  return spec.steps.flatMap((step) => {
    const startedDateTime = new Date(startedMs).toISOString();
    startedMs += step.durationMs;
    return step.request === null ? [] : [entry(spec, step, step.request, startedDateTime)];
  });
}

function entry(spec: SpecResult, step: StepResult, request: ShownRequest, startedDateTime: string): object {
  const timings = timingsOf(step);
  return {
    pageref: idOf(spec),
    startedDateTime,
    time: totalOf(timings),
    request: requestOf(request),
    response: step.response === null ? noResponse(step.reason) : responseOf(step.response),
    cache: {},
    timings,
    _spec: spec.file,
    _step: step.id,
    _section: step.section,
    _verdict: step.verdict,
    _attempts: step.attempts,
  };
}

/** HAR keeps -1 for what was not measured, except for the three phases that every exchange has. */
function timingsOf({ timings, durationMs }: StepResult): Readonly<Record<string, number>> {
  const unknown = { dns: -1, ssl: -1, send: 0 };
  if (timings === undefined) return { blocked: -1, connect: -1, ...unknown, wait: durationMs, receive: 0 };
  const { queueMs, connectMs, firstByteMs, bodyMs } = timings;
  return { blocked: queueMs, connect: connectMs, ...unknown, wait: firstByteMs, receive: bodyMs };
}

/** The time of an entry is the sum of its phases, or viewers complain. */
const totalOf = (timings: Readonly<Record<string, number>>): number =>
  Object.values(timings).reduce((sum, ms) => sum + Math.max(ms, 0), 0);

function requestOf({ method, url, headers, body }: ShownRequest): object {
  return {
    method,
    url,
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: pairs(headers),
    queryString: queryOf(url),
    ...(body !== undefined && { postData: { mimeType: headerOf(headers, 'content-type'), text: body } }),
    headersSize: -1,
    bodySize: body === undefined ? 0 : -1,
  };
}

/** The query of a URL, whatever its host: that may be hidden, as `$API_URL`, and is then no URL to a browser. */
function queryOf(url: string): readonly { readonly name: string; readonly value: string }[] {
  const [beforeFragment = ''] = url.split('#', 1);
  const at = beforeFragment.indexOf('?');
  if (at === -1) return [];
  return [...new URLSearchParams(beforeFragment.slice(at + 1))].map(([name, value]) => ({ name, value }));
}

function responseOf({ status, headers, body, bodyBytes }: ShownResponse): object {
  return {
    status,
    statusText: '',
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: pairs(headers),
    content: { size: bodyBytes, mimeType: headerOf(headers, 'content-type'), text: body },
    redirectURL: headerOf(headers, 'location'),
    headersSize: -1,
    bodySize: bodyBytes,
  };
}

/** Status 0 is how browsers write down a request that nobody answered. */
const noResponse = (reason: string | null): object => ({
  status: 0,
  statusText: '',
  httpVersion: '',
  cookies: [],
  headers: [],
  content: { size: 0, mimeType: '' },
  redirectURL: '',
  headersSize: -1,
  bodySize: -1,
  _error: reason ?? 'no answer',
});

const pairs = (headers: Readonly<Record<string, string>>) =>
  Object.entries(headers).map(([name, value]) => ({ name, value }));

const headerOf = (headers: Readonly<Record<string, string>>, wanted: string): string =>
  Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1] ?? '';
