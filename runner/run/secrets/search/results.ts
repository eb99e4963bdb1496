import type { HidingRules } from './secret.ts';

/** Longer texts than tokens and URLs hardly ever repeat. */
const LONGEST_KEPT = 2_000;
const MAX_KEPT = 1_000;
const MAX_LONG_CLEAN = 8;
/** Longer texts without a secret hardly ever repeat. */
const SHORT_TEXT = 80;

/** What became of recent texts; valid until another secret is added. */
export type SearchResults = {
  /** Whether a text is known to hold no secret. */
  readonly isClean: (text: string) => boolean;
  readonly addClean: (text: string) => void;
  readonly get: (text: string, view: HidingRules) => string | undefined;
  /** `isSameInAll`: the result is the same in every view. */
  readonly set: (text: string, replaced: string, view: HidingRules, isSameInAll: boolean) => void;
  readonly clear: () => void;
};

/** Whether the result for a text is kept. */
export const isShortEnoughToKeep = (text: string): boolean => text.length <= LONGEST_KEPT;

/** How many secrets were known, and how many texts allowed. */
type Since = { readonly known: number; readonly allowed: number };

/** Keeps results of the search. `generation` grows with each secret. */
export function createSearchResults(generation: () => number): SearchResults {
  /** Short texts without secrets, such as the headers of every response. */
  const clean = new Set<string>();
  /** The last of the longer ones, such as a list that many specs begin with. */
  const cleanLong: string[] = [];
  let nextLong = 0;
  /** Results that are the same in every view, such as a credential that every request carries. */
  const inAllViews = new Map<string, string>();
  /** Results for one view. */
  const inView = new WeakMap<HidingRules, Since & { readonly texts: Map<string, string> }>();
  const textsOf = (view: HidingRules): Map<string, string> => {
    const known = generation();
    const allowed = view.allowed.size;
    const before = inView.get(view);
    if (before !== undefined && before.known === known && before.allowed === allowed) return before.texts;
    const texts = new Map<string, string>();
    inView.set(view, { known, allowed, texts });
    return texts;
  };
  return {
    isClean: (text) => (text.length <= SHORT_TEXT ? clean.has(text) : cleanLong.includes(text)),
    addClean: (text) => {
      if (text.length > SHORT_TEXT) {
        cleanLong[nextLong] = text;
        nextLong = (nextLong + 1) % MAX_LONG_CLEAN;
        return;
      }
      if (clean.size >= MAX_KEPT) clean.clear();
      clean.add(text);
    },
    get: (text, view) =>
      (view.allowed.size === 0 ? inAllViews.get(text) : undefined) ?? textsOf(view).get(text),
    set: (text, replaced, view, isSameInAll) => {
      const texts = isSameInAll ? inAllViews : textsOf(view);
      if (texts.size >= MAX_KEPT) texts.clear();
      texts.set(text, replaced);
    },
    clear: () => {
      clean.clear();
      cleanLong.length = 0;
      nextLong = 0;
      inAllViews.clear();
    },
  };
}
