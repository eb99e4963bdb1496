import type { Span, Edit } from './source.ts';

/** Something wrong in a text. An error keeps the spec from running; a warning is shown and the spec runs. */
export type Diagnostic = {
  /** Stable, kebab-case: `unknown-key`, `duplicate-id`. */
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  /** What was expected and what was found. */
  readonly message: string;
  readonly span: Span;
  /** What to do about it. */
  readonly hint?: string;
  readonly fix?: readonly Edit[];
};

/** Collects diagnostics while a text is read, so that one mistake does not hide the next. */
export class Diagnostics {
  readonly list: Diagnostic[];

  constructor(known: readonly Diagnostic[] = []) {
    this.list = [...known];
  }

  error(rule: string, span: Span, message: string, hint?: string): void {
    this.list.push({ rule, severity: 'error', message, span, ...(hint !== undefined && { hint }) });
  }

  warn(rule: string, span: Span, message: string, hint?: string): void {
    this.list.push({ rule, severity: 'warning', message, span, ...(hint !== undefined && { hint }) });
  }
}

/** Longer words are not misspelt ones, and a comparison costs the product of both lengths for every known word. */
const MAX_GUESSED = 100;

/** "did you mean" for a misspelt word: the nearest of `known`, if it is near enough. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) >= bestDistance || word.length > MAX_GUESSED) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours cost 1. */
export function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    const above = rows[i - 1]!;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, rows[i - 2]![j - 2]! + 1);
      row.push(cost);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}

/** The hint for an unknown word: a guess when one is near, else the words that are known. */
export function suggest(word: string, known: readonly string[]): string {
  const guess = nearest(word, known);
  return guess === undefined ? `known here: ${known.join(', ')}` : `did you mean "${guess}"?`;
}
