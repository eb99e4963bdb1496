import type { SecretForm } from './forms.ts';

/** Where a form of a secret was found in a text. */
export type SecretMatch<Entry> = { readonly start: number; readonly end: number; readonly entry: Entry };

/**
 * Replaces each match in a text with a name. Matches come in order of their starts; where one begins inside another, the rest
 * of it is hidden too.
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
 * The matches of many forms, in time that grows with the text and not with the number of forms: one pass finds a run of letters
 * and digits of each form, and its pattern is tried around that place only. Each form must have such a run.
 */
export function matchesOfMany<Entry extends Sought>(
  text: string,
  entries: readonly Entry[],
  patternOf: (entry: Entry) => string,
): readonly SecretMatch<Entry>[] {
  const byRun = indexByRun(entries);
  const patterns = new Map<Entry, RegExp>();
  const ends = new Map<Entry, number>();
  const matches: SecretMatch<Entry>[] = [];
  const matchAround = (entry: Entry, runStart: number, runEnd: number): void => {
    if (runEnd <= (ends.get(entry) ?? 0)) return;
    // Most are spelled plainly.
    const plain = runStart - entry.form.text.indexOf(text.slice(runStart, runEnd));
    if (plain >= 0 && text.startsWith(entry.form.text, plain)) {
      const end = plain + entry.form.text.length;
      matches.push({ start: plain, end, entry });
      ends.set(entry, end);
      return;
    }
    const reach = MAX_ENCODING_LENGTH * (entry.length + 1);
    const from = Math.max(runStart - reach, 0);
    const window = text.slice(from, runEnd + reach);
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
  for (let end = MIN_RUN_LENGTH; end <= text.length; end++)
    for (let length = MIN_RUN_LENGTH; length <= RUN_END_LENGTH; length++) {
      const lengths = byRun.get(text.slice(Math.max(end - length, 0), end));
      if (lengths === undefined) continue;
      for (const [runLength, byWholeRun] of lengths)
        for (const entry of byWholeRun.get(text.slice(Math.max(end - runLength, 0), end)) ?? [])
          matchAround(entry, end - runLength, end);
    }
  return matches.sort(
    (a, b) => a.start - b.start || b.entry.length - a.entry.length || a.entry.id - b.entry.id,
  );
}

/** The longest encoding of one character: an entity in an entity, percent-encoded twice, after backslashes. */
const MAX_ENCODING_LENGTH = 24;
const RUN_END_LENGTH = 4;
const MIN_RUN_LENGTH = 2;

type RunIndex<Entry> = Map<string, Map<number, Map<string, Entry[]>>>;

/**
 * The forms by the end of a run, its length, and the run. Of its runs a form uses the rarest, because many tokens begin with
 * the same word.
 */
function indexByRun<Entry extends Sought>(entries: readonly Entry[]): RunIndex<Entry> {
  const counts = new Map<string, number>();
  for (const { form } of entries) for (const run of form.runs) counts.set(run, (counts.get(run) ?? 0) + 1);
  const byRun: RunIndex<Entry> = new Map();
  for (const entry of entries) {
    const run = rarestOf(entry.form.runs, counts);
    const lengths = getOrMake(
      byRun,
      run.slice(-RUN_END_LENGTH),
      () => new Map<number, Map<string, Entry[]>>(),
    );
    const byWholeRun = getOrMake(lengths, run.length, () => new Map<string, Entry[]>());
    getOrMake(byWholeRun, run, (): Entry[] => []).push(entry);
  }
  return byRun;
}

/** The longest of the rarest runs; a single character would match everywhere. */
function rarestOf(runs: readonly string[], counts: ReadonlyMap<string, number>): string {
  let best = runs[0]!;
  for (const run of runs)
    if (run.length >= MIN_RUN_LENGTH && counts.get(run)! < counts.get(best)!) best = run;
  return best;
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
