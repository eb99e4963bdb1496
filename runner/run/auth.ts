import { byteLength, type HttpRequest, lastAttempt, type Send } from '../http/exchange.ts';
import { suggest } from '../spec/diagnostic.ts';
import { parseQuery } from '../spec/jsonpath.ts';
import { asText, renderJson, renderText } from '../spec/template.ts';
import type { Json } from '../spec/yaml.ts';
import type { Credential, Environment, Scheme, TokenExchange } from './environment.ts';
import type { Redactor } from './redact.ts';
import type { Scope } from './scope.ts';
import { wire } from './wire.ts';

/** What a credential adds to a request. */
export type Authorization = {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
};

export type AuthProblem = { readonly problem: string; readonly hint: string };

const none: Authorization = { headers: {}, query: {} };

/** How each scheme writes the Authorization header. */
const authorization: Readonly<Record<Exclude<Scheme, 'basic' | 'apiKey'>, (secret: string) => string>> = {
  bearer: (secret) => `Bearer ${secret}`,
  admin: (secret) => `Admin ${secret}`,
  token: (secret) => `Token token="${secret}"`,
};

const DEFAULT_SCHEMES: Readonly<Record<string, Scheme>> = { admin: 'admin', internal: 'admin' };

type Obtained = { readonly token: string; readonly renewAtMs: number } | AuthProblem;

/** Exchanged tokens of a run: obtained once for all specs, and again before they run out. */
export type TokenCache = {
  readonly obtain: (key: string, exchange: () => Promise<Obtained>) => Promise<Obtained>;
};

export function createTokenCache(now: () => number): TokenCache {
  const tokens = new Map<string, { readonly promise: Promise<Obtained>; result?: Obtained }>();
  return {
    obtain: (key, exchange) => {
      const held = tokens.get(key);
      const isFresh = held?.result !== undefined && 'token' in held.result && now() < held.result.renewAtMs;
      if (held !== undefined && (held.result === undefined || isFresh)) return held.promise;
      const entry: { readonly promise: Promise<Obtained>; result?: Obtained } = {
        promise: exchange().then(
          (result) => {
            entry.result = result;
            return result;
          },
          (error: unknown) => {
            tokens.delete(key);
            throw error;
          },
        ),
      };
      tokens.set(key, entry);
      return entry.promise;
    },
  };
}

export type AuthInput = {
  /** The token type; `none` sends no credentials. */
  readonly type: string;
  readonly environment: Environment;
  /** The scheme that the route asks for. */
  readonly routeScheme?: Scheme;
  readonly scope: Scope;
  readonly redactor: Redactor;
  readonly send: Send;
  readonly signal: AbortSignal;
  readonly tokens: TokenCache;
  readonly now: () => number;
};

/** The one place that turns a token type into what is sent. */
export async function authorize(input: AuthInput): Promise<Authorization | AuthProblem> {
  const { type, environment, scope, redactor } = input;
  if (type === 'none') return none;
  const credential = Object.hasOwn(environment.tokens, type) ? environment.tokens[type]! : undefined;
  if (credential === undefined) {
    const known = [...Object.keys(environment.tokens), 'none'];
    return {
      problem: `the environment "${environment.name}" has no token "${type}"`,
      hint: suggest(type, known),
    };
  }
  const headers = fill(credential.headers, scope);
  if ('problem' in headers) return headers;
  const scheme = input.routeScheme ?? credential.scheme ?? DEFAULT_SCHEMES[type] ?? 'bearer';
  if (scheme === 'basic') return withHeaders(basic(type, credential, scope, redactor), headers.values);
  const secret =
    credential.exchange === undefined
      ? literal(type, credential.value, scope, redactor)
      : await exchanged(input, credential.exchange);
  if (typeof secret !== 'string') return secret;
  if (scheme !== 'apiKey')
    return withHeaders(
      { headers: { Authorization: authorization[scheme](secret) }, query: {} },
      headers.values,
    );
  const name = credential.name ?? 'x-api-key';
  return withHeaders(
    credential.in === 'query'
      ? { headers: {}, query: { [name]: secret } }
      : { headers: { [name]: secret }, query: {} },
    headers.values,
  );
}

function withHeaders(
  found: Authorization | AuthProblem,
  headers: Readonly<Record<string, string>>,
): Authorization | AuthProblem {
  return 'problem' in found ? found : { ...found, headers: { ...headers, ...found.headers } };
}

function literal(
  type: string,
  value: string | undefined,
  scope: Scope,
  redactor: Redactor,
): string | AuthProblem {
  if (value === undefined)
    return { problem: `the token "${type}" has no value`, hint: 'give it a value: "{{env.NAME}}"' };
  const { value: rendered, missing, problems } = renderText(value, scope.lookup);
  if (problems[0] !== undefined) return { problem: problems[0], hint: `see the token "${type}"` };
  if (missing[0] !== undefined)
    return {
      problem: `the token "${type}" needs {{${missing[0]}}}, which nobody provides`,
      hint: scope.advise(missing[0]),
    };
  const secret = asText(rendered);
  if (secret === '')
    return { problem: `the token "${type}" is empty`, hint: `see "tokens:" of the environment` };
  redactor.add(secret, `${type}_token`);
  return secret;
}

function basic(
  type: string,
  credential: Credential,
  scope: Scope,
  redactor: Redactor,
): Authorization | AuthProblem {
  const username = literal(type, credential.username, scope, createSilent());
  if (typeof username !== 'string') return username;
  const password = literal(type, credential.password, scope, redactor);
  if (typeof password !== 'string') return password;
  const pair = `${username}:${password}`;
  redactor.add(pair, `${type}_credentials`);
  redactor.add(Buffer.from(pair).toString('base64'), `${type}_credentials`);
  return { headers: { Authorization: `Basic ${Buffer.from(pair).toString('base64')}` }, query: {} };
}

/** A user name is no secret, unless it comes from `env.`, where the scope has added it already. */
const createSilent = (): Redactor => ({ add: () => undefined, text: (text) => text, json: (value) => value });

async function exchanged(input: AuthInput, exchange: TokenExchange): Promise<string | AuthProblem> {
  const request = buildExchange(input, exchange);
  if ('problem' in request) return request;
  const { method, url, headers, body } = request;
  const key = JSON.stringify([method, url, headers, body, exchange.token, exchange.expiresIn]);
  const obtained = await input.tokens.obtain(key, () => perform(input, exchange, request));
  return 'problem' in obtained ? obtained : obtained.token;
}

function buildExchange(
  { type, environment, scope }: AuthInput,
  exchange: TokenExchange,
): HttpRequest | AuthProblem {
  const isRelative = exchange.url.startsWith('/');
  const wanted: Json = {
    url: isRelative ? `${environment.baseUrl?.replace(/\/+$/, '') ?? ''}${exchange.url}` : exchange.url,
    headers: exchange.headers,
    body: exchange.body ?? null,
    form: exchange.form ?? null,
  };
  const { value, missing, problems } = renderJson(wanted, scope.lookup);
  if (problems[0] !== undefined)
    return { problem: problems[0], hint: `see the exchange of the token "${type}"` };
  if (missing[0] !== undefined)
    return {
      problem: `the exchange for the token "${type}" needs {{${missing[0]}}}, which nobody provides`,
      hint: scope.advise(missing[0]),
    };
  const { url, headers, body, form } = value as {
    url: string;
    headers: Record<string, Json>;
    body: Json;
    form: Record<string, Json> | null;
  };
  const content =
    form !== null
      ? { body: new URLSearchParams(mapTexts(form)).toString(), type: 'application/x-www-form-urlencoded' }
      : body !== null
        ? { body: typeof body === 'string' ? body : JSON.stringify(body), type: 'application/json' }
        : undefined;
  if (!URL.canParse(url) || !/^https?:/i.test(url))
    return {
      problem: `the exchange for the token "${type}" has no usable url: "${url}"`,
      hint: 'write a whole URL',
    };
  return {
    method: exchange.method,
    url,
    headers: {
      Accept: 'application/json',
      ...(content !== undefined ? { 'Content-Type': content.type } : {}),
      ...mapTexts(headers),
      ...(content === undefined && exchange.method !== 'GET' ? { 'Content-Length': '0' } : {}),
    },
    ...wire(environment),
    isTokenExchange: true,
    ...(content !== undefined && { body: content.body }),
  };
}

async function perform(input: AuthInput, exchange: TokenExchange, request: HttpRequest): Promise<Obtained> {
  const { type, send, redactor, now } = input;
  redactExchange(input, exchange);
  const started = now();
  const attempt = lastAttempt(await send(request, new AbortController().signal));
  const where = redactor.text(`${request.method} ${request.url}`);
  const failed = (what: string): AuthProblem => ({
    problem: `the token "${type}" could not be obtained: ${where} ${what}`,
    hint: 'see "exchange:" of the token in environments.yaml',
  });
  if ('error' in attempt) return failed(`got no answer: ${redactor.text(attempt.error.message)}`);
  const { status, body } = attempt.response;
  if (status < 200 || status > 299) return failed(`answered ${status}`);
  const answer = parseJson(body);
  if (answer === undefined) return failed('answered something that is not JSON');
  const token = selectFirst(exchange.token, answer);
  if (typeof token !== 'string' || token === '')
    return failed(`answered without a token at ${exchange.token}`);
  redactor.add(token, `${type}_token`);
  const seconds =
    typeof exchange.expiresIn === 'string'
      ? Number(selectFirst(exchange.expiresIn, answer))
      : exchange.expiresIn;
  if (seconds === undefined) return { token, renewAtMs: Number.POSITIVE_INFINITY };
  if (Number.isNaN(seconds)) return failed(`answered without a lifetime in seconds at ${exchange.expiresIn}`);
  const lifetimeMs = seconds * 1_000;
  return { token, renewAtMs: started + lifetimeMs - Math.min(60_000, lifetimeMs / 5) };
}

/** What an exchange sends is as secret as what it gets, apart from names and ids that are common words of the protocol. */
function redactExchange({ type, scope, redactor }: AuthInput, { headers, body, form }: TokenExchange): void {
  const secretName = /key|secret|password|assertion|token|authorization|credential/i;
  for (const map of [headers, form, body])
    if (typeof map === 'object' && map !== null && !Array.isArray(map))
      for (const [name, value] of Object.entries(map))
        if (secretName.test(name))
          redactor.add(asText(renderJson(value as Json, scope.lookup).value), `${type}_${name}`);
}

function parseJson(body: Uint8Array): unknown {
  try {
    return byteLength(body) === 0 ? undefined : JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

function selectFirst(path: string, answer: unknown): unknown {
  const result = parseQuery(path);
  return 'query' in result ? result.query.select(answer)[0] : undefined;
}

function fill(
  headers: Readonly<Record<string, Json>>,
  scope: Scope,
): { readonly values: Readonly<Record<string, string>> } | AuthProblem {
  const { value, missing, problems } = renderJson(headers, scope.lookup);
  if (problems[0] !== undefined) return { problem: problems[0], hint: "see the token's headers" };
  if (missing[0] !== undefined)
    return {
      problem: `a header of the token needs {{${missing[0]}}}, which nobody provides`,
      hint: scope.advise(missing[0]),
    };
  return { values: mapTexts(value as Record<string, Json>) };
}

const mapTexts = (map: Readonly<Record<string, Json>>): Record<string, string> =>
  Object.fromEntries(Object.entries(map).map(([name, each]) => [name, asText(each)]));

/** What is known of a token without obtaining it: its scheme, or that the environment has none. */
export function authDescription({ tokens }: Environment, type: string): string {
  if (type === 'none') return ' (no credentials)';
  const credential = Object.hasOwn(tokens, type) ? tokens[type]! : undefined;
  if (credential === undefined) return ' (NO SUCH TOKEN)';
  const scheme = credential.scheme ?? DEFAULT_SCHEMES[type] ?? 'bearer';
  return ` (${scheme}${credential.exchange === undefined ? '' : ', exchanged'})`;
}
