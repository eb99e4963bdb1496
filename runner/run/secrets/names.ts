import type { HidingRules, Secret } from './search/secret.ts';

/** The usual names of environment variables, which a shell can expand. */
const VARIABLE = /^[A-Z_][A-Z0-9_]*$/;

/** How the value of an environment variable is shown; undefined for an unusual name. */
export const variableName = (name: string): string | undefined =>
  VARIABLE.test(name) ? `$${name}` : undefined;

/** How any other secret is shown. The prefix keeps a shell from expanding a variable of the same name. */
export const hiddenName = (name: string): string => `${HIDDEN}${wordOf(name)}`;
const HIDDEN = '$HIDDEN_';

/** The prefixes of shown names. */
export const OWN_NAME = /^\$(?:HIDDEN_)?/;

/** Whether a text shows a secret by a name that may mean another secret in another view. */
export const hasOwnName = (text: string): boolean => text.includes(HIDDEN);

const wordOf = (name: string): string =>
  name
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '') || 'VALUE';

/** Shared, as nearly no spec allows a text. */
const NO_TEXTS: ReadonlySet<string> = new Set();

/** The state of a view, reduced to what is needed to continue it. */
export type SettledNames = {
  /** Each shown text, followed by its name. */
  readonly given: readonly string[];
  readonly allowed: readonly string[];
};

export const haveSameNames = (a: SettledNames, b: SettledNames): boolean =>
  isSameList(a.given, b.given) && isSameList(a.allowed, b.allowed);

const isSameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((each, at) => each === b[at]);

/** The names that one view has given. */
type ViewNames = {
  readonly names: Map<string, string>;
  readonly texts: Map<string, string>;
  readonly counts: Map<string, number>;
};

/**
 * The names of secrets in one view, such as a spec's, independent of other views: a secret without a variable gets its name
 * when it is first shown, and of several with the same name the second is `…_2`. So the names in a spec do not depend on what
 * other specs do.
 */
export class Names implements HidingRules {
  readonly #variables: ReadonlyMap<string, string>;
  readonly #onChange: () => void;
  #allowed: Set<string> | undefined;
  #given: ViewNames | undefined;

  /** `onChange` is called whenever this view comes to differ from others. `before` is its earlier state. */
  constructor(variables: ReadonlyMap<string, string>, onChange: () => void, before?: SettledNames) {
    this.#variables = variables;
    this.#onChange = onChange;
    if (before === undefined) return;
    if (before.allowed.length > 0) this.#allowed = new Set(before.allowed);
    for (let at = 0; at < before.given.length; at += 2) this.#keep(before.given[at]!, before.given[at + 1]!);
  }

  get settled(): SettledNames {
    return { given: [...(this.#given?.names ?? [])].flat(), allowed: [...this.allowed] };
  }

  get allowed(): ReadonlySet<string> {
    return this.#allowed ?? NO_TEXTS;
  }

  /** Shows a text despite its sensitive name. */
  allow(text: string): void {
    this.#allowed ??= new Set();
    if (this.#allowed.has(text)) return;
    this.#allowed.add(text);
    this.#onChange();
  }

  nameOf({ text, shown, isVariable }: Secret): string {
    return isVariable ? shown : this.#give(text, shown);
  }

  /** The name of a value that is hidden at its place, though it is not a secret elsewhere. */
  nameOfValue(text: string, name: string): string {
    return this.#give(text, hiddenName(name));
  }

  /** The text behind a shown name (without its `$`). */
  secretOf(name: string): string | undefined {
    return this.#variables.get(`$${name}`) ?? this.#given?.texts.get(`$${name}`);
  }

  #give(text: string, wanted: string): string {
    const known = this.#given?.names.get(text);
    if (known !== undefined) return known;
    let count = this.#given?.counts.get(wanted) ?? 0;
    let name: string;
    do {
      count++;
      name = count === 1 ? wanted : `${wanted}_${count}`;
    } while (this.#given?.texts.has(name) === true || this.#variables.has(name));
    this.#keep(text, name).counts.set(wanted, count);
    this.#onChange();
    return name;
  }

  #keep(text: string, name: string): ViewNames {
    this.#given ??= { names: new Map(), texts: new Map(), counts: new Map() };
    this.#given.names.set(text, name);
    this.#given.texts.set(name, text);
    return this.#given;
  }
}
