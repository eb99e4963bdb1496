import { createCutSearch } from './cut-secrets.ts';
import { createDetector, NOTHING_DETECTED } from './detect.ts';
import { formsOfSecret } from './forms.ts';
import { createSearchResults, isShortEnoughToKeep } from './results.ts';
import {
  hiddenIn,
  type HidingRules,
  longestFirst,
  patternOf,
  type Secret,
  type SecretEntry,
} from './secret.ts';
import { createSubstitution } from './substitute.ts';

/** Finds secrets in texts, fast for many secrets and long texts. */
export type SecretSearch = {
  readonly add: (
    secret: string,
    shown: string,
    kind?: Partial<Pick<Secret, 'isVariable' | 'isByName'>>,
  ) => void;
  readonly replace: (text: string, view?: HidingRules) => string;
  /** One of the secrets that a text holds; undefined if none. */
  readonly find: (text: string, view?: HidingRules) => Secret | undefined;
  /** Grows with each secret: what was replaced at a lower generation may show a secret that was unknown then. */
  readonly generation: () => number;
};

/** Other text that the same pass detects, by four lower-case characters that it holds. */
export type Watched = {
  readonly anchors: readonly string[];
  readonly replace: (text: string, hasAnchor: boolean, view: HidingRules) => string;
};

/** Where no view is given, each secret is shown by the name it was added with. */
const PLAIN_VIEW: HidingRules = { nameOf: ({ shown }) => shown, allowed: new Set() };

export function createSecretSearch(watched?: Watched): SecretSearch {
  const known = new Map<string, { secret: Secret; readonly entries: readonly SecretEntry[] }>();
  const entries: SecretEntry[] = [];
  let generation = 0;
  const detector = createDetector(watched?.anchors ?? []);
  const { detect } = detector;
  const substitute = createSubstitution();
  const cutSearch = createCutSearch(entries);
  const results = createSearchResults(() => generation);
  const startGeneration = (): void => {
    generation++;
    cutSearch.reset();
    results.clear();
  };

  return {
    generation: () => generation,
    add: (text, shown, { isVariable = false, isByName = false } = {}) => {
      if (text === '') return;
      const before = known.get(text);
      if (before !== undefined) {
        if (isByName || !before.secret.isByName) return;
        before.secret = { ...before.secret, isByName };
        for (const entry of before.entries) entry.secret = before.secret;
        startGeneration();
        return;
      }
      const secret = { text, shown, isVariable, isByName };
      const first = entries.length;
      for (const form of formsOfSecret(text)) {
        const entry: SecretEntry = { id: entries.length, secret, form, length: text.length };
        entries.push(entry);
        detector.add(entry);
      }
      known.set(text, { secret, entries: entries.slice(first) });
      startGeneration();
    },
    find: (text, view = PLAIN_VIEW) => {
      const found = hiddenIn(view, detect(text).found);
      return found.toSorted(longestFirst).find((each) => new RegExp(patternOf(each)).test(text))?.secret;
    },
    replace: (text, view = PLAIN_VIEW) => {
      if (results.isClean(text)) return text;
      const detected = detect(text);
      if (detected === NOTHING_DETECTED && !text.includes('://')) {
        const shown = known.size === 0 ? text : cutSearch.replace(text, view);
        if (shown === text) results.addClean(text);
        return shown;
      }
      const before = isShortEnoughToKeep(text) ? results.get(text, view) : undefined;
      if (before !== undefined) return before;
      const whole = known.get(text)?.secret;
      if (whole !== undefined && !(whole.isByName && view.allowed.has(text))) return view.nameOf(whole);
      const { isWatched } = detected;
      const found = hiddenIn(view, detected.found);
      let replaced = known.size === 0 ? text : cutSearch.replace(substitute(text, found, view), view);
      if (watched !== undefined && (isWatched || replaced.includes('://')))
        replaced = watched.replace(replaced, isWatched, view);
      if (isShortEnoughToKeep(text)) {
        const isSameInAll = view.allowed.size === 0 && found.every(({ secret }) => secret.isVariable);
        results.set(text, replaced, view, isSameInAll);
      }
      return replaced;
    },
  };
}
