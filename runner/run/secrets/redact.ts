import { writeExactJson } from '../../language/json/exact-json.ts';
import { ExactNumber, isNumber } from '../../language/json/exact-number.ts';
import { mapList, mapRecord } from '../../language/records.ts';
import { asText } from '../../language/template/template.ts';
import type { Json } from '../../language/yaml/yaml.ts';
import { createNames, hasOwnName, hiddenName, OWN_NAME, variableName } from './names.ts';
import { createSecretSearch, type SecretSearch } from './search.ts';
import {
  hideInLine,
  hideTelling,
  isHiddenWhole,
  isPlaceholder,
  isTelling,
  pairIn,
  TELLING_ANCHORS,
  tellingInUrls,
  tellingValues,
} from './telling.ts';

/** Knows the secrets of a run, and replaces them, in each form they can take, in what is stored or shown. */
export type Redactor = {
  /** The same secrets, with names, and values that may be shown, of its own: what one spec shows changes nothing in another. */
  readonly within: (place: string) => Redactor;
  /** From now on the value of an environment variable is shown as `$NAME`; the texts in it, where it is JSON, and its lines are hidden. */
  readonly add: (secret: string, variable: string) => void;
  /** The same for a secret that no variable holds: it is shown as `$HIDDEN_NAME`. */
  readonly addFound: (secret: string, name: string) => void;
  /** The same for each text and each telling number inside a value; one that only its name makes a secret may be allowed. */
  readonly addValue: (value: unknown, name: string, isMild?: boolean) => void;
  /** Shows a value here, although it stands under a telling name; other marks are stronger. */
  readonly allow: (value: unknown) => void;
  readonly isAllowed: (value: string) => boolean;
  /** Makes secrets of what stands under telling names in data, such as a body or headers; an error says sentences there. */
  readonly addTelling: (data: unknown, status?: number) => void;
  /** The same for the query and the password of the URLs in a text. */
  readonly addUrls: (text: string) => void;
  /** These credentials are a user and a password, encoded together; both as they may be shown. */
  readonly addUser: (credentials: string, user: readonly [name: string, password: string]) => void;
  /** How a value that stands in the place of a secret is shown, whatever it is elsewhere. */
  readonly nameOf: (value: unknown, name: string) => string;
  /** The secret that is shown as `$NAME`; undefined when none is. */
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

/** Headers whose value is never shown, whatever it is. */
const HIDDEN_HEADERS = /^(?:(?:proxy-)?authorization|(?:set-)?cookie)$/i;

const SCHEME = /^(?:Bearer|Basic|Admin|Token) /i;

/** Their values begin with a scheme. */
const AUTHORIZATION = /^(?:proxy-)?authorization$/i;

/** What an error answer says of a field, as in `password: Must be longer`. */
const SENTENCE = /^[A-Z][a-z']*(?: [A-Za-z0-9',()-]+){2,}\.?$/;

/** A credential of which nothing but its scheme and the name of its secret is left to see. */
const NAMED_CREDENTIAL = /^(?:(?:Bearer|Basic|Admin|Token) )?(?:token=)?"?\$[A-Z0-9_]+"?$/i;

/** What all views of the secrets of a run share. */
type Shared = {
  readonly search: SecretSearch;
  /** The values of the variables, by how they are shown. */
  readonly variables: Map<string, string>;
  readonly users: Map<string, readonly [name: string, password: string]>;
  readonly added: Set<string>;
  /** Headers of requests that are the same in all views. */
  readonly headers: { known: WeakMap<Headers, Headers>; generation: number };
  /** The views that have given names, or show what is hidden elsewhere. */
  readonly views: Map<string, Redactor>;
};

/** The redactor of one spec, with a row or in a turn: the same one each time. */
export const redactorOf = (
  {
    file,
    row,
    turn,
  }: {
    readonly file?: string | undefined;
    readonly row?: string | undefined;
    readonly turn?: number | undefined;
  },
  redactor: Redactor,
): Redactor => redactor.within(JSON.stringify([file, row, turn]));

export function createRedactor(): Redactor {
  const search = createSecretSearch({
    anchors: TELLING_ANCHORS,
    replace: (text, hasAnchor, { allowed }) => hideTelling(text, (value) => allowed.has(value), hasAnchor),
  });
  return createView({
    search,
    variables: new Map(),
    users: new Map(),
    added: new Set(),
    headers: { known: new WeakMap(), generation: 0 },
    views: new Map(),
  });
}

function createView(shared: Shared, onUse: () => void = () => undefined): Redactor {
  const { search, variables, users, added } = shared;
  const names = createNames(variables, onUse);
  const { allowed } = names;
  const isAllowed = (value: string): boolean => allowed.has(value);
  const text = (value: string): string => search.replace(value, names);
  const addFound = (secret: string, name: string): void => {
    if (added.has(secret)) return;
    added.add(secret);
    search.add(secret, hiddenName(name));
    for (const part of partsOf(secret)) search.add(part, hiddenName(name));
  };
  const add = (secret: string, variable: string): void => {
    const shown = variableName(variable);
    if (secret !== '' && shown !== undefined && !variables.has(shown)) {
      variables.set(shown, secret);
      search.add(secret, shown, { isVariable: true });
    }
    addFound(secret, variable);
  };
  const headersOf = (headers: Headers): Headers =>
    mapRecord(headers, (value, name) => {
      const shown = text(value);
      const isHidden = HIDDEN_HEADERS.test(name) || (isTelling(name) && !isAllowed(value));
      if (!isHidden || NAMED_CREDENTIAL.test(shown) || value === '') return shown;
      const scheme = SCHEME.exec(value)?.[0] ?? '';
      return `${scheme}***`;
    });
  const headersOfRequest = (headers: Headers): Headers => {
    const { headers: before } = shared;
    if (allowed.size > 0) return headersOf(headers);
    if (before.generation !== search.generation()) {
      before.known = new WeakMap();
      before.generation = search.generation();
    }
    const known = before.known.get(headers);
    if (known !== undefined) return known;
    const shown = headersOf(headers);
    if (!Object.values(shown).some(hasOwnName)) before.known.set(headers, shown);
    return shown;
  };
  const addNamed = (value: string, name: string): void => {
    if (allowed.has(value)) return;
    search.add(value.replace(SCHEME, ''), hiddenName(name), { isMild: true });
    // A scheme of the API's own.
    const blank = value.indexOf(' ');
    if (blank > 0 && AUTHORIZATION.test(name) && value.length - blank > TELLING_PART)
      search.add(value.slice(blank + 1).trim(), hiddenName(name), { isMild: true });
  };
  const addValue = (value: unknown, name: string, isMild = false): void => {
    const addText = (each: string): void => {
      if (!isMild) addFound(each, name);
      else if (!allowed.has(each)) search.add(each, hiddenName(name), { isMild });
    };
    if (typeof value === 'string') addText(value);
    else if (typeof value === 'object' && value !== null && !isNumber(value)) {
      search.add(writeExactJson(value), hiddenName(name), { isMild });
      for (const scalar of scalarsOf(value)) if (scalar.length >= TELLING_SCALAR) addText(scalar);
    } else if (isNumber(value) && String(value).replace(/\D/g, '').length >= TELLING_DIGITS)
      addText(String(value));
  };
  return {
    within: (place) => {
      const known = shared.views.get(place);
      if (known !== undefined) return known;
      const view: Redactor = createView(shared, () => void shared.views.set(place, view));
      return view;
    },
    add,
    addFound,
    addValue,
    allow: (value) => {
      for (const scalar of typeof value === 'object' && !isNumber(value) ? scalarsOf(value) : [asText(value)])
        names.allow(scalar);
    },
    isAllowed,
    addTelling: (data, status = 0) =>
      tellingValues(data, (value, name) => {
        if (status < 400 || !SENTENCE.test(value)) addNamed(value, name);
      }),
    addUser: (credentials, user) => void users.set(credentials, user),
    nameOf: (value, name) =>
      names.nameOfValue(
        typeof value === 'object' && value !== null && !isNumber(value)
          ? writeExactJson(value)
          : asText(value),
        name,
      ),
    secretOf: names.secretOf,
    userOf: (name) => {
      const user = users.get(names.secretOf(name) ?? '');
      return user === undefined ? undefined : user.map(text).join(':');
    },
    addUrls: (value) => tellingInUrls(value, addNamed),
    addDerived: (sources, result) => {
      const made = asText(result);
      if (made.length < TELLING_SCALAR) return;
      const source = sources
        .map((each) => search.find(asText(each), names))
        .find((each) => each !== undefined);
      // What is put together of texts is hidden with them; what else still holds a secret may show the rest of it, or another.
      if (source !== undefined && text(made) !== sources.map((each) => text(asText(each))).join(''))
        search.add(made, hiddenName(source.shown.replace(OWN_NAME, '')), { isMild: source.isMild });
    },
    isIn: (value) => search.find(value, names) !== undefined,
    text,
    json: (value) => redactJson(value as Json, text, isAllowed) as typeof value,
    headers: headersOf,
    headersOfRequest,
    line: (line) => hideInLine(text(line)),
    generation: search.generation,
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
      const members = each as Readonly<Record<string, Json>>;
      const pair = pairIn(members);
      return mapRecord(
        members,
        pair === undefined ? visit : (inside, name) => visit(inside, name === 'value' ? pair.name : name),
        change,
      );
    }
    const plain = String(each);
    const shown = change(plain);
    const isHidden = key !== undefined && isTelling(key) && !isPlaceholder(shown) && !isAllowed(plain);
    return isHidden ? '***' : shown === plain ? each : shown;
  };
  return visit(value);
}
