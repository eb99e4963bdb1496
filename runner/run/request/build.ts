import { memoize } from '../../language/memoize.ts';
import type { HttpRequest } from '../../http/exchange.ts';
import type { Mutable } from '../../language/records.ts';
import { isTemplate } from '../../language/template/compile.ts';
import { asText, Rendering } from '../../language/template/template.ts';
import { RecentCache } from '../../language/recent-cache.ts';
import type { Json } from '../../language/yaml/yaml.ts';
import { type Content, encodeContent } from './content.ts';
import { type RequestProblem, unresolved } from './render.ts';
import type { MaybeLater } from './maybe-later.ts';
import { joinUrl } from './url.ts';
import { transportOptions } from '../../environment/transport-options.ts';
import type { BuildInput } from './build-input.ts';

/** The request of a step; immediate, unless it sends files. */
export function buildRequest(input: BuildInput): MaybeLater<HttpRequest | RequestProblem> {
  const { step, target } = input;
  const host = input.hosts.fill(target.baseUrl, target.writer);
  if ('problem' in host) return { check: 'host', message: host.problem, hint: host.hint, span: step.span };
  const base = host.url;
  if (!isBase(base))
    return {
      check: 'host',
      message: `"${base}" is not an http or https URL`,
      hint: 'see baseUrl in environments.yaml',
      span: step.span,
    };
  const content = encodeContent(input);
  return content instanceof Promise
    ? content.then((encoded) => requestWith(encoded, base, input))
    : requestWith(content, base, input);
}

function requestWith(
  content: Content | RequestProblem,
  base: string,
  input: BuildInput,
): HttpRequest | RequestProblem {
  if ('check' in content) return content;
  const { step, filled, target, authorization, environment } = input;
  const url = joinUrl(base, filled.path, { ...filled.params, ...authorization.query });
  const headers = fillHeaders(input, content.type);
  if ('check' in headers) return headers;
  const isEmptyPost = content.body === undefined && ['POST', 'PUT', 'PATCH'].includes(step.method);
  const request: Mutable<HttpRequest> = {
    method: step.method,
    url,
    headers: isEmptyPost ? { ...headers.values, 'Content-Length': '0' } : headers.values,
    isExpectedStatus: input.isExpectedStatus,
    ...transportOptions(environment),
  };
  if (environment.transport.followRedirects) request.holdsSecret = input.holdsSecret;
  if (step.timeoutMs !== undefined) request.timeoutMs = step.timeoutMs;
  if (target.routeLimit !== undefined) request.routeLimit = target.routeLimit;
  if (content.body !== undefined) request.body = content.body;
  return request;
}

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const NOT_IN_HEADERS = /[^\t\x20-\x7e\x80-\xff]/;

/** An environment has few base URLs, unless variables fill them in. */
const MAX_BASES = 100;

/** Whether a path can be appended. */
const isBase = memoize(
  MAX_BASES,
  (base: string): boolean => /^https?:/i.test(base) && URL.canParse(`${base.replace(/\/+$/, '')}/`),
);

/**
 * Merges layers of headers; later wins. A null header removes the one of a lower layer, so that a step can omit what its
 * environment sends; if there is none, the header is empty.
 */
function joinHeaders(
  layers: readonly Readonly<Record<string, Json>>[],
): Map<string, readonly [string, string]> {
  const headers = new Map<string, readonly [string, string]>();
  const taken: string[] = [];
  for (const layer of layers)
    for (const [name, value] of Object.entries(layer)) {
      const key = name.toLowerCase();
      if (value !== null) headers.set(key, [name, asText(value)]);
      else if (headers.delete(key)) taken.push(key);
      else if (!taken.includes(key)) headers.set(key, [name, '']);
    }
  return headers;
}

const doubledName = (names: readonly string[]): string | undefined =>
  names.find((name, at) => names.findIndex((each) => each.toLowerCase() === name.toLowerCase()) < at);

/** The layers: defaults, the environment's, its method's, the route's, the credential's, the step's. */
function fillHeaders(
  input: BuildInput,
  contentType: string | undefined,
): { readonly values: Readonly<Record<string, string>> } | RequestProblem {
  const { spec, step, filled, target, authorization, environment, scope, onBehalfOf } = input;
  const work = new Rendering(scope.lookup);
  const ofAll = fillShared(environment.headers, work);
  const ofMethod = fillShared(environment.methodHeaders[step.method] ?? NONE, work);
  const ofTarget = fillShared(target.headers, work);
  const { missing, problems } = work;
  if (problems[0] !== undefined) return { check: 'variables', message: problems[0], span: step.span };
  if (missing[0] !== undefined)
    return {
      check: 'variables',
      message: `a header of the environment needs {{${missing[0]}}}, which nobody provides`,
      hint: scope.advise(missing[0]),
      span: step.span,
    };
  const business = onBehalfOf ? (scope.lookup('business_uid') ?? scope.lookup('business_id')) : undefined;
  if (onBehalfOf && business === undefined) return unresolved(spec, step, ['business_uid'], scope);
  const parts: HeaderParts = {
    ofAll,
    ofMethod,
    ofTarget,
    authorization: authorization.headers,
    business: onBehalfOf ? asText(business) : undefined,
    contentType,
    // The environment's type holds for JSON bodies, not for forms or a type that the step writes out.
    isOwnType: step.content.kind !== 'json' || step.content.isSpeltOut,
    isMultipart: step.content.kind === 'multipart',
  };
  const own = filled.headers;
  const twice = doubledName(Object.keys(own));
  if (twice !== undefined)
    return {
      check: 'request',
      message: `the header "${twice}" is given twice, and only one would be sent`,
      hint: 'names of headers have no case; write one header with both values, such as a, b',
      span: step.spans['headers'] ?? step.span,
    };
  const isShared = Object.keys(own).length === 0 && !parts.isMultipart;
  const joined = isShared ? shared.getOrCompute(parts, () => joinParts(parts, own)) : joinParts(parts, own);
  if (joined.broken === undefined) return joined;
  return {
    check: 'request',
    message: `the header "${joined.broken}" holds a character that no header can carry`,
    span: step.spans['headers'] ?? step.span,
  };
}

type Headers = Readonly<Record<string, Json>>;

const NONE: Headers = {};

/** Whether headers of an environment hold templates; they are the same objects for each of its requests. */
const templated = new WeakMap<Headers, boolean>();

function fillShared(headers: Headers, work: Rendering): Headers {
  let isTemplated = templated.get(headers);
  if (isTemplated === undefined) {
    isTemplated = isTemplate(JSON.stringify(headers));
    templated.set(headers, isTemplated);
  }
  return isTemplated ? work.flat(headers) : headers;
}

/** The sources of a request's headers, besides those of its step. */
type HeaderParts = {
  readonly ofAll: Headers;
  readonly ofMethod: Headers;
  readonly ofTarget: Headers;
  readonly authorization: Headers;
  readonly business: string | undefined;
  readonly contentType: string | undefined;
  readonly isOwnType: boolean;
  readonly isMultipart: boolean;
};

/** Headers as they are sent, and the name of the first that cannot be sent. */
type Joined = { readonly values: Readonly<Record<string, string>>; readonly broken: string | undefined };

const isSame = (a: HeaderParts, b: HeaderParts): boolean =>
  a.ofAll === b.ofAll &&
  a.ofMethod === b.ofMethod &&
  a.ofTarget === b.ofTarget &&
  a.authorization === b.authorization &&
  a.business === b.business &&
  a.contentType === b.contentType &&
  a.isOwnType === b.isOwnType;

/** For steps without headers of their own: most requests share their headers with another. */
const shared = new RecentCache<HeaderParts, Joined>(16, isSame);

function joinParts(parts: HeaderParts, own: Headers): Joined {
  const { contentType, business } = parts;
  const typed: Headers = contentType === undefined ? NONE : { 'Content-Type': contentType };
  const headers = joinHeaders([
    { Accept: 'application/json, */*;q=0.8', 'User-Agent': 'verify-specs', ...typed },
    parts.ofAll,
    parts.ofMethod,
    parts.ofTarget,
    parts.authorization,
    business === undefined ? NONE : { 'X-On-Behalf-Of': business },
    parts.isOwnType ? typed : NONE,
    own,
  ]);
  // A handwritten type rarely has the boundary.
  const written = headers.get('content-type');
  if (parts.isMultipart && contentType !== undefined && written !== undefined)
    headers.set('content-type', [written[0], contentType]);
  const [broken] =
    [...headers.values()].find(([name, each]) => !HEADER_NAME.test(name) || NOT_IN_HEADERS.test(each)) ?? [];
  return { values: Object.fromEntries(headers.values()), broken };
}
