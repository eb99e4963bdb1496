import type { CookieJar } from 'tough-cookie';
import type { CookieJarAccess, HttpRequest } from '../../http/exchange.ts';

/**
 * The cookies of one spec. They are kept only if the environment has `cookies: true`: a session must not silently replace a
 * token.
 */
export type Cookies = {
  /** The `Cookie` header for a URL; undefined if there is none. */
  readonly headerFor: (url: string) => string | undefined;
  readonly keep: (url: string, setCookies: readonly string[]) => Promise<void>;
};

export const noCookies: Cookies = { headerFor: () => undefined, keep: () => Promise.resolve() };

/**
 * Cookie jars by RFC 6265, one for each group of hosts, because a cookie is sent to every port of its host. The library is
 * loaded with the first cookie.
 */
export function createCookies(groupOf: (url: string) => number = () => 0): Cookies {
  const jars = new Map<number, CookieJar>();
  return {
    headerFor: (url) =>
      (jars.size === 0 ? undefined : jars.get(groupOf(url))?.getCookieStringSync(url)) || undefined,
    keep: async (url, setCookies) => {
      if (setCookies.length === 0) return;
      const { CookieJar } = await import('./cookie-jar.ts');
      const group = groupOf(url);
      const jar = jars.get(group) ?? new CookieJar();
      jars.set(group, jar);
      for (const cookie of setCookies) await jar.setCookie(cookie, url, { ignoreError: true });
    },
  };
}

/**
 * A request with the cookies for its URL; redirects send and store cookies too. A `Cookie` header of the step replaces them.
 */
export function withCookies(
  { headerFor }: Cookies,
  request: HttpRequest,
  keep: CookieJarAccess['keep'],
): HttpRequest {
  const saysItself = Object.keys(request.headers).some((name) => name.toLowerCase() === 'cookie');
  const cookie = saysItself ? undefined : headerFor(request.url);
  const sent =
    cookie === undefined ? request : { ...request, headers: { Cookie: cookie, ...request.headers } };
  if (request.followRedirects !== true) return sent;
  return { ...sent, cookies: saysItself ? { keep } : { keep, headerFor } };
}

/** Shorter values, such as `1` or `en`, are settings; a session is longer. */
const SESSION_LENGTH = 8;

/** The cookies of a response that may be sessions: name and value. */
export function sessionsIn(
  setCookies: readonly string[],
): readonly (readonly [name: string, value: string])[] {
  return setCookies.flatMap((cookie) => {
    const [, name = '', value = ''] = /^\s*([^=;]+)=\s*"?([^;"]*)/.exec(cookie) ?? [];
    return value.length < SESSION_LENGTH ? [] : [[name.trim(), value.trim()] as const];
  });
}
