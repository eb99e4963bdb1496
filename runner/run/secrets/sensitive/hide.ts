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
  // The colon and the slash of a URL inside another.
  'a%2f',
];

const normalize = (name: string): string => name.replace(/[-_ ]/g, '').toLowerCase();

const NORMALIZED: ReadonlySet<string> = new Set(TELLING_NAMES.map(normalize));
const known = new Map<string, boolean>();
const MOST_KNOWN = 5_000;

/** Whether what is called so is a secret by its name. */
export function isTelling(name: string): boolean {
  const before = known.get(name);
  if (before !== undefined) return before;
  const normal = normalize(name.endsWith(']') ? fieldIn(name) : name);
  const is = NORMALIZED.has(normal) || (normal.startsWith('x') && NORMALIZED.has(normal.slice(1)));
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(name, is);
  return is;
}

/** The field that a name with brackets means, as in `user[api_key]` and `secrets[0]`. */
function fieldIn(name: string): string {
  const whole = name.replace(/(?:\[\d*\])+$/, '');
  return /\[([^\][]+)\]$/.exec(whole)?.[1] ?? whole;
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

/** The members that say how a pair is called, as in `{ name: password, value: … }`. */
const NAMING = ['name', 'key', 'field'] as const;

/** A pair whose name is telling; undefined for any other object. */
export function pairIn(
  members: Readonly<Record<string, unknown>>,
): { readonly name: string; readonly value: unknown } | undefined {
  const { value } = members;
  if (value === undefined) return undefined;
  for (const naming of NAMING) {
    const name = members[naming];
    if (typeof name === 'string' && isTelling(name)) return { name, value };
  }
  return undefined;
}

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
    const members = each as Readonly<Record<string, unknown>>;
    const pair = pairIn(members);
    if (pair !== undefined && typeof pair.value === 'string' && isLongEnough(pair.value))
      add(pair.value, pair.name);
    for (const key in members) {
      const inside = members[key];
      if (Array.isArray(inside) && isTelling(key)) addItems(inside, key, add);
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

/** Each text of a list under a telling name, but for the sentences that an error answer has there. */
function addItems(items: readonly unknown[], name: string, add: (value: string, name: string) => void): void {
  for (const item of items)
    if (typeof item === 'string' && isLongEnough(item) && !isSentence(item)) add(item, name);
}

const isLongEnough = (value: string): boolean => value.length >= SECRET_LENGTH && !isPlaceholder(value);

const PARAMETER = /[?&#;]([^=&#;\s]{2,60})=([^&#;\s"'<>]*)/g;
/** The last @ before the path ends a password. */
const USERINFO = /:\/\/([^/?#\s@:"'<>]*):([^/?#\s"'<>]+)@/g;
/** A token instead of a user and a password; who has a shorter name is a user. */
const BARE_USERINFO = /:\/\/([^/?#\s@:"'<>]{8,})@/g;
const ENCODED_BARE_USERINFO = /(%3A%2F%2F)((?:(?!%3A|%2F|%40)[^/?#&\s"'<>]){8,})(?=%40)/gi;

/** The same in a parameter of another URL. */
const ENCODED_USERINFO =
  /(%3A%2F%2F(?:(?!%3A|%2F|%40)[^/?#&\s"'<>])*%3A)((?:(?!%2F|%3F|%23)[^/?#&\s"'<>])+)(?=%40)/gi;

/** The same for the query, the fragment and the password of the URLs in a text. */
export function tellingInUrls(text: string, add: (value: string, name: string) => void): void {
  for (const [, name = '', value = ''] of text.matchAll(PARAMETER))
    if (isTelling(decode(name)) && isLongEnough(decode(value))) add(decode(value), decode(name));
  if (text.includes('%40')) {
    for (const [, , value = ''] of text.matchAll(ENCODED_USERINFO))
      if (isLongEnough(decode(value))) add(decode(value), 'password');
    for (const [, , value = ''] of text.matchAll(ENCODED_BARE_USERINFO))
      if (isLongEnough(decode(value))) add(decode(value), 'token');
  }
  if (!text.includes('@') || !text.includes('://')) return;
  for (const [, , value = ''] of text.matchAll(USERINFO))
    if (isLongEnough(decode(value))) add(decode(value), 'password');
  for (const [, value = ''] of text.matchAll(BARE_USERINFO))
    if (isLongEnough(decode(value))) add(decode(value), 'token');
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
/** The member of a pair that has the name, with as many backslashes before its quotes as group 2 has. */
const NAMED = `(?<!\\\\)(\\\\*)"(?:${NAMING.join('|')})\\2"\\s*:\\s*\\2"${NAME}\\2"`;
/** A comma, with a few members between. */
const BETWEEN = `\\s*,(?:\\s*\\2"\\w{1,40}\\2"\\s*:\\s*(?:\\2"[^"\\\\]{0,200}\\2"|[\\w.+-]{1,40})\\s*,){0,9}\\s*`;

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
    pattern: new RegExp(`(?<!\\\\)((\\\\+)"${NAME}\\2"\\s*:\\s*\\2")((?:(?!(?<!\\\\)\\2")[^])*)`, 'gi'),
    value: 3,
  },
  { pattern: new RegExp(`(?<!\\\\)((\\\\+)"${NAME}\\2"\\s*:\\s*)(${NUMBER})`, 'gi'), value: 3 },
  { pattern: new RegExp(`('${NAME}'\\s*:\\s*')([^']*)`, 'gi'), value: 2 },
  // {"name": "password", "value": "…"} in either order, also inside a text, and with other members between.
  {
    pattern: new RegExp(`(${NAMED}${BETWEEN}\\2"value\\2"\\s*:\\s*\\2")((?:(?!(?<!\\\\)\\2")[^])*)`, 'gi'),
    value: 3,
  },
  { pattern: new RegExp(`(${NAMED}${BETWEEN}\\2"value\\2"\\s*:\\s*)(${NUMBER})`, 'gi'), value: 3 },
  {
    pattern: new RegExp(
      `((?<!\\\\)(\\\\*)"value\\2"\\s*:\\s*\\2")((?:(?!(?<!\\\\)\\2")[^])*)(?=\\2"${BETWEEN}\\2"(?:${NAMING.join('|')})\\2"\\s*:\\s*\\2"${NAME}\\2")`,
      'gi',
    ),
    value: 3,
  },
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
  return hidePasswordsOfUrls(hasName(text, hasAnchor) ? rules().reduce(hide, hideContainers(text)) : text);
}

const container = onFirstUse(() => new RegExp(`(?<!\\\\)(\\\\*)"${NAME}\\1"\\s*:\\s*(?=[[{])`, 'gi'));

/** Hides the lists and objects of telling names in JSON whole, but what says nothing and lists of sentences. */
function hideContainers(text: string): string {
  let shown = '';
  let from = 0;
  for (const match of text.matchAll(container())) {
    const start = match.index + match[0].length;
    if (match.index < from) continue;
    const slashes = match[1]!.length;
    const end = endOfContainer(text, start, slashes);
    const inside = text.slice(start, end);
    if (!/[\w*]/.test(inside) || isListOfSentences(inside)) continue;
    const quote = `${'\\'.repeat(slashes)}"`;
    shown += `${text.slice(from, start)}${quote}***${quote}`;
    from = end;
  }
  return from === 0 ? text : shown + text.slice(from);
}

/** Where a list or object ends whose quotes have so many backslashes before them; the end of a text that was cut. */
function endOfContainer(text: string, start: number, slashes: number): number {
  let depth = 0;
  let isInText = false;
  let run = 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at]!;
    if (char === '"' && run >= slashes && (run - slashes) % (2 * (slashes + 1)) === 0) isInText = !isInText;
    else if (!isInText && (char === '[' || char === '{')) depth++;
    else if (!isInText && (char === ']' || char === '}')) {
      depth--;
      if (depth === 0) return at + 1;
    }
    run = char === '\\' ? run + 1 : 0;
  }
  return text.length;
}

/** As error answers have them, such as `["is too short"]`. */
function isListOfSentences(text: string): boolean {
  const items = text.match(/"(?:[^"\\]|\\.)*"/g) ?? [];
  return (
    /^\[\s*(?:"(?:[^"\\]|\\.)*"[\s,]*)*\]$/.test(text) && items.every((item) => WORDS.test(item.slice(1, -1)))
  );
}

const WORDS = /^[A-Za-z][a-z']*(?: [A-Za-z0-9'(),.-]+)+$/;

/** Whether a list or an object under a telling name is shown as stars: it says something, and more than sentences. */
export function isHiddenWhole(value: object): boolean {
  const inside: readonly unknown[] = Object.values(value);
  const isOfSentences =
    Array.isArray(value) && inside.every((each) => typeof each === 'string' && WORDS.test(each));
  return inside.length > 0 && !isOfSentences;
}

const hasName = (text: string, hasAnchor: boolean): boolean =>
  hasAnchor && AROUND_NAME.test(text) && anyName().test(text);

function hidePasswordsOfUrls(text: string): string {
  const hideEncoded = (whole: string, before: string, secret: string): string =>
    isPlaceholder(decode(secret)) ? whole : `${before}***`;
  const plain =
    text.includes('@') && text.includes('://')
      ? text
          .replace(USERINFO, (whole, user: string, password: string) =>
            isPlaceholder(password) ? whole : `://${user}:***@`,
          )
          .replace(BARE_USERINFO, (whole, token: string) => (isPlaceholder(token) ? whole : '://***@'))
      : text;
  return plain.includes('%40')
    ? plain.replace(ENCODED_USERINFO, hideEncoded).replace(ENCODED_BARE_USERINFO, hideEncoded)
    : plain;
}

const KEY_OF_LINE = `((?:^|[{,]|-)\\s*(?:export\\s+)?["']?(?:\\$[^"'\\s:]{0,200}[.\\[]["']?|[\\w.]{1,60}\\[)?(?:\\w*[-_])?${NAME}["']?(?:\\]|\\[[^\\]\\s]*\\]|\\.\\w+)*["']?\\s*[:=]\\s*)`;

const containerRule = onFirstUse(() => new RegExp(`${KEY_OF_LINE}(?!\\{\\{)([[{].*)$`, 'i'));

const lineRule = onFirstUse(
  () => new RegExp(`${KEY_OF_LINE}(["']?)((?:(?!\\2[,}\\]]|\\2\\s*(?:#|$)).)*)`, 'gi'),
);

/** A pair in braces: its value to the end of the line. */
const pairRule = onFirstUse(
  () =>
    new RegExp(
      `(\\b(?:${NAMING.join('|')})["']?\\s*:\\s*["']?${NAME}["']?\\s*,.{0,200}?\\bvalue["']?\\s*:(?!\\s*["']?(?:\\{\\{|<<))\\s*)(.*)$`,
      'i',
    ),
);

/** A list or an object to the end of its line. */
const hideContainerInLine = (line: string): string =>
  line.replace(containerRule(), (whole, before: string, value: string) =>
    /\w/.test(value.replace(/\{\{.*?\}\}|<<.*?>>/g, '')) ? `${before}***` : whole,
  );

/** The same in a line of YAML or of a `.env`: what an excerpt shows of a file. */
export const hideInLine = (line: string): string =>
  hidePasswordsOfUrls(
    hideContainerInLine(line)
      .replace(pairRule(), (_whole, before: string) => `${before}***`)
      .replace(lineRule(), (whole, before: string, quote: string, value: string) =>
        isPlaceholder(value.trim()) || value.startsWith('{') || value.startsWith('[')
          ? whole
          : `${before}${quote}***`,
      ),
  );
