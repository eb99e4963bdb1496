import { formsOfSecret, type SecretForm } from './forms.ts';

/** Finds secrets in texts, however many there are and however long the texts. */
export type SecretSearch = {
  readonly add: (secret: string, shown: string) => void;
  readonly replace: (text: string) => string;
};

type Known = {
  readonly secret: string;
  readonly shown: string;
  readonly forms: readonly SecretForm[];
  /** The beginning of one of its forms, at the end of a text. */
  readonly beginning?: RegExp;
};

/** So many characters are looked at together. */
const ANCHOR_LENGTH = 4;

/**
 * Nearly every text holds no secret at all, so one pass over its characters tells which secrets could be in it, by the
 * last four letters or digits of a row that each of their forms has; only those that are there whole are looked for.
 */
export function createSecretSearch(): SecretSearch {
  const known = new Map<string, Known>();
  const always = new Set<Known>();
  const byAnchor = new Map<number, Set<Known>>();
  const maybe = new Uint8Array(0x1_0000);

  const index = ({ runs: [longest = ''] }: SecretForm, each: Known): void => {
    if (longest.length < ANCHOR_LENGTH) {
      always.add(each);
      return;
    }
    const anchor = longest.slice(-ANCHOR_LENGTH);
    const key = [...anchor].reduce((sum, character) => roll(sum, character.charCodeAt(0)), 0);
    const others = byAnchor.get(key);
    if (others === undefined) byAnchor.set(key, new Set([each]));
    else others.add(each);
    maybe[key & 0xffff] = 1;
  };

  /** What was looked at before, such as the headers that every request has. */
  const clean = new Set<string>();

  const candidatesIn = (text: string): readonly Known[] => {
    let found: Set<Known> | undefined = always.size === 0 ? undefined : new Set(always);
    let key = 0;
    for (let at = 0; at < text.length; at++) {
      key = roll(key, text.charCodeAt(at));
      if (maybe[key & 0xffff] === 0) continue;
      const here = byAnchor.get(key);
      if (here === undefined) continue;
      found ??= new Set();
      for (const each of here) found.add(each);
    }
    if (found === undefined) return NONE;
    return [...found].filter(({ forms }) => forms.some(isWholeIn(text))).toSorted(longestFirst);
  };

  return {
    add: (secret, shown) => {
      if (secret === '' || known.has(secret)) return;
      const forms = formsOfSecret(secret);
      const beginnings = forms.flatMap(({ beginning }) => (beginning === undefined ? [] : [beginning]));
      const each = {
        secret,
        shown,
        forms,
        ...(beginnings.length > 0 && { beginning: new RegExp(beginnings.join('|')) }),
      };
      known.set(secret, each);
      clean.clear();
      for (const form of each.forms) index(form, each);
    },
    replace: (text) => {
      if (known.size === 0 || text === '') return text;
      const isShort = text.length <= SHORT_TEXT;
      if (isShort && clean.has(text)) return text;
      const replaced = replaceCut(replaceWhole(text));
      if (isShort && replaced === text) {
        if (clean.size >= REMEMBERED) clean.clear();
        clean.add(text);
      }
      return replaced;
    },
  };

  function replaceWhole(text: string): string {
    const candidates = candidatesIn(text);
    if (candidates.length === 0) return text;
    const pattern = new RegExp(candidates.map(patternOf).join('|'), 'g');
    return text.replace(pattern, (_whole, ...groups: readonly unknown[]) => {
      const which = candidates.findIndex((_, group) => groups[group] !== undefined);
      return candidates[which]!.shown;
    });
  }

  /** A message may cut a value short before anybody looks for secrets in it. */
  function replaceCut(text: string): string {
    if (text.length > LONGEST_MESSAGE || !ELLIPSIS.test(text)) return text;
    const sorted = [...known.values()].toSorted(longestFirst);
    const parts = text.split(ELLIPSIS);
    return parts
      .map((part, at) => {
        if (at % 2 === 1 || at === parts.length - 1) return part;
        const begun = sorted.find(({ beginning }) => beginning?.test(part));
        return begun === undefined ? part : part.replace(begun.beginning!, begun.shown);
      })
      .join('');
  }
}

/** Longer texts are hardly ever the same twice. */
const SHORT_TEXT = 40;
const REMEMBERED = 1_000;

const NONE: readonly Known[] = [];

/** Longer texts are bodies, which are cut after secrets are gone. */
const LONGEST_MESSAGE = 5_000;
const ELLIPSIS = /(…|\.\.\.)/;

const isWholeIn =
  (text: string) =>
  ({ runs }: SecretForm): boolean =>
    runs.every((run) => text.includes(run));

const patternOf = ({ forms }: Known): string => `(${forms.map(({ pattern }) => pattern).join('|')})`;

/** The last four characters as one number, which a fifth pushes on. */
const roll = (key: number, code: number): number => (key << 8) | (code & 0xff);

/** So that a secret inside another does not leave the rest. */
const longestFirst = (a: Known, b: Known): number => b.secret.length - a.secret.length;
