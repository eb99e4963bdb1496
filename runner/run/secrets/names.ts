import type { Secret, HidingRules } from './search.ts';

/** How secrets are shown in one place, such as a spec: what is shown in another changes no name here. */
export type Names = HidingRules & {
  /** Shows a text although its name is telling. */
  readonly allow: (text: string) => void;
  /** The text behind a name that was shown, without its `$`. */
  readonly secretOf: (name: string) => string | undefined;
  /** The name of a value that is hidden where it stands, though it is no secret elsewhere. */
  readonly nameOfValue: (text: string, name: string) => string;
};

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

/**
 * Gives each secret without a variable a name when it is first shown: of several that are called the same, the second is `…_2`. So
 * the names of a spec do not depend on what other specs do.
 */
export function createNames(variables: ReadonlyMap<string, string>, onUse: () => void): Names {
  const allowed = new Set<string>();
  const names = new Map<string, string>();
  const texts = new Map<string, string>();
  const counts = new Map<string, number>();
  const give = (text: string, wanted: string): string => {
    const known = names.get(text);
    if (known !== undefined) return known;
    let count = counts.get(wanted) ?? 0;
    let name: string;
    do {
      count++;
      name = count === 1 ? wanted : `${wanted}_${count}`;
    } while (texts.has(name) || variables.has(name));
    if (names.size === 0) onUse();
    counts.set(wanted, count);
    names.set(text, name);
    texts.set(name, text);
    return name;
  };
  return {
    allowed,
    allow: (text) => {
      if (allowed.size === 0) onUse();
      allowed.add(text);
    },
    nameOf: ({ text, shown, isVariable }: Secret) => (isVariable ? shown : give(text, shown)),
    nameOfValue: (text, name) => give(text, hiddenName(name)),
    secretOf: (name) => variables.get(`$${name}`) ?? texts.get(`$${name}`),
  };
}
