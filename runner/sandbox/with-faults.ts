import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './faults.ts';
import { removeAt, setAt } from './json-pointer.ts';

type Answer = (request: Request) => Promise<Response>;

const bodiless: readonly number[] = [204, 205, 304];

/** Answers as `answer` does, with every fault whose operation matches the request applied in order. */
export function withFaults(faults: readonly Fault[], answer: Answer): Answer {
  if (faults.length === 0) return answer;
  return async (request) => {
    const { pathname } = new URL(request.url);
    const matching = faults.filter((fault) => matchesOperation(fault.operation, request.method, pathname));
    const delayMs = matching.reduce((total, fault) => total + (fault.delayMs ?? 0), 0);
    if (delayMs > 0) await sleep(delayMs, undefined, { signal: request.signal });
    if (matching.some((fault) => fault.unreachable)) return badGateway();

    let response = await answer(request);
    for (const fault of matching) {
      if (fault.when?.status === undefined || fault.when.status === response.status) {
        response = await breakResponse(fault, response);
      }
    }
    return response;
  };
}

function matchesOperation(operation: string, method: string, pathname: string): boolean {
  if (operation === '*') return true;
  const [wantedMethod, template = ''] = operation.split(' ');
  return wantedMethod === method && templatePattern(template).test(pathname);
}

function templatePattern(template: string): RegExp {
  const parts = template.split(/\{[^}]*\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]+')}/?$`);
}

async function breakResponse(fault: Fault, response: Response): Promise<Response> {
  const status = fault.status ?? response.status;
  const headers = new Headers(response.headers);
  const body = fault.body ?? breakBody(fault, await response.text());
  headers.delete('content-length');
  if (fault.contentType !== undefined) headers.set('content-type', fault.contentType);
  for (const [name, value] of Object.entries(fault.headers ?? {})) {
    if (value === null) headers.delete(name);
    else headers.set(name, value);
  }
  return new Response(bodiless.includes(status) ? null : new TextEncoder().encode(body), { status, headers });
}

function breakBody(fault: Fault, body: string): string {
  if (fault.remove === undefined && fault.set === undefined) return body;
  const parsed = parseJson(body);
  if (parsed === undefined) return body;
  if (fault.remove !== undefined) removeAt(parsed, fault.remove);
  for (const [pointer, value] of Object.entries(fault.set ?? {})) setAt(parsed, pointer, value);
  return JSON.stringify(parsed);
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
