import { type Exchange, type HttpRequest, lastAttempt, type Send } from './exchange.ts';

const MAX_HOPS = 10;

/** What may be sent to an origin that the spec did not name: nothing that could be a credential. */
const HARMLESS_HEADERS = ['accept', 'accept-language', 'user-agent', 'content-type', 'content-length'];

/**
 * Follows redirects, for environments that ask for it. To another origin, only harmless headers go along, and a body
 * does not go at all: such a redirect stays the answer.
 */
export function withRedirects(send: Send): Send {
  return async (request, signal) => {
    let exchange = await send(request, signal);
    for (let hop = 0; hop < MAX_HOPS; hop++) {
      const next = nextRequest(lastRequest(exchange), exchange);
      if (next === undefined) break;
      const followed = await send(next, signal);
      exchange = { request: followed.request, attempts: followed.attempts };
    }
    return { request, attempts: exchange.attempts };
  };
}

const lastRequest = (exchange: Exchange): HttpRequest => exchange.request;

function nextRequest(request: HttpRequest, exchange: Exchange): HttpRequest | undefined {
  const attempt = lastAttempt(exchange);
  if (request.followRedirects !== true || !('response' in attempt)) return undefined;
  const { status, headers } = attempt.response;
  const location = headers['location'];
  if (
    ![301, 302, 303, 307, 308].includes(status) ||
    location === undefined ||
    !URL.canParse(location, request.url)
  )
    return undefined;
  if (request.welcome?.(status) === true) return undefined;
  const url = new URL(location, request.url);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  const becomesGet = status === 303 || ((status === 301 || status === 302) && request.method === 'POST');
  const { body, ...rest } = request;
  const keepsBody = body !== undefined && !becomesGet;
  const isSameOrigin = url.origin === new URL(request.url).origin;
  if (!isSameOrigin && keepsBody) return undefined;
  const kept = Object.entries(request.headers).filter(([name]) => {
    const lower = name.toLowerCase();
    if (becomesGet && lower.startsWith('content-')) return false;
    return isSameOrigin || HARMLESS_HEADERS.includes(lower);
  });
  return {
    ...rest,
    url: url.href,
    method: becomesGet && request.method !== 'HEAD' ? 'GET' : request.method,
    headers: Object.fromEntries(kept),
    ...(keepsBody && { body }),
  };
}
