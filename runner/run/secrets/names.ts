import type { Secret, HidingRules } from './search.ts';

/** What environment variables are called. Others have no name that a shell could take for one. */
const VARIABLE = /^[A-Z_][A-Z0-9_]*$/;

/** How the value of an environment variable is shown; undefined where its name is not one of these. */
export const variableName = (name: string): string | undefined =>
  VARIABLE.test(name) ? `$${name}` : undefined;

/** How any other secret is shown. The prefix keeps a shell from putting a variable in its place that is called the same. */
export const hiddenName = (name: string): string => `${HIDDEN}${wordOf(name)}`;
const HIDDEN = '$HIDDEN_';

/** What stands before the words of a name. */
export const OWN_NAME = /^\$(?:HIDDEN_)?/;

/** Whether a text shows a secret by a name that may be another elsewhere. */
export const hasOwnName = (text: string): boolean => text.includes(HIDDEN);

const wordOf = (name: string): string =>
  name
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '') || 'VALUE';

/** Nearly all specs allow nothing. */
const NO_TEXTS: ReadonlySet<string> = new Set();

/** The names that one place, such as a spec, has given. */
type Given = {
  readonly names: Map<string, string>;
  readonly texts: Map<string, string>;
  readonly counts: Map<string, number>;
};

/**
 * How secrets are shown in one place, such as a spec: what is shown in another changes no name here. Each secret without a
 * variable gets a name when it is first shown: of several that are called the same, the second is `…_2`. So the names of a spec
 * do not depend on what other specs do.
 */
export class Names implements HidingRules {
  readonly #variables: ReadonlyMap<string, string>;
  readonly #onUse: () => void;
  #allowed: Set<string> | undefined;
  #given: Given | undefined;

  /** `onUse` is called when something here differs from other places for the first time. */
  constructor(variables: ReadonlyMap<string, string>, onUse: () => void) {
    this.#variables = variables;
    this.#onUse = onUse;
  }

  get allowed(): ReadonlySet<string> {
    return this.#allowed ?? NO_TEXTS;
  }

  /** Shows a text although its name is telling. */
  allow(text: string): void {
    if (this.#allowed === undefined) this.#onUse();
    this.#allowed ??= new Set();
    this.#allowed.add(text);
  }

  nameOf({ text, shown, isVariable }: Secret): string {
    return isVariable ? shown : this.#give(text, shown);
  }

  /** The name of a value that is hidden where it stands, though it is no secret elsewhere. */
  nameOfValue(text: string, name: string): string {
    return this.#give(text, hiddenName(name));
  }

  /** The text behind a name that was shown, without its `$`. */
  secretOf(name: string): string | undefined {
    return this.#variables.get(`$${name}`) ?? this.#given?.texts.get(`$${name}`);
  }

  #give(text: string, wanted: string): string {
    if (this.#given === undefined) this.#onUse();
    this.#given ??= { names: new Map(), texts: new Map(), counts: new Map() };
    const { names, texts, counts } = this.#given;
    const known = names.get(text);
    if (known !== undefined) return known;
    let count = counts.get(wanted) ?? 0;
    let name: string;
    do {
      count++;
      name = count === 1 ? wanted : `${wanted}_${count}`;
    } while (texts.has(name) || this.#variables.has(name));
    counts.set(wanted, count);
    names.set(text, name);
    texts.set(name, text);
    return name;
  }
}
