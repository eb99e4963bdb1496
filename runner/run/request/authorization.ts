import { suggest } from '../../language/diagnostic.ts';
import type { Spec } from '../../language/parse.ts';
import type { Step } from '../../language/step/step.ts';
import { renderFlat } from '../../language/template/template.ts';
import type { Json } from '../../language/yaml/yaml.ts';
import type { MaybeLater } from './maybe-later.ts';
import type { Credential, Environment } from '../../environment/environment.ts';
import type { Redactor } from '../secrets/redactor.ts';
import type { Scope } from '../scope/scope.ts';
import { exchanged, mapTexts } from './token-exchange.ts';
import { type Authorization, type Scheme, schemes } from '../../environment/schemes.ts';
import type { AuthProblem, AuthInput } from './authorization-input.ts';

const none: Authorization = { headers: {}, query: {} };

/** The scheme of a token type without one. */
const defaultSchemeOf = (type: string): Scheme =>
  type === 'admin' || type === 'internal' ? 'admin' : 'bearer';

/**
 * The token type of a step: its own, else the first of its spec, else the environment's. A step used from another spec does not
 * take this spec's.
 */
export const tokenTypeOf = ({ metadata }: Spec, { token, origin }: Step, environment: Environment): string =>
  token ?? (origin === undefined ? metadata.tokens[0] : undefined) ?? environment.defaultToken ?? 'staff';

/** The one place that turns a token type into credentials; immediate, unless the token has to be obtained. */
export function authorize(input: AuthInput): MaybeLater<Authorization | AuthProblem> {
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
  const scheme = input.routeScheme ?? credential.scheme ?? defaultSchemeOf(type);
  if (schemes[scheme].join !== undefined)
    return withHeaders(joined(input, credential, scheme), headers.values);
  const withSecret = (secret: string | AuthProblem): Authorization | AuthProblem =>
    typeof secret === 'string'
      ? withHeaders(authorizationOf(credential, scheme, secret), headers.values)
      : secret;
  return credential.exchange === undefined
    ? withSecret(literal(type, credential.value, scope, redactor))
    : exchanged(input, credential.exchange).then(withSecret);
}

type KnownSecret = {
  readonly scheme: Scheme;
  readonly secret: string;
  readonly authorization: Authorization;
};

const known = new WeakMap<Credential, KnownSecret>();

/** The same object while a credential has the same secret, so that what is derived from it can be cached by identity. */
function authorizationOf(credential: Credential, scheme: Scheme, secret: string): Authorization {
  const before = known.get(credential);
  if (before?.secret === secret && before.scheme === scheme) return before.authorization;
  const made = schemes[scheme].carry({ value: secret }, credential);
  known.set(credential, { scheme, secret, authorization: made });
  return made;
}

/** Adds the further headers of a token; none of them, in any case, replaces its credential. */
function withHeaders(
  found: Authorization | AuthProblem,
  headers: Readonly<Record<string, string>>,
): Authorization | AuthProblem {
  if ('problem' in found || Object.keys(headers).length === 0) return found;
  const own = Object.keys(found.headers).map((name) => name.toLowerCase());
  const others = Object.entries(headers).filter(([name]) => !own.includes(name.toLowerCase()));
  return { ...found, headers: { ...Object.fromEntries(others), ...found.headers } };
}

function literal(
  type: string,
  value: string | undefined,
  scope: Scope,
  redactor: Redactor | undefined,
): string | AuthProblem {
  if (value === undefined)
    return { problem: `the token "${type}" has no value`, hint: 'give it a value: "{{env.NAME}}"' };
  const { value: secret, missing, problems } = renderFlat(value, scope.lookup);
  if (problems[0] !== undefined) return { problem: problems[0], hint: `see the token "${type}"` };
  if (missing[0] !== undefined)
    return {
      problem: `the token "${type}" needs {{${missing[0]}}}, which nobody provides`,
      hint: scope.advise(missing[0]),
    };
  if (secret === '')
    return { problem: `the token "${type}" is empty`, hint: `see "tokens:" of the environment` };
  redactor?.addFound(secret, `${type}_token`);
  return secret;
}

/** A credential of several texts. One that is not a secret by itself is one where it comes from `env.`: the scope registered it. */
function joined(
  { type, scope, redactor }: AuthInput,
  credential: Credential,
  scheme: Scheme,
): Authorization | AuthProblem {
  const { fields, join, carry } = schemes[scheme];
  const texts: Record<string, string> = {};
  for (const field of Object.keys(fields) as (keyof typeof fields)[]) {
    const text = literal(type, credential[field], scope, fields[field] === 'secret' ? redactor : undefined);
    if (typeof text !== 'string') return text;
    texts[field] = text;
  }
  const pair = join!(texts);
  const encoded = Buffer.from(pair).toString('base64');
  redactor.addUser(encoded, [texts['username']!, texts['password']!]);
  redactor.addFound(pair, `${type}_credentials`);
  redactor.addFound(encoded, `${type}_credentials`);
  return carry(texts, credential);
}

function fill(
  headers: Readonly<Record<string, Json>>,
  scope: Scope,
): { readonly values: Readonly<Record<string, string>> } | AuthProblem {
  const { value, missing, problems } = renderFlat(headers, scope.lookup);
  if (problems[0] !== undefined) return { problem: problems[0], hint: "see the token's headers" };
  if (missing[0] !== undefined)
    return {
      problem: `a header of the token needs {{${missing[0]}}}, which nobody provides`,
      hint: scope.advise(missing[0]),
    };
  return { values: mapTexts(value) };
}

/** What is known of a token without obtaining it: its scheme, or that the environment has none. */
export function authDescription({ tokens }: Environment, type: string): string {
  if (type === 'none') return ' (no credentials)';
  const credential = Object.hasOwn(tokens, type) ? tokens[type]! : undefined;
  if (credential === undefined) return ' (NO SUCH TOKEN)';
  const scheme = credential.scheme ?? defaultSchemeOf(type);
  return ` (${scheme}${credential.exchange === undefined ? '' : ', exchanged'})`;
}
