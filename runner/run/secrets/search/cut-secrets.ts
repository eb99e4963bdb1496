import { hiddenIn, type HidingRules, longestFirst, type SecretEntry } from './secret.ts';

/** Longer texts are bodies, which are cut at their end only. */
const LONGEST_MESSAGE = 5_000;
const ELLIPSIS = /(…|\.\.\.)/;

/**
 * Creates a function that replaces the beginnings of secrets before an ellipsis: a message may have cut a value short before it is
 * searched. The entries are sorted when the first cut text is searched, and again after `reset`.
 */
export function createCutSearch(entries: readonly SecretEntry[]): {
  readonly replace: (text: string, view: HidingRules) => string;
  readonly reset: () => void;
} {
  let sorted: readonly SecretEntry[] | undefined;
  return {
    reset: () => {
      sorted = undefined;
    },
    replace: (text, view) => {
      const isLong = text.length > LONGEST_MESSAGE;
      if (isLong ? !text.endsWith('…') : !text.includes('…') && !text.includes('...')) return text;
      sorted ??= entries.toSorted(longestFirst);
      const hidden = hiddenIn(view, sorted);
      const parts = isLong
        ? [text.slice(0, -LONGEST_MESSAGE), '', text.slice(-LONGEST_MESSAGE, -1), '…', '']
        : text.split(ELLIPSIS);
      return parts
        .map((part, at) => {
          if (at % 2 === 1 || at === parts.length - 1 || (isLong && at === 0)) return part;
          const begun = hidden.find((each) => part.includes(each.form.head) && beginningOf(each)?.test(part));
          return begun === undefined
            ? part
            : part.replace(beginningOf(begun)!, () => view.nameOf(begun.secret));
        })
        .join('');
    },
  };
}

function beginningOf(entry: SecretEntry): RegExp | null {
  if (entry.beginning === undefined) {
    const beginning = entry.form.beginning();
    entry.beginning = beginning === undefined ? null : new RegExp(beginning);
  }
  return entry.beginning;
}
