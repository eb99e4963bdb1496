/** The keyword that a name probably means: it differs in case, or by a typing error. */
export function nearKeyword(name: string, keywords: Iterable<string>): string | undefined {
  const lower = name.toLowerCase();
  const most = name.length < SHORT ? 1 : 2;
  let best: { readonly keyword: string; readonly edits: number } | undefined;
  for (const keyword of keywords) {
    if (keyword.length < SHORTEST || name.length < SHORTEST) continue;
    const edits = editsBetween(lower, keyword.toLowerCase(), most);
    if (edits <= most && edits < (best?.edits ?? Infinity)) best = { keyword, edits };
  }
  return best?.keyword;
}

/** Shorter names are close to some other by chance. */
const SHORTEST = 4;
const SHORT = 6;

/** How many letters were added, left out, changed or swapped; `most + 1` if it is more than that. */
function editsBetween(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: readonly number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(Math.min(last[j]! + 1, row[j - 1]! + 1, changed, isSwapped ? before[j - 2]! + 1 : Infinity));
    }
    before = last;
    last = row;
  }
  return last[b.length]!;
}
