import { writeExactJson } from '../../language/json/exact-json.ts';
import { ExactNumber, isNumber } from '../../language/json/exact-number.ts';
import { RecentCache } from '../../language/recent-cache.ts';
import { mapList, mapRecord } from '../../language/records.ts';
import { asText } from '../../language/template/template.ts';
import type { Json } from '../../language/yaml/yaml.ts';
import {
  hasOwnName,
  haveSameNames,
  hiddenName,
  Names,
  OWN_NAME,
  type SettledNames,
  variableName,
} from './names.ts';
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
  /** Keeps little more than the names of a place where nothing is shown for now. */
  readonly settle: () => void;
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
  /** The same object for all views that hide the same, so that what was looked at for one is not looked at for another. */
  readonly sameAs: () => object;
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
  readonly views: Map<string, View | SettledNames>;
  /** Many specs show the same secrets by the same names. */
  readonly settled: RecentCache<SettledNames, SettledNames>;
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
  return new View({
    search,
    variables: new Map(),
    users: new Map(),
    added: new Set(),
    headers: { known: new WeakMap(), generation: 0 },
    views: new Map(),
    settled: new RecentCache(8, haveSameNames),
  });
}

/** A class, as each spec has one: the functions of an object of its own would be set up for each anew. */
class View implements Redactor {
  readonly #shared: Shared;
  readonly #names: Names;
  readonly #place: string | undefined;

  constructor(shared: Shared, place?: string, before?: SettledNames) {
    this.#shared = shared;
    this.#place = place;
    this.#names = new Names(
      shared.variables,
      () => {
        if (place !== undefined) shared.views.set(place, this);
      },
      before,
    );
  }

  readonly text = (value: string): string => this.#shared.search.replace(value, this.#names);

  readonly isAllowed = (value: string): boolean => this.#names.allowed.has(value);

  within(place: string): Redactor {
    const known = this.#shared.views.get(place);
    return known instanceof View ? known : new View(this.#shared, place, known);
  }

  settle(): void {
    const { views, settled } = this.#shared;
    if (this.#place === undefined || views.get(this.#place) !== this) return;
    const names = this.#names.settled;
    views.set(
      this.#place,
      settled.getOrCompute(names, () => names),
    );
  }

  add(secret: string, variable: string): void {
    const { variables, search } = this.#shared;
    const shown = variableName(variable);
    if (secret !== '' && shown !== undefined && !variables.has(shown)) {
      variables.set(shown, secret);
      search.add(secret, shown, { isVariable: true });
    }
    this.addFound(secret, variable);
  }

  addFound(secret: string, name: string): void {
    const { added, search } = this.#shared;
    if (added.has(secret)) return;
    added.add(secret);
    search.add(secret, hiddenName(name));
    for (const part of partsOf(secret)) search.add(part, hiddenName(name));
  }

  addValue(value: unknown, name: string, isMild = false): void {
    const { search } = this.#shared;
    const addText = (each: string): void => {
      if (!isMild) this.addFound(each, name);
      else if (!this.isAllowed(each)) search.add(each, hiddenName(name), { isMild });
    };
    if (typeof value === 'string') addText(value);
    else if (typeof value === 'object' && value !== null && !isNumber(value)) {
      search.add(writeExactJson(value), hiddenName(name), { isMild });
      for (const scalar of scalarsOf(value)) if (scalar.length >= TELLING_SCALAR) addText(scalar);
    } else if (isNumber(value) && String(value).replace(/\D/g, '').length >= TELLING_DIGITS)
      addText(String(value));
  }

  allow(value: unknown): void {
    for (const scalar of typeof value === 'object' && !isNumber(value) ? scalarsOf(value) : [asText(value)])
      this.#names.allow(scalar);
  }

  addTelling(data: unknown, status = 0): void {
    tellingValues(data, (value, name) => {
      if (status < 400 || !SENTENCE.test(value)) this.#addNamed(value, name);
    });
  }

  addUrls(value: string): void {
    tellingInUrls(value, (secret, name) => this.#addNamed(secret, name));
  }

  #addNamed(value: string, name: string): void {
    const { search } = this.#shared;
    if (this.isAllowed(value)) return;
    search.add(value.replace(SCHEME, ''), hiddenName(name), { isMild: true });
    // A scheme of the API's own.
    const blank = value.indexOf(' ');
    if (blank > 0 && AUTHORIZATION.test(name) && value.length - blank > TELLING_PART)
      search.add(value.slice(blank + 1).trim(), hiddenName(name), { isMild: true });
  }

  addUser(credentials: string, user: readonly [name: string, password: string]): void {
    this.#shared.users.set(credentials, user);
  }

  nameOf(value: unknown, name: string): string {
    const isTree = typeof value === 'object' && value !== null && !isNumber(value);
    return this.#names.nameOfValue(isTree ? writeExactJson(value) : asText(value), name);
  }

  readonly secretOf = (name: string): string | undefined => this.#names.secretOf(name);

  readonly userOf = (name: string): string | undefined => {
    const user = this.#shared.users.get(this.secretOf(name) ?? '');
    return user === undefined ? undefined : user.map(this.text).join(':');
  };

  addDerived(sources: readonly unknown[], result: unknown): void {
    const { search } = this.#shared;
    const made = asText(result);
    if (made.length < TELLING_SCALAR) return;
    const source = sources
      .map((each) => search.find(asText(each), this.#names))
      .find((each) => each !== undefined);
    // What is put together of texts is hidden with them; what else still holds a secret may show the rest of it, or another.
    if (source !== undefined && this.text(made) !== sources.map((each) => this.text(asText(each))).join(''))
      search.add(made, hiddenName(source.shown.replace(OWN_NAME, '')), { isMild: source.isMild });
  }

  isIn(value: string): boolean {
    return this.#shared.search.find(value, this.#names) !== undefined;
  }

  json<T>(value: T): T {
    return redactJson(value as Json, this.text, this.isAllowed) as T;
  }

  headers(headers: Headers): Headers {
    return mapRecord(headers, (value, name) => {
      const shown = this.text(value);
      const isHidden = HIDDEN_HEADERS.test(name) || (isTelling(name) && !this.isAllowed(value));
      if (!isHidden || NAMED_CREDENTIAL.test(shown) || value === '') return shown;
      const scheme = SCHEME.exec(value)?.[0] ?? '';
      return `${scheme}***`;
    });
  }

  headersOfRequest(headers: Headers): Headers {
    const { headers: before } = this.#shared;
    if (this.#names.allowed.size > 0) return this.headers(headers);
    if (before.generation !== this.generation()) {
      before.known = new WeakMap();
      before.generation = this.generation();
    }
    const known = before.known.get(headers);
    if (known !== undefined) return known;
    const shown = this.headers(headers);
    if (!Object.values(shown).some(hasOwnName)) before.known.set(headers, shown);
    return shown;
  }

  line(line: string): string {
    return hideInLine(this.text(line));
  }

  generation(): number {
    return this.#shared.search.generation();
  }

  sameAs(): object {
    return this.#names.allowed.size === 0 ? this.#shared : this;
  }
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
