import { SCHEME_WORDS } from '../../environment/schemes.ts';
import { writeExactJson } from '../../language/json/exact-json.ts';
import { isNumber } from '../../language/json/exact-number.ts';
import { RecentCache } from '../../language/recent-cache.ts';
import { mapRecord } from '../../language/records.ts';
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
import { createSecretSearch, type SecretSearch } from './search/search.ts';
import { redactJson } from './redact-json.ts';
import type { HeaderTexts, Redactor } from './redactor.ts';
import { MIN_PART_LENGTH, partsOfSecret, scalarsOf } from './secret-parts.ts';
import { hideSensitiveValues } from './sensitive/hide.ts';
import { hideInLine } from './sensitive/hide-in-line.ts';
import { SENSITIVE_ANCHORS, isSensitiveName } from './sensitive/names.ts';
import { forEachSecretInUrls } from './sensitive/urls.ts';
import { forEachSensitiveValue } from './sensitive/values.ts';

/** Headers whose value is never shown. */
const HIDDEN_HEADERS = /^(?:(?:proxy-)?authorization|(?:set-)?cookie)$/i;

const SCHEME = new RegExp(`^(?:${SCHEME_WORDS}) `, 'i');

/** Headers whose value begins with a scheme. */
const AUTHORIZATION = /^(?:proxy-)?authorization$/i;

/** What an error response says of a field, as in `password: Must be longer`. */
const SENTENCE = /^[A-Z][a-z']*(?: [A-Za-z0-9',()-]+){2,}\.?$/;

/** A credential that shows only its scheme and the name of its secret. */
const NAMED_CREDENTIAL = new RegExp(`^(?:(?:${SCHEME_WORDS}) )?(?:token=)?"?\\$[A-Z0-9_]+"?$`, 'i');

/** What all views of a run's secrets share. */
type Shared = {
  readonly search: SecretSearch;
  /** The values of the variables, by their shown names. */
  readonly variables: Map<string, string>;
  readonly users: Map<string, readonly [name: string, password: string]>;
  readonly added: Set<string>;
  /** Redacted request headers that are the same in all views. */
  readonly headers: { known: WeakMap<HeaderTexts, HeaderTexts>; generation: number };
  /** The views that differ from the default: those with names or allowed values. */
  readonly views: Map<string, View | SettledNames>;
  /** Many specs show the same secrets by the same names. */
  readonly settled: RecentCache<SettledNames, SettledNames>;
};

export function createRedactor(): Redactor {
  const search = createSecretSearch({
    anchors: SENSITIVE_ANCHORS,
    replace: (text, hasAnchor, { allowed }) =>
      hideSensitiveValues(text, (value) => allowed.has(value), hasAnchor),
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

/** A class, because there is one for each spec: closures would be created anew for each. */
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
    for (const part of partsOfSecret(secret)) search.add(part, hiddenName(name));
  }

  addValue(value: unknown, name: string, isByName = false): void {
    const { search } = this.#shared;
    const addText = (each: string): void => {
      if (!isByName) this.addFound(each, name);
      else if (!this.isAllowed(each)) search.add(each, hiddenName(name), { isByName });
    };
    if (typeof value === 'string') addText(value);
    else if (typeof value === 'object' && value !== null && !isNumber(value)) {
      search.add(writeExactJson(value), hiddenName(name), { isByName });
      for (const scalar of scalarsOf(value)) if (scalar.length >= MIN_SCALAR_LENGTH) addText(scalar);
    } else if (isNumber(value) && String(value).replace(/\D/g, '').length >= MIN_DIGITS)
      addText(String(value));
  }

  allow(value: unknown): void {
    for (const scalar of typeof value === 'object' && !isNumber(value) ? scalarsOf(value) : [asText(value)])
      this.#names.allow(scalar);
  }

  addSensitive(data: unknown, status = 0): void {
    forEachSensitiveValue(data, (value, name) => {
      if (status < 400 || !SENTENCE.test(value)) this.#addNamed(value, name);
    });
  }

  addUrls(value: string): void {
    forEachSecretInUrls(value, (secret, name) => this.#addNamed(secret, name));
  }

  #addNamed(value: string, name: string): void {
    const { search } = this.#shared;
    if (this.isAllowed(value)) return;
    search.add(value.replace(SCHEME, ''), hiddenName(name), { isByName: true });
    // A custom scheme of the API.
    const blank = value.indexOf(' ');
    if (blank > 0 && AUTHORIZATION.test(name) && value.length - blank > MIN_PART_LENGTH)
      search.add(value.slice(blank + 1).trim(), hiddenName(name), { isByName: true });
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
    if (made.length < MIN_SCALAR_LENGTH) return;
    const source = sources
      .map((each) => search.find(asText(each), this.#names))
      .find((each) => each !== undefined);
    // A result that only joins the sources is hidden with them; any other that holds a secret may reveal the rest of it, or
    // another.
    if (source !== undefined && this.text(made) !== sources.map((each) => this.text(asText(each))).join(''))
      search.add(made, hiddenName(source.shown.replace(OWN_NAME, '')), { isByName: source.isByName });
  }

  isIn(value: string): boolean {
    return this.#shared.search.find(value, this.#names) !== undefined;
  }

  json<T>(value: T): T {
    return redactJson(value as Json, this.text, this.isAllowed) as T;
  }

  headers(headers: HeaderTexts): HeaderTexts {
    return mapRecord(
      headers,
      (value, name) => {
        const shown = this.text(value);
        const isHidden = HIDDEN_HEADERS.test(name) || (isSensitiveName(name) && !this.isAllowed(value));
        if (!isHidden || NAMED_CREDENTIAL.test(shown) || value === '') return shown;
        const scheme = SCHEME.exec(value)?.[0] ?? '';
        return `${scheme}***`;
      },
      this.text,
    );
  }

  headersOfRequest(headers: HeaderTexts): HeaderTexts {
    const { headers: before } = this.#shared;
    if (this.#names.allowed.size > 0) return this.headers(headers);
    if (before.generation !== this.generation()) {
      before.known = new WeakMap();
      before.generation = this.generation();
    }
    const known = before.known.get(headers);
    if (known !== undefined) return known;
    const shown = this.headers(headers);
    if (!Object.entries(shown).flat().some(hasOwnName)) before.known.set(headers, shown);
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

/** Shorter values are words such as `EUR`, which would be hidden everywhere. */
const MIN_SCALAR_LENGTH = 4;

/** A number with fewer digits matches counts and dates everywhere. */
const MIN_DIGITS = 3;
