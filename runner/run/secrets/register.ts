import type { HttpRequest } from '../../http/exchange.ts';
import { sessionsIn } from '../request/cookies.ts';
import type { Environment } from '../../environment/environment.ts';
import type { RenderedStep } from '../request/render.ts';
import { readableOf } from '../../environment/layers.ts';
import type { Keys } from './places.ts';
import { MIN_SECRET_LENGTH } from './sensitive/values.ts';
import type { Redactor } from './redactor.ts';
import type { ReadSecret } from '../scope/scope.ts';

/**
 * Registers every secret of an environment before the first request, because a response may show one that no request has used
 * yet. Secrets in host names are not hidden.
 */
export function registerSecrets(environment: Environment, readSecret: ReadSecret, redactor: Redactor): void {
  const { layers, tokens, headers, methodHeaders, routes } = environment;
  for (const [name, isSecret] of readableOf(layers).names)
    if (isSecret) redactor.add(readSecret(name) ?? '', name);
  redactor.addSensitive([headers, methodHeaders, routes, Object.values(tokens)].map(literalsOf));
  redactor.addUrls(JSON.stringify(literalsOf(environment)));
  for (const [type, { value, password }] of Object.entries(tokens))
    for (const secret of [value, password])
      if (secret !== undefined && !/\{\{|<</.test(secret)) redactor.addFound(secret, `${type}_token`);
}

/** Registers the secrets of these names. */
export function registerNamed(names: readonly string[], readSecret: ReadSecret, redactor: Redactor): void {
  for (const name of names) {
    const value = readSecret(name);
    if (value !== undefined) redactor.add(value, name);
  }
}

/** Registers the credentials of a request besides its token: in headers, cookies, query and fields. */
export function registerRequest(
  { url, headers }: Pick<HttpRequest, 'url' | 'headers'>,
  { params, body, formFields }: Pick<RenderedStep, 'params' | 'body' | 'formFields'>,
  redactor: Redactor,
): void {
  registerHeaders(headers, redactor);
  for (const each of [params, body, formFields, withoutParents(formFields)])
    if (each !== undefined) redactor.addSensitive(each);
  if (/[?@]/.test(url)) redactor.addUrls(url);
}

/** Form fields by the last part of their names, as in `user.password`. */
function withoutParents(fields: RenderedStep['formFields']): object | undefined {
  const dotted = Object.entries(fields).filter(([name]) => name.includes('.'));
  if (dotted.length === 0) return undefined;
  return Object.fromEntries(dotted.map(([name, value]) => [name.slice(name.lastIndexOf('.') + 1), value]));
}

/** Registers values of a response that an API document marks as secret, if they are long enough. */
export function registerMarked(body: unknown, places: readonly Keys[], redactor: Redactor): void {
  for (const keys of places) {
    const value = keys.reduce<unknown>((at, key) => Object(at)[key], body);
    if (typeof value === 'string' && value.length >= MIN_SECRET_LENGTH)
      redactor.addFound(value, String(keys.at(-1) ?? 'body'));
  }
}

/** The same for a form or a text. */
export function registerMarkedText(text: string, keys: Keys, redactor: Redactor): void {
  if (text.length >= MIN_SECRET_LENGTH) redactor.addFound(text, String(keys.at(-1) ?? 'body'));
}

/** Most requests share their headers object with another; each object is registered once. */
const registered = new WeakMap<HttpRequest['headers'], object>();

function registerHeaders(headers: HttpRequest['headers'], redactor: Redactor): void {
  const view = redactor.sameAs();
  if (registered.get(headers) === view) return;
  registered.set(headers, view);
  redactor.addSensitive(headers);
  for (const [name, value] of Object.entries(headers))
    if (name.toLowerCase() === 'cookie')
      for (const [cookie, session] of sessionsIn(value.split(';')))
        redactor.addFound(session, `cookie_${cookie}`);
}

/** Templates are not secrets; what they are filled with may be. */
const literalsOf = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_key, each: unknown) =>
      typeof each === 'string' && /\{\{|<</.test(each) ? '' : each,
    ),
  );

const SECRET_NAME = /(?:TOKEN|SECRET|PASSWORD|PASSWD|PASS|_PWD|KEY|CREDENTIALS?)$/i;

/** Before a crash is reported: registers what looks like a secret in the process environment, read so far or not. */
export function registerProcess(env: Readonly<Record<string, string | undefined>>, redactor: Redactor): void {
  for (const [name, value] of Object.entries(env))
    if (value !== undefined && value.length >= MIN_SECRET_LENGTH && SECRET_NAME.test(name))
      redactor.add(value, name);
}
