import { writeExactJson } from '../../language/json/exact-json.ts';
import { ExactNumber, isNumber } from '../../language/json/exact-number.ts';
import { mapList, mapRecord } from '../../language/records.ts';
import { asText } from '../../language/template/template.ts';
import type { Json } from '../../language/yaml/yaml.ts';
import { createSecretSearch } from './search.ts';
import {
  hideInLine,
  hideTelling,
  isHiddenWhole,
  isPlaceholder,
  isTelling,
  TELLING_ANCHORS,
  tellingInUrls,
  tellingValues,
} from './telling.ts';

/** Knows the secrets of a run, and replaces them, in each form they can take, in what is stored or shown. */
export type Redactor = {
  /** From now on `secret` is shown as `$NAME`, and so are the texts in it, where it is JSON, and its lines. */
  readonly add: (secret: string, name: string) => void;
  /** The same for each text and each telling number inside a value. */
  readonly addValue: (value: unknown, name: string) => void;
  /** A value that is no secret, although it stands under a telling name. */
  readonly allow: (value: unknown) => void;
  readonly isAllowed: (value: string) => boolean;
  /** Makes secrets of what stands under telling names in data, such as a body or headers; an error says sentences there. */
  readonly addTelling: (data: unknown, status?: number) => void;
  /** The same for the query and the password of the URLs in a text. */
  readonly addUrls: (text: string) => void;
  /** The credentials of this name are a user and a password, encoded together; the pair as it may be shown. */
  readonly addUser: (name: string, user: string) => void;
  /** The secret that is shown as `$NAME`, the first of several; undefined when none is. */
  readonly secretOf: (name: string) => string | undefined;
  readonly userOf: (name: string) => string | undefined;
  /** What is made of a secret is a secret. */
  readonly addDerived: (sources: readonly unknown[], result: unknown) => void;
  /** Whether a text holds a secret. */
  readonly isIn: (text: string) => boolean;
  readonly text: (text: string) => string;
  /** The same in every text of a JSON value, keys too. */
  readonly json: <T>(value: T) => T;
  /** Headers as they may be shown: credentials keep their scheme and the name of their secret. */
  readonly headers: (headers: Headers) => Headers;
  /** The same of a request, which often has the same object as another. */
  readonly headersOfRequest: (headers: Headers) => Headers;
  /** A line of a source file, as an excerpt shows it. */
  readonly line: (line: string) => string;
  /** Grows with each secret: what was redacted at a lower one may hold a secret that was not known then. */
  readonly generation: () => number;
};

type Headers = Readonly<Record<string, string>>;

/** How the secret of this name is shown. */
export const shownName = (name: string): string => `$${name.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}`;

/** Headers whose value is never shown, whatever it is. */
const HIDDEN_HEADERS = /^(?:(?:proxy-)?authorization|(?:set-)?cookie)$/i;

const SCHEME = /^(?:Bearer|Basic|Admin|Token) /i;

/** Their values begin with a scheme. */
const AUTHORIZATION = /^(?:proxy-)?authorization$/i;

/** What an error answer says of a field, as in `password: Must be longer`. */
const SENTENCE = /^[A-Z][a-z']*(?: [A-Za-z0-9',()-]+){2,}\.?$/;

/** A credential of which nothing but its scheme and the name of its secret is left to see. */
const NAMED_CREDENTIAL = /^(?:(?:Bearer|Basic|Admin|Token) )?(?:token=)?"?\$[A-Z0-9_]+"?$/i;

export function createRedactor(): Redactor {
  const allowed = new Set<string>();
  const isAllowed = (value: string): boolean => allowed.has(value);
  const search = createSecretSearch({
    anchors: TELLING_ANCHORS,
    replace: (text, hasAnchor) => hideTelling(text, isAllowed, hasAnchor),
  });
  const text = (value: string): string => search.replace(value);
  const secrets = new Map<string, string>();
  const users = new Map<string, string>();
  const register = (secret: string, name: string): void => {
    if (secret === '' || search.has(secret)) return;
    const shown = shownName(name);
    if (!secrets.has(shown)) secrets.set(shown, secret);
    search.add(secret, shown);
  };
  const added = new Set<string>();
  const add = (secret: string, name: string): void => {
    if (added.has(secret)) return;
    added.add(secret);
    register(secret, name);
    for (const part of partsOf(secret)) register(part, name);
  };
  const headersOf = (headers: Headers): Headers =>
    mapRecord(headers, (value, name) => {
      const shown = text(value);
      const isHidden = HIDDEN_HEADERS.test(name) || (isTelling(name) && !isAllowed(value));
      if (!isHidden || NAMED_CREDENTIAL.test(shown) || value === '') return shown;
      const scheme = SCHEME.exec(value)?.[0] ?? '';
      return `${scheme}***`;
    });
  let shownHeaders = new WeakMap<Headers, Headers>();
  let shownSince = 0;
  const forgetShown = (): void => {
    shownHeaders = new WeakMap();
    shownSince = search.size();
  };
  const addNamed = (value: string, name: string): void => {
    if (allowed.has(value)) return;
    register(value.replace(SCHEME, ''), name);
    // A scheme of the API's own.
    const blank = value.indexOf(' ');
    if (blank > 0 && AUTHORIZATION.test(name) && value.length - blank > TELLING_PART)
      register(value.slice(blank + 1).trim(), name);
  };
  const addValue = (value: unknown, name: string): void => {
    if (typeof value === 'string') add(value, name);
    else if (typeof value === 'object' && value !== null && !isNumber(value)) {
      register(writeExactJson(value), name);
      for (const scalar of scalarsOf(value)) if (scalar.length >= TELLING_SCALAR) add(scalar, name);
    } else if (isNumber(value) && String(value).replace(/\D/g, '').length >= TELLING_DIGITS)
      add(String(value), name);
  };
  return {
    add,
    addValue,
    allow: (value) => {
      for (const scalar of typeof value === 'object' && !isNumber(value) ? scalarsOf(value) : [asText(value)])
        allowed.add(scalar);
      search.forget();
      forgetShown();
    },
    isAllowed,
    addTelling: (data, status = 0) =>
      tellingValues(data, (value, name) => {
        if (status < 400 || !SENTENCE.test(value)) addNamed(value, name);
      }),
    addUser: (name, user) => {
      const shown = shownName(name);
      if (!users.has(shown)) users.set(shown, text(user));
    },
    secretOf: (name) => secrets.get(`$${name}`),
    userOf: (name) => users.get(`$${name}`),
    addUrls: (value) => tellingInUrls(value, addNamed),
    addDerived: (sources, result) => {
      const made = asText(result);
      if (made.length < TELLING_SCALAR) return;
      const shown = sources.map((source) => search.find(asText(source))).find((each) => each !== undefined);
      // What is put together of texts is hidden with them; what else still holds a secret may show the rest of it, or another.
      if (shown !== undefined && text(made) !== sources.map((source) => text(asText(source))).join(''))
        search.add(made, shown);
    },
    isIn: (value) => search.find(value) !== undefined,
    text,
    json: (value) => redactJson(value as Json, text, isAllowed) as typeof value,
    headers: headersOf,
    headersOfRequest: (headers) => {
      if (search.size() !== shownSince) forgetShown();
      const shown = shownHeaders.get(headers) ?? headersOf(headers);
      shownHeaders.set(headers, shown);
      return shown;
    },
    line: (line) => hideInLine(text(line)),
    generation: search.size,
  };
}

/** Fewer characters inside a value are words such as `EUR`, which would be hidden everywhere. */
const TELLING_SCALAR = 4;

/** A number by itself of fewer digits is found in everything that counts. */
const TELLING_DIGITS = 3;

/** Fewer characters of a longer secret are found by chance. */
const TELLING_PART = 8;

const MOST_SCALARS = 2_000;

/** The parts of a secret that may be shown by themselves: the texts of a JSON document, and the lines of any other. */
function partsOf(secret: string): readonly string[] {
  if (secret.length < 2 * TELLING_PART) return [];
  if (/^\s*[[{]/.test(secret)) {
    try {
      return scalarsOf(JSON.parse(secret)).filter(
        (each) => each.length >= TELLING_PART && !/^https?:\/\/[^@]*$/.test(each),
      );
    } catch {
      // No JSON after all.
    }
  }
  if (!secret.includes('\n')) return [];
  return secret
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line.length >= TELLING_PART && !line.startsWith('-----'));
}

/** The texts and numbers of a value, at any depth. */
function scalarsOf(value: unknown): readonly string[] {
  const scalars: string[] = [];
  const waiting: unknown[] = [value];
  for (let at = 0; at < waiting.length && scalars.length < MOST_SCALARS; at++) {
    const each = waiting[at];
    if (typeof each === 'string' || isNumber(each)) scalars.push(String(each));
    else if (typeof each === 'object' && each !== null)
      for (const item of Object.values(each)) waiting.push(item);
  }
  return scalars;
}

function redactJson(
  value: Json,
  change: (text: string) => string,
  isAllowed: (text: string) => boolean,
): Json {
  const visit = (each: Json, key?: string): Json => {
    if (each === null || typeof each === 'boolean') return each;
    if (key !== undefined && typeof each === 'object' && !isNumber(each) && isTelling(key))
      return isHiddenWhole(each) ? '***' : each;
    // An event is plain JSON, in which most readers would round such a number.
    if (each instanceof ExactNumber) return change(each.digits);
    if (typeof each === 'object') {
      if (Array.isArray(each)) return mapList(each as readonly Json[], (item) => visit(item));
      return mapRecord(each as Readonly<Record<string, Json>>, visit, change);
    }
    const plain = String(each);
    const shown = change(plain);
    const isHidden = key !== undefined && isTelling(key) && !isPlaceholder(shown) && !isAllowed(plain);
    return isHidden ? '***' : shown === plain ? each : shown;
  };
  return visit(value);
}
