import {
  byteLength,
  type HttpRequest,
  type HttpResponse,
  lastAttempt,
  whyAborted,
} from '../../http/exchange.ts';
import { onAbort } from '../../http/on-abort.ts';
import { parseExactJson, writeExactJson } from '../../language/json/exact-json.ts';
import { parseQuery } from '../../language/jsonpath/jsonpath.ts';
import { asText, renderFlat, Rendering } from '../../language/template/template.ts';
import type { Json } from '../../language/yaml/yaml.ts';
import type { TokenExchange } from '../../environment/environment.ts';
import { type SecretRead, writerOf } from '../../environment/layers.ts';
import { showText } from '../check/answer.ts';
import { patternsOfAnswer } from '../check/patterns.ts';
import { cutText } from '../secrets/cut.ts';
import type { ExpectedAndActual } from './render.ts';
import { transportOptions } from '../../environment/transport-options.ts';
import type { Obtained, TokenCache, AuthInput, AuthProblem } from './authorization-input.ts';

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

/** The token of an exchange: the cached one, or a new one. */
export async function exchanged(input: AuthInput, exchange: TokenExchange): Promise<string | AuthProblem> {
  const request = buildExchange(input, exchange);
  if ('problem' in request) return request;
  const { method, url, headers, body } = request;
  const key = JSON.stringify([method, url, headers, body, exchange.token, exchange.expiresIn]);
  const obtaining = input.tokens.obtain(key, () => perform(input, exchange, request));
  const obtained = await (input.waitSignal === undefined
    ? obtaining
    : untilAborted(obtaining, input.waitSignal, input.type));
  return 'problem' in obtained ? obtained : obtained.token;
}

function untilAborted(obtaining: Promise<Obtained>, signal: AbortSignal, type: string): Promise<Obtained> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void =>
      resolve({
        problem: `the token "${type}" did not come in time: ${whyAborted(signal)}`,
        hint: 'see "exchange:" of the token in environments.yaml',
      });
    void obtaining.then(resolve, reject).finally(onAbort(signal, giveUp));
    if (signal.aborted) giveUp();
  });
}

function buildExchange(input: AuthInput, exchange: TokenExchange): HttpRequest | AuthProblem {
  const { type, environment, scope, destinations, redactor } = input;
  const filledUrl = fillUrl(input, exchange);
  if ('problem' in filledUrl) return filledUrl;
  const { url } = filledUrl;
  const mark = scope.secretsRead.length;
  const work = new Rendering(scope.lookup);
  const headers = work.flat(exchange.headers);
  const body = work.json(exchange.body ?? null);
  const form = work.flat(exchange.form ?? null);
  const { missing, problems } = work;
  if (problems[0] !== undefined)
    return { problem: problems[0], hint: `see the exchange of the token "${type}"` };
  if (missing[0] !== undefined)
    return {
      problem: `the exchange for the token "${type}" needs {{${missing[0]}}}, which nobody provides`,
      hint: scope.advise(missing[0]),
    };
  const content =
    form !== null
      ? { body: new URLSearchParams(mapTexts(form)).toString(), type: 'application/x-www-form-urlencoded' }
      : body !== null
        ? { body: typeof body === 'string' ? body : writeExactJson(body), type: 'application/json' }
        : undefined;
  if (!URL.canParse(url) || !/^https?:/i.test(url))
    return {
      problem: `the exchange for the token "${type}" has no usable url: "${url}"`,
      hint: 'write a whole URL',
    };
  const request: HttpRequest = {
    method: exchange.method,
    url,
    headers: {
      Accept: 'application/json',
      ...(content !== undefined ? { 'Content-Type': content.type } : {}),
      ...mapTexts(headers),
      ...(content === undefined && exchange.method !== 'GET' ? { 'Content-Length': '0' } : {}),
    },
    ...transportOptions(environment),
    isTokenExchange: true,
    ...(environment.transport.followRedirects && {
      holdsSecret: (text: string) => redactor.text(text) !== text,
    }),
    ...(content !== undefined && { body: content.body }),
  };
  const misdirected = destinations.refuse({
    request,
    secrets: [...filledUrl.secrets, ...scope.secretsRead.slice(mark)],
    token: type,
  });
  return misdirected === undefined
    ? request
    : { problem: `the token "${type}" is not asked for: ${misdirected.message}`, hint: misdirected.hint };
}

/** The URL of an exchange; a path is resolved against the primary API. */
function fillUrl(
  { type, environment, destinations }: AuthInput,
  { url }: TokenExchange,
): { readonly url: string; readonly secrets: readonly SecretRead[] } | AuthProblem {
  const { layers, baseUrl = '' } = environment;
  const path = destinations.hosts.fill(url, writerOf(layers, 'tokens', type));
  if ('problem' in path || !url.startsWith('/')) return path;
  const base = destinations.hosts.fill(baseUrl, writerOf(layers, 'baseUrl'));
  if ('problem' in base) return base;
  return { url: base.url.replace(/\/+$/, '') + path.url, secrets: [...base.secrets, ...path.secrets] };
}

async function perform(input: AuthInput, exchange: TokenExchange, request: HttpRequest): Promise<Obtained> {
  const { type, send, redactor, destinations, now, signal } = input;
  redactExchange(input, exchange);
  const started = now();
  const attempt = lastAttempt(await send(request, signal));
  const where = `${request.method} ${request.url}`;
  const failed = (what: string): AuthProblem => ({
    problem: `the token "${type}" could not be obtained: ${where} ${what}`,
    hint: 'see "exchange:" of the token in environments.yaml',
  });
  if ('error' in attempt) return failed(`got no answer: ${attempt.error.message}`);
  const { status, body } = attempt.response;
  const answer = parseJson(body);
  if (status < 200 || status > 299) {
    redactor.addSensitive(answer, status);
    return { ...failed(`answered ${status}`), found: refusal(exchange, attempt.response) };
  }
  if (answer === undefined) return failed('answered something that is not JSON');
  const token = selectFirst(exchange.token, answer);
  if (typeof token === 'string') redactor.addFound(token, `${type}_token`);
  redactor.addSensitive(answer);
  if (typeof token !== 'string' || token === '')
    return failed(`answered without a token at ${exchange.token}`);
  destinations.learn(token, `${type}_token`, request.url);
  const seconds =
    typeof exchange.expiresIn === 'string'
      ? Number(selectFirst(exchange.expiresIn, answer))
      : exchange.expiresIn;
  if (seconds === undefined) return { token, renewAtMs: Number.POSITIVE_INFINITY };
  if (Number.isNaN(seconds)) return failed(`answered without a lifetime in seconds at ${exchange.expiresIn}`);
  const lifetimeMs = seconds * 1_000;
  return { token, renewAtMs: started + lifetimeMs - Math.min(60_000, lifetimeMs / 5) };
}

/** The response of a refused exchange; redacted when shown, like all findings. */
const refusal = ({ token }: TokenExchange, { status, headers, body }: HttpResponse): ExpectedAndActual => ({
  expected: `a token at ${token}`,
  actual: { status, body: cutText(showText(headers['content-type'], body), LOOKED_AT) },
});

/** How many characters of a response are examined; fewer are shown. */
const LOOKED_AT = 10_000;

/** What an exchange sends is as secret as what it receives, except names and ids that are common words of the protocol. */
function redactExchange({ type, scope, redactor }: AuthInput, { headers, body, form }: TokenExchange): void {
  const secretName = /key|secret|password|assertion|token|authorization|credential/i;
  for (const map of [headers, form, body])
    if (typeof map === 'object' && map !== null && !Array.isArray(map))
      for (const [name, value] of Object.entries(map))
        if (secretName.test(name))
          redactor.addFound(asText(renderFlat(value as Json, scope.lookup).value), `${type}_${name}`);
}

function parseJson(body: Uint8Array): unknown {
  try {
    return byteLength(body) === 0 ? undefined : parseExactJson(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

function selectFirst(path: string, answer: unknown): unknown {
  const result = parseQuery(path);
  if ('problem' in result) return undefined;
  const found = result.query.select(answer, patternsOfAnswer());
  return 'nodes' in found ? found.nodes[0] : undefined;
}

/** Each value of a map as text. */
export const mapTexts = (map: Readonly<Record<string, Json>>): Record<string, string> =>
  Object.fromEntries(Object.entries(map).map(([name, each]) => [name, asText(each)]));
