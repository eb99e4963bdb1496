import { memoize } from '../../../language/memoize.ts';

/**
 * Names whose values are secrets wherever they occur: fields of bodies, form fields, query parameters, headers. Case, `-`, `_`,
 * spaces and a leading `x` are ignored.
 */
export const SENSITIVE_NAMES: readonly string[] = [
  'access token',
  'refresh token',
  'id token',
  'auth token',
  'session token',
  'security token',
  'amz security token',
  'bearer token',
  'api token',
  'csrf token',
  'xsrf token',
  'private token',
  'vault token',
  'jwt',
  'client secret',
  'client assertion',
  'app secret',
  'api secret',
  'consumer secret',
  'shared secret',
  'signing secret',
  'webhook secret',
  'secret',
  'secret key',
  'secret access key',
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'user password',
  'new password',
  'old password',
  'current password',
  'confirm password',
  'password confirmation',
  'api key',
  'account key',
  'subscription key',
  'private key',
  'signing key',
  'encryption key',
  'master key',
  'authorization',
  'proxy authorization',
  'code verifier',
];

/** Names that are sensitive as query parameters only: elsewhere they mean other things. */
export const SENSITIVE_PARAMETERS: readonly string[] = ['token', 'sig', 'signature', 'amz signature'];

/** Lower-case parts, at least one of which occurs with each of the names: a text without any of them has none of the names. */
export const SENSITIVE_ANCHORS: readonly string[] = [
  ...[
    'oken',
    'cret',
    'word',
    'sswd',
    'rase',
    'ikey',
    '_key',
    '-key',
    ' key',
    'tkey',
    'ekey',
    'gkey',
    'nkey',
    'rkey',
  ],
  ...[
    'pwd"',
    "pwd'",
    'pwd=',
    'pwd%',
    'pwd\\',
    'pwd]',
    'pwd>',
    ...[...' \t\r\n'].flatMap((space) => [`pwd${space}`, `jwt${space}`]),
    'jwt"',
    "jwt'",
    'jwt=',
    'jwt%',
    'jwt\\',
    'jwt]',
    'jwt>',
  ],
  ...['sser', 'riza', 'fier', 'sig=', 'sig%', 'sig]', 'gnat'],
  // The colon and slash of a URL inside another.
  'a%2f',
];

const normalize = (name: string): string => name.replace(/[-_ ]/g, '').toLowerCase();

const NORMALIZED: ReadonlySet<string> = new Set(SENSITIVE_NAMES.map(normalize));
const MAX_CACHED = 5_000;

/** Whether a value under this name is a secret. */
export const isSensitiveName = memoize(MAX_CACHED, (name: string): boolean => {
  const normal = normalize(name.endsWith(']') ? fieldIn(name) : name);
  return NORMALIZED.has(normal) || (normal.startsWith('x') && NORMALIZED.has(normal.slice(1)));
});

/** The field that a name with brackets means, as in `user[api_key]` and `secrets[0]`. */
function fieldIn(name: string): string {
  const whole = name.replace(/(?:\[\d*\])+$/, '');
  return /\[([^\][]+)\]$/.exec(whole)?.[1] ?? whole;
}

const WORDS_OF_PATH = /[^./[\]'"\s@?()=<>!&|,~]+/g;

/** Whether a JSONPath, a JSON Pointer or a name contains a sensitive name as one of its parts. */
export const hasSensitiveName = memoize(MAX_CACHED, (place: string): boolean =>
  (place.match(WORDS_OF_PATH) ?? []).some(isSensitiveName),
);
