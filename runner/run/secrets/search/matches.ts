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
    const plain = rowStart - entry.form.text.indexOf(text.slice(rowStart, rowEnd));
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
  for (let end = SHORTEST_ROW; end <= text.length; end++)
    for (let length = SHORTEST_ROW; length <= ROW_END; length++) {
      const lengths = byRow.get(text.slice(Math.max(end - length, 0), end));
      if (lengths === undefined) continue;
      for (const [rowLength, rows] of lengths)
        for (const entry of rows.get(text.slice(Math.max(end - rowLength, 0), end)) ?? [])
          matchAround(entry, end - rowLength, end);
    }
  return matches.sort(
    (a, b) => a.start - b.start || b.entry.length - a.entry.length || a.entry.id - b.entry.id,
  );
}

/** A character in the longest of its encodings: as an entity in an entity, percent-encoded twice, behind backslashes. */
const LONGEST_ENCODING = 24;
const ROW_END = 4;
const SHORTEST_ROW = 2;

type Rows<Entry> = Map<string, Map<number, Map<string, Entry[]>>>;

/**
 * The forms by the end of a row, its length, and the row: of its rows, the one that the fewest forms have, as many tokens begin with the
 * same word.
 */
function rowsOf<Entry extends Sought>(entries: readonly Entry[]): Rows<Entry> {
  const counts = new Map<string, number>();
  for (const { form } of entries) for (const run of form.runs) counts.set(run, (counts.get(run) ?? 0) + 1);
  const byRow: Rows<Entry> = new Map();
  for (const entry of entries) {
    const row = rarestOf(entry.form.runs, counts);
    const lengths = getOrMake(byRow, row.slice(-ROW_END), () => new Map<number, Map<string, Entry[]>>());
    const rows = getOrMake(lengths, row.length, () => new Map<string, Entry[]>());
    getOrMake(rows, row, (): Entry[] => []).push(entry);
  }
  return byRow;
}

/** The longest of the rarest; one character alone is found everywhere. */
function rarestOf(runs: readonly string[], counts: ReadonlyMap<string, number>): string {
  let best = runs[0]!;
  for (const run of runs) if (run.length >= SHORTEST_ROW && counts.get(run)! < counts.get(best)!) best = run;
  return best;
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
