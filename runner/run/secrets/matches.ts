import type { SecretForm } from './forms.ts';

/** Where a form of a secret stands in a text. */
export type SecretMatch<Entry> = { readonly start: number; readonly end: number; readonly entry: Entry };

/**
 * The text with a name in the place of each match. They come in the order of their starts; one may begin inside another, of
 * which what is left is hidden too.
 */
export function hideMatches<Entry>(
  text: string,
  matches: Iterable<SecretMatch<Entry>>,
  nameOf: (entry: Entry) => string,
): string {
  let shown = '';
  let from = 0;
  let covered = 0;
  const hideRest = (end: number): void => {
    if (end <= from) return;
    shown += '***';
    from = end;
  };
  for (const { start, end, entry } of matches) {
    if (start >= from) {
      hideRest(Math.min(covered, start));
      shown += text.slice(from, start) + nameOf(entry);
      from = end;
    }
    covered = Math.max(covered, end);
  }
  hideRest(covered);
  return from === 0 ? text : shown + text.slice(from);
}

type Sought = { readonly form: SecretForm; readonly length: number; readonly id: number };

/**
 * The matches of many forms, in a time that grows with the text and not with their number: one pass finds where the longest row of
 * letters and digits of each form stands, and its pattern is tried around that place only. Each form has such a row.
 */
export function matchesOfMany<Entry extends Sought>(
  text: string,
  entries: readonly Entry[],
  patternOf: (entry: Entry) => string,
): readonly SecretMatch<Entry>[] {
  const byRow = rowsOf(entries);
  const patterns = new Map<Entry, RegExp>();
  const ends = new Map<Entry, number>();
  const matches: SecretMatch<Entry>[] = [];
  const matchAround = (entry: Entry, rowStart: number, rowEnd: number): void => {
    if (rowEnd <= (ends.get(entry) ?? 0)) return;
    // Most stand there as they are.
    const plain = rowStart - entry.form.text.indexOf(entry.form.runs[0]!);
    if (plain >= 0 && text.startsWith(entry.form.text, plain)) {
      const end = plain + entry.form.text.length;
      matches.push({ start: plain, end, entry });
      ends.set(entry, end);
      return;
    }
    const reach = LONGEST_ENCODING * (entry.length + 1);
    const from = Math.max(rowStart - reach, 0);
    const window = text.slice(from, rowEnd + reach);
    if (!entry.form.runs.every((run) => window.includes(run))) return;
    const pattern = patterns.get(entry) ?? new RegExp(patternOf(entry), 'g');
    patterns.set(entry, pattern);
    pattern.lastIndex = Math.max((ends.get(entry) ?? 0) - from, 0);
    for (let found = pattern.exec(window); found !== null; found = pattern.exec(window)) {
      const start = from + found.index;
      const end = start + found[0].length;
      if (end > (ends.get(entry) ?? 0)) matches.push({ start, end, entry });
      ends.set(entry, Math.max(end, ends.get(entry) ?? 0));
      pattern.lastIndex = found.index + 1;
    }
  };
  for (let at = ROW_END - 1; at < text.length; at++) {
    const lengths = byRow.get(text.slice(at - ROW_END + 1, at + 1));
    if (lengths === undefined) continue;
    for (const [length, rows] of lengths)
      for (const entry of rows.get(text.slice(at - length + 1, at + 1)) ?? [])
        matchAround(entry, at - length + 1, at + 1);
  }
  return matches.sort(
    (a, b) => a.start - b.start || b.entry.length - a.entry.length || a.entry.id - b.entry.id,
  );
}

/** A character in the longest of its encodings: as an entity in an entity, percent-encoded twice, behind backslashes. */
const LONGEST_ENCODING = 24;
const ROW_END = 4;

type Rows<Entry> = Map<string, Map<number, Map<string, Entry[]>>>;

/** The forms by the end of their longest row, its length, and the row. */
function rowsOf<Entry extends Sought>(entries: readonly Entry[]): Rows<Entry> {
  const byRow: Rows<Entry> = new Map();
  for (const entry of entries) {
    const row = entry.form.runs[0]!;
    const lengths = getOrMake(byRow, row.slice(-ROW_END), () => new Map<number, Map<string, Entry[]>>());
    const rows = getOrMake(lengths, row.length, () => new Map<string, Entry[]>());
    getOrMake(rows, row, (): Entry[] => []).push(entry);
  }
  return byRow;
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
