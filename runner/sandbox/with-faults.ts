import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './faults.ts';
import { removeAt, setAt } from './shared/json-pointer.ts';

type Answer = (request: Request) => Promise<Response>;

const bodiless: readonly number[] = [204, 205, 304];

/**
 * Answers like `answer`, with every fault of the request's operation applied in order. `onEffect` is called with each fault
 * that changed a response, or when it does.
 */
export function withFaults(
  faults: readonly Fault[],
  answer: Answer,
  onEffect: (fault: Fault) => void = () => undefined,
): Answer {
  if (faults.length === 0) return answer;
  return async (request) => {
    const { pathname } = new URL(request.url);
    const matching = faults.filter((fault) => matchesOperation(fault.operation, request.method, pathname));
    for (const fault of matching.filter(isOutage)) onEffect(fault);
    const delayMs = matching.reduce((total, fault) => total + (fault.delayMs ?? 0), 0);
    if (delayMs > 0) await sleep(delayMs, undefined, { signal: request.signal });
    if (matching.some((fault) => fault.refused)) throw new RefusedConnection();
    if (matching.some((fault) => fault.unreachable)) return badGateway();

    let response = await answer(request);
    for (const fault of matching) {
      if (fault.when?.status !== undefined && fault.when.status !== response.status) continue;
      const broken = await breakResponse(fault, response);
      if (broken.isChanged) onEffect(fault);
      response = broken.response;
    }
    return response;
  };
}

/** The error of a socket to a host on which nothing listens. */
export class RefusedConnection extends Error {
  readonly code = 'ECONNREFUSED';
}

const isOutage = ({ delayMs = 0, unreachable, refused }: Fault): boolean =>
  delayMs > 0 || unreachable === true || refused === true;

function matchesOperation(operation: string, method: string, pathname: string): boolean {
  if (operation === '*') return true;
  const [wantedMethod, template = ''] = operation.split(' ');
  return wantedMethod === method && templatePattern(template).test(pathname);
}

function templatePattern(template: string): RegExp {
  const parts = template.split(/\{[^}]*\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]+')}/?$`);
}

type Broken = { readonly response: Response; readonly isChanged: boolean };

async function breakResponse(fault: Fault, response: Response): Promise<Broken> {
  const status = fault.status ?? response.status;
  const text = await response.text();
  const body = bodiless.includes(status) ? '' : (fault.body ?? breakBody(fault, text));
  const headers = new Headers(response.headers);
  if (fault.contentType !== undefined) headers.set('content-type', fault.contentType);
  for (const [name, value] of Object.entries(fault.headers ?? {})) {
    if (value === null) headers.delete(name);
    else headers.set(name, value);
  }
  const isChanged = status !== response.status || body !== text || !haveSame(headers, response.headers);
  headers.delete('content-length');
  const bytes = bodiless.includes(status) ? null : new TextEncoder().encode(body);
  return { response: new Response(bytes, { status, headers }), isChanged };
}

const haveSame = (left: Headers, right: Headers): boolean =>
  JSON.stringify([...left]) === JSON.stringify([...right]);

/** Returns the same text if nothing changes. */
function breakBody(fault: Fault, body: string): string {
  if (fault.remove === undefined && fault.set === undefined) return body;
  const parsed = parseJson(body);
  if (parsed === undefined) return body;
  const before = JSON.stringify(parsed);
  if (fault.remove !== undefined) removeAt(parsed, fault.remove);
  for (const [pointer, value] of Object.entries(fault.set ?? {})) setAt(parsed, pointer, value);
  const after = JSON.stringify(parsed);
  return after === before ? body : after;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function badGateway(): Response {
  const page =
    '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';
  return new Response(page, { status: 502, headers: { 'content-type': 'text/html' } });
}
