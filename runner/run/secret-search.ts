import { ANCHOR_LENGTH, formsOfSecret, type SecretForm } from './secret-forms.ts';

/** Finds secrets in texts, however many there are and however long the texts. */
export type SecretSearch = {
  readonly add: (secret: string, shown: string) => void;
  readonly replace: (text: string) => string;
};

type Known = {
  readonly secret: string;
  readonly shown: string;
  readonly pattern: string;
};

/**
 * Nearly every text holds no secret at all, so one pass over its characters tells which secrets could be in it, by four
 * letters or digits in a row that each of their forms has; only those are looked for.
 */
export function createSecretSearch(): SecretSearch {
  const known = new Map<string, Known>();
  const always = new Set<Known>();
  const byAnchor = new Map<number, Set<Known>>();
  const maybe = new Uint8Array(0x1_0000);

  const index = (form: SecretForm, each: Known): void => {
    if (form.anchor === '') {
      always.add(each);
      return;
    }
    const key = [...form.anchor].reduce((sum, character) => roll(sum, character.charCodeAt(0)), 0);
    const others = byAnchor.get(key);
    if (others === undefined) byAnchor.set(key, new Set([each]));
    else others.add(each);
    maybe[key & 0xffff] = 1;
  };

  const candidatesIn = (text: string): readonly Known[] => {
    const found = new Set(always);
    let key = 0;
    for (let at = 0; at < text.length; at++) {
      key = roll(key, text.charCodeAt(at));
      if (maybe[key & 0xffff] === 0 || at < ANCHOR_LENGTH - 1) continue;
      for (const each of byAnchor.get(key) ?? []) found.add(each);
    }
    return [...found].toSorted(longestFirst);
  };

  return {
    add: (secret, shown) => {
      if (secret === '' || known.has(secret)) return;
      const forms = formsOfSecret(secret);
      const each = { secret, shown, pattern: forms.map(({ pattern }) => pattern).join('|') };
      known.set(secret, each);
      for (const form of forms) index(form, each);
    },
    replace: (text) => {
      if (known.size === 0) return text;
      const candidates = candidatesIn(text);
      if (candidates.length === 0) return text;
      const pattern = new RegExp(candidates.map((each) => `(${each.pattern})`).join('|'), 'g');
      return text.replace(pattern, (_whole, ...groups: readonly unknown[]) => {
        const which = candidates.findIndex((_, group) => groups[group] !== undefined);
        return candidates[which]!.shown;
      });
    },
  };
}

/** The last four characters as one number, which a fifth pushes on. */
const roll = (key: number, code: number): number => (key << 8) | (code & 0xff);

/** So that a secret inside another does not leave the rest. */
const longestFirst = (a: Known, b: Known): number => b.secret.length - a.secret.length;
