import { type Exchange, type HttpRequest, lastAttempt, type Redirect, type Send } from './exchange.ts';

const MAX_HOPS = 10;
const TOO_MANY = `${MAX_HOPS} redirects were followed, and more would be too many: it may be a circle`;

/** Headers that may be sent to an origin that the spec did not name: none can be a credential. */
const HARMLESS_HEADERS = ['accept', 'accept-language', 'user-agent', 'content-type', 'content-length'];

/**
 * Follows redirects, for environments that ask for it. Another origin gets harmless headers only, no client certificate and no
 * body: a redirect that would send a body there is returned unfollowed. Cookies that redirects set are stored and sent where
 * they belong. All hops share the request's `timeoutMs`.
 */
export function withRedirects(send: Send): Send {
  const follow: Send = async (request, signal) => {
    let exchange = await send(request, signal);
    let notFollowed: string | undefined;
    let redirects: Redirect[] | undefined;
    for (let hop = 0; ; hop++) {
      const redirected = nextRequest(exchange);
      if (redirected === undefined) break;
      notFollowed = 'why' in redirected ? redirected.why : hop === MAX_HOPS ? TOO_MANY : undefined;
      if ('why' in redirected || notFollowed !== undefined) break;
      const next = await withCookies(redirected, exchange);
      redirects = [...(redirects ?? []), toRedirect(exchange, next)];
      const followed = await send(next, signal);
      // The redirect itself is not a failed attempt; the attempts before it are.
      const [first, ...rest] = [...exchange.attempts.slice(0, -1), ...followed.attempts];
      exchange = { request: next, attempts: [first!, ...rest] };
    }
    const { request: last, attempts } = exchange;
    return {
      request,
      attempts,
      ...(redirects !== undefined && { redirects, finalUrl: last.url }),
      ...(notFollowed !== undefined && { notFollowed }),
    };
  };
  return (request, signal) => (request.followRedirects === true ? follow : send)(request, signal);
}

function toRedirect(exchange: Exchange, { method, url }: HttpRequest): Redirect {
  const attempt = lastAttempt(exchange);
  const status = 'response' in attempt ? attempt.response.status : 0;
  const { durationMs, span } = attempt;
  return { status, durationMs, method, url, ...(span !== undefined && { span }) };
}

/** The next request with the cookies for its URL, after storing those that the redirect sets. */
async function withCookies(next: HttpRequest, exchange: Exchange): Promise<HttpRequest> {
  const { cookies } = next;
  const redirect = lastAttempt(exchange);
  if (cookies === undefined || 'error' in redirect) return next;
  await cookies.keep(exchange.request.url, redirect.response.setCookies ?? []);
  if (cookies.headerFor === undefined) return next;
  const cookie = cookies.headerFor(next.url);
  const others = Object.entries(next.headers).filter(([name]) => name.toLowerCase() !== 'cookie');
  return {
    ...next,
    headers: { ...(cookie !== undefined && { Cookie: cookie }), ...Object.fromEntries(others) },
  };
}

/** The request that a redirect leads to; undefined if the response is not a redirect to follow. */
function nextRequest(exchange: Exchange): HttpRequest | { readonly why: string } | undefined {
  const { request } = exchange;
  const attempt = lastAttempt(exchange);
  if (!('response' in attempt)) return undefined;
  const { status, headers } = attempt.response;
  const location = headers['location'];
  if (
    ![301, 302, 303, 307, 308].includes(status) ||
    location === undefined ||
    !URL.canParse(location, request.url)
  )
    return undefined;
  if (request.isExpectedStatus?.(status) === true) return undefined;
  const url = new URL(location, request.url);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return { why: `only redirects to http and https are followed, not to ${url.protocol}` };
  const becomesGet = status === 303 || ((status === 301 || status === 302) && request.method === 'POST');
  const { body, connection, nextTraceparent, ...rest } = request;
  const keepsBody = body !== undefined && !becomesGet;
  const isSameOrigin = url.origin === new URL(request.url).origin;
  if (!isSameOrigin && keepsBody) return { why: `a body is not sent on to another origin, ${url.origin}` };
  if (!isSameOrigin && !withoutSecrets(url, request))
    return { why: `it leads to another origin, ${url.origin}, with a secret in its path` };
  const timeoutMs = request.timeoutMs - attempt.durationMs;
  if (timeoutMs <= 0) return { why: 'no time was left to follow it' };
  const kept = Object.entries(request.headers).filter(([name, value]) => {
    const lower = name.toLowerCase();
    if (becomesGet && lower.startsWith('content-')) return false;
    return isSameOrigin || (HARMLESS_HEADERS.includes(lower) && request.holdsSecret?.(value) !== true);
  });
  return {
    ...rest,
    url: url.href,
    method: becomesGet && request.method !== 'HEAD' ? 'GET' : request.method,
    headers: Object.fromEntries(kept),
    timeoutMs,
    ...(keepsBody && { body }),
    ...(isSameOrigin && connection !== undefined && { connection }),
    ...(isSameOrigin && nextTraceparent !== undefined && { nextTraceparent }),
  };
}

/**
 * Removes secrets from a URL of another host: a redirect may have copied a query that holds keys. False if a secret cannot be
 * removed.
 */
function withoutSecrets(url: URL, { holdsSecret, url: from }: HttpRequest): boolean {
  url.username = '';
  url.password = '';
  if (holdsSecret === undefined) return true;
  url.hash = '';
  for (const [name, value] of [...url.searchParams])
    if (holdsSecret(value) || holdsSecret(name)) url.searchParams.delete(name);
  const isSameName = new URL(from).hostname === url.hostname;
  return !holdsSecret(url.pathname) && (isSameName || !holdsSecret(url.hostname));
}
