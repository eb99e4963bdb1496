/**
 * The names whose values are secrets wherever they stand: fields of bodies, form fields, query parameters, headers. They are
 * compared without case, `-`, `_` and blanks, and with or without a leading `x`.
 */
export const TELLING_NAMES: readonly string[] = [
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

/** Names that are telling in the query of a URL only: elsewhere they mean other things. */
export const TELLING_PARAMETERS: readonly string[] = ['token', 'sig', 'signature', 'amz signature'];

/** What each of the names holds, in small letters: where none of these is, no name is. */
export const TELLING_ANCHORS: readonly string[] = [
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
];

const normalize = (name: string): string => name.replace(/[-_ ]/g, '').toLowerCase();

const NORMALIZED: ReadonlySet<string> = new Set(TELLING_NAMES.map(normalize));
const known = new Map<string, boolean>();
const MOST_KNOWN = 5_000;

/** Whether what is called so is a secret by its name. */
export function isTelling(name: string): boolean {
  const before = known.get(name);
  if (before !== undefined) return before;
  const normal = normalize(name);
  const is = NORMALIZED.has(normal) || (normal.startsWith('x') && NORMALIZED.has(normal.slice(1)));
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(name, is);
  return is;
}

const WORDS_OF_PATH = /[^./[\]'"\s@?()=<>!&|,~]+/g;
const pathsKnown = new Map<string, boolean>();

/** Whether a JSONPath, a JSON Pointer or a name is, ends in or passes a telling name. */
export function namesSecret(place: string): boolean {
  if (place === '') return false;
  const before = pathsKnown.get(place);
  if (before !== undefined) return before;
  const is = (place.match(WORDS_OF_PATH) ?? []).some(isTelling);
  if (pathsKnown.size >= MOST_KNOWN) pathsKnown.clear();
  pathsKnown.set(place, is);
  return is;
}

/** What an error answer says of a field, as in `password: Must be longer`: words, and no secret of one word. */
export const isSentence = (value: string): boolean => /^\S+(?: \S+)+$/.test(value);

/** Whether a value is one that anybody may see: nothing, the name of a secret, a template, stars. */
export const isPlaceholder = (value: string): boolean =>
  value === '' ||
  /^(?:(?:Bearer |Basic |Admin )?(?:\$[A-Z0-9_]+|\*+|•+)|.*(?:\{\{|<<)[\s\S]*|null|true|false)$/i.test(value);

/** Shorter texts are found by chance; where they stand they are hidden all the same. */
const SECRET_LENGTH = 8;

/** Gives each value of a telling name, at any depth, that is long enough to be looked for elsewhere. */
export function tellingValues(value: unknown, add: (value: string, name: string) => void): void {
  const waiting: unknown[] = [value];
  for (let at = 0; at < waiting.length; at++) {
    const each = waiting[at];
    if (typeof each !== 'object' || each === null) continue;
    if (Array.isArray(each)) {
      for (const item of each as readonly unknown[])
        if (typeof item === 'object' && item !== null) waiting.push(item);
      continue;
    }
    for (const key of Object.keys(each)) {
      const inside = (each as Readonly<Record<string, unknown>>)[key];
      if (typeof inside === 'object') waiting.push(inside);
      else if (
        typeof inside === 'string' &&
        inside.length >= SECRET_LENGTH &&
        isTelling(key) &&
        !isPlaceholder(inside)
      )
        add(inside, key);
    }
  }
}

const isLongEnough = (value: string): boolean => value.length >= SECRET_LENGTH && !isPlaceholder(value);

const PARAMETER = /[?&#;]([^=&#;\s]{2,60})=([^&#;\s"'<>]*)/g;
const USERINFO = /:\/\/([^/?#\s@:"'<>]*):([^/?#\s@"'<>]+)@/g;

/** The same for the query, the fragment and the password of the URLs in a text. */
export function tellingInUrls(text: string, add: (value: string, name: string) => void): void {
  for (const [, name = '', value = ''] of text.matchAll(PARAMETER))
    if (isTelling(decode(name)) && isLongEnough(decode(value))) add(decode(value), decode(name));
  if (!text.includes('@') || !text.includes('://')) return;
  for (const [, , value = ''] of text.matchAll(USERINFO))
    if (isLongEnough(decode(value))) add(decode(value), 'password');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

const alternatives = (names: readonly string[]): string =>
  names.map((name) => name.replaceAll(' ', '[-_ ]?')).join('|');

const NAME = `(?:x[-_]?)?(?:${alternatives(TELLING_NAMES)})`;
const PARAMETER_NAME = `(?:x[-_]?)?(?:${alternatives([...TELLING_NAMES, ...TELLING_PARAMETERS])})`;
const NUMBER = '-?\\d[\\d.eE+-]*';

type Rule = { readonly pattern: RegExp; readonly value: number };

/** Such long patterns are made when a text may have a name, which few do. */
function onFirstUse<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** Where the values of telling names stand in a text; group `value` is what is hidden, and all before it stays. */
const rules = onFirstUse((): readonly Rule[] => [
  // "password": "…" in JSON, whose end may be cut off.
  { pattern: new RegExp(`("${NAME}"\\s*:\\s*")((?:[^"\\\\]|\\\\[^])*)`, 'gi'), value: 2 },
  { pattern: new RegExp(`("${NAME}"\\s*:\\s*)(${NUMBER})`, 'gi'), value: 2 },
  // \"password\":\"…\" in a JSON text inside another, as deep as it may be.
  {
    pattern: new RegExp(`((\\\\+)"${NAME}\\2"\\s*:\\s*\\2")((?:(?!(?<!\\\\)\\2")[^])*)`, 'gi'),
    value: 3,
  },
  { pattern: new RegExp(`((\\\\+)"${NAME}\\2"\\s*:\\s*)(${NUMBER})`, 'gi'), value: 3 },
  { pattern: new RegExp(`('${NAME}'\\s*:\\s*')([^']*)`, 'gi'), value: 2 },
  // password=… in a query, a fragment or a form.
  {
    pattern: new RegExp(
      `((?:^|[?&#;\\s"'([{.]|\\\\u0026|&amp;|%5B)${PARAMETER_NAME}(?:\\]|%5D)?=)((?:[^&#;\\s"'<>\\\\]|\\\\(?!u0026|["'nrt]))*)`,
      'gi',
    ),
    value: 2,
  },
  // The same in a parameter of another URL.
  {
    pattern: new RegExp(
      `((?:%3F|%26|%23|%5B)${PARAMETER_NAME}(?:%5D)?%3D)((?:(?!%26|%23)[^&#;\\s"'<>\\\\])*)`,
      'gi',
    ),
    value: 2,
  },
  // <password>…</password>
  { pattern: new RegExp(`(<(?:\\w+:)?${NAME}(?:\\s[^<>]*)?>)([^<]*)`, 'gi'), value: 2 },
  // A part of a multipart form.
  {
    pattern: new RegExp(`(\\bname="${NAME}"(?:\\r?\\n[^\\r\\n]+)*\\r?\\n\\r?\\n)([^\\r\\n]*)`, 'gi'),
    value: 2,
  },
]);

/** Whether a name is there at all, before each of the rules goes over the text. */
const anyName = onFirstUse(
  () =>
    new RegExp(
      `${NAME}(?:["'\\\\\\]>]|%5D)|${PARAMETER_NAME}(?:\\]|%5D)?(?:=|%3D)|<(?:\\w+:)?${NAME}\\s`,
      'i',
    ),
);

/** What stands around a name that has a value; looked for first, as it takes no time. */
const AROUND_NAME = /["'\\\]<>%=]/;

/**
 * Hides what stands under telling names in a text, and the passwords of URLs, but for the values that `isAllowed`. No name is
 * looked for in a text that has none of `TELLING_ANCHORS`.
 */
export function hideTelling(text: string, isAllowed: (value: string) => boolean, hasAnchor: boolean): string {
  const hide = (changed: string, { pattern, value }: Rule): string =>
    changed.replace(pattern, (whole: string, before: string, ...groups: readonly string[]) => {
      const hidden = groups[value - 2]!;
      if (isPlaceholder(hidden) || isAllowed(hidden)) return whole;
      // A number in a text of JSON has the quotes of the names around it.
      const quote = value === 3 ? `${groups[0]}"` : '"';
      return whole.endsWith(hidden) && /^[-\d]/.test(hidden) && /:[ \t]*$/.test(before)
        ? `${before}${quote}***${quote}`
        : `${before}***`;
    });
  return hidePasswordsOfUrls(hasName(text, hasAnchor) ? rules().reduce(hide, text) : text);
}

const hasName = (text: string, hasAnchor: boolean): boolean =>
  hasAnchor && AROUND_NAME.test(text) && anyName().test(text);

const hidePasswordsOfUrls = (text: string): string =>
  text.includes('@') && text.includes('://')
    ? text.replace(USERINFO, (whole, user: string, password: string) =>
        isPlaceholder(password) ? whole : `://${user}:***@`,
      )
    : text;

const lineRule = onFirstUse(
  () =>
    new RegExp(
      `((?:^|[{,]|-)\\s*(?:export\\s+)?["']?(?:\\w*[-_])?${NAME}["']?\\s*[:=]\\s*)(["']?)((?:(?!\\2[,}\\]]|\\2\\s*(?:#|$)).)*)`,
      'gi',
    ),
);

/** The same in a line of YAML or of a `.env`: what an excerpt shows of a file. */
export const hideInLine = (line: string): string =>
  hidePasswordsOfUrls(
    line.replace(lineRule(), (whole, before: string, quote: string, value: string) =>
      isPlaceholder(value.trim()) || value.startsWith('{') || value.startsWith('[')
        ? whole
        : `${before}${quote}***`,
    ),
  );
