/** An origin in its normal form. */
const PLAIN_HOST = /^https?:\/\/[^\s/\\?#]+$/i;
/** A path and query that the URL parser would not change. */
const PLAIN_PATH = /^\/[\w!$&()*+,;=:@%/?~.-]*$/;
const DOT_SEGMENT = /\/(?:\.|%2e)/i;
const MAX_KNOWN = 100;
const origins = new Map<string, string>();

type UrlParts = { readonly origin: string; readonly path: string };

/** The parts of one URL are asked for several times in a row. */
let last: { readonly url: string; readonly parts: UrlParts } | undefined;

/** The origin of a URL, and its path with the query. Throws for an invalid URL. Parsing one costs as much as half a request. */
export function urlPartsOf(url: string): UrlParts {
  if (last?.url !== url) last = { url, parts: readParts(url) };
  return last.parts;
}

function readParts(url: string): UrlParts {
  const start = url.indexOf('/', url.indexOf('://') + 3);
  const path = start === -1 ? '' : url.slice(start);
  const host = start === -1 ? url : url.slice(0, start);
  const isPlain =
    PLAIN_HOST.test(host) && PLAIN_PATH.test(path) && !DOT_SEGMENT.test(path) && !path.endsWith('?');
  if (!isPlain) {
    const { origin, pathname, search } = new URL(url);
    return { origin, path: pathname + search };
  }
  let origin = origins.get(host);
  if (origin === undefined) {
    origin = new URL(host).origin;
    if (origins.size >= MAX_KNOWN) origins.clear();
    origins.set(host, origin);
  }
  return { origin, path };
}
