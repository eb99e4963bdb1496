import { hasRun, MANY_FORMS } from './detect.ts';
import { hideMatches, type SecretMatch, matchesOfMany } from './matches.ts';
import { type HidingRules, longestFirst, patternOf, type SecretEntry } from './secret.ts';

const MAX_CACHED_PATTERNS = 200;

/** A pattern of more characters no longer compiles. */
const MAX_PATTERN_TOGETHER = 100_000;

/** Creates a function that replaces the given forms in a text with the names of their secrets. */
export function createSubstitution(): (
  text: string,
  found: readonly SecretEntry[],
  view: HidingRules,
) => string {
  const patterns = new Map<string, RegExp>();

  const patternFor = (batch: readonly SecretEntry[]): RegExp => {
    const key = batch.map(({ id }) => id).join();
    const made =
      patterns.get(key) ?? new RegExp(batch.map((entry) => `(${patternOf(entry)})`).join('|'), 'g');
    if (patterns.size >= MAX_CACHED_PATTERNS) patterns.clear();
    patterns.set(key, made);
    return made;
  };

  function* matchesOf(text: string, batch: readonly SecretEntry[]): Generator<SecretMatch<SecretEntry>> {
    const pattern = patternFor(batch);
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      const groups: readonly (string | undefined)[] = match;
      const entry = batch.find((_, group) => groups[group + 1] !== undefined)!;
      yield { start: match.index, end: match.index + match[0].length, entry };
      pattern.lastIndex = match.index + 1;
    }
  }

  const substitute = (text: string, batch: readonly SecretEntry[], view: HidingRules): string =>
    hideMatches(text, matchesOf(text, batch), ({ secret }) => view.nameOf(secret));

  /** For many forms: those with a run of letters or digits are found in one pass, the others in batches. */
  function substituteMany(text: string, many: readonly SecretEntry[], view: HidingRules): string {
    const matches = matchesOfMany(text, many.filter(hasRun), patternOf);
    let replaced = hideMatches(text, matches, ({ secret }) => view.nameOf(secret));
    const others = many.filter((each) => !hasRun(each));
    for (const batch of batchesOf(others)) replaced = substitute(replaced, batch, view);
    return replaced;
  }

  return (text, found, view) => {
    if (found.length === 0) return text;
    const pieces = found.filter(({ form }) => form.isPiece);
    const others = found.filter(({ form }) => !form.isPiece).toSorted(longestFirst);
    let replaced = text;
    for (const batch of batchesOf(pieces)) replaced = substitute(replaced, batch, view);
    for (const shown of new Set(pieces.map(({ secret }) => view.nameOf(secret))))
      replaced = joinPieces(replaced, shown);
    if (others.length > MANY_FORMS) return substituteMany(replaced, others, view);
    for (const batch of batchesOf(others)) replaced = substitute(replaced, batch, view);
    return replaced;
  };
}

/** Groups entries that can be searched for with one pattern, in the given order. */
function batchesOf(found: readonly SecretEntry[]): readonly (readonly SecretEntry[])[] {
  const batches: SecretEntry[][] = [];
  let room = 0;
  for (const entry of found) {
    const { length } = patternOf(entry);
    room -= length;
    if (room < 0) {
      batches.push([]);
      room = MAX_PATTERN_TOGETHER - length;
    }
    batches.at(-1)!.push(entry);
  }
  return batches;
}

/** Consecutive pieces of a secret are shown once. */
function joinPieces(text: string, shown: string): string {
  const several = `${shown}${shown}`;
  let joined = text;
  while (joined.includes(several)) joined = joined.replaceAll(several, () => shown);
  return joined;
}
