import type { PathTemplate } from './path-template.ts';

/** A documented path, and its similarity to the requested one; 1 is equal. */
type Near<Route> = { readonly route: Route; readonly likeness: number };

/** Less similar paths are not suggested. */
const LEAST = 0.5;
/** The cost of a parameter that matches a word: more than the same word, less than a misspelled one. */
const PARAMETER = 0.15;

/**
 * The route whose path differs least from one of `paths`: by letters within a segment, by segments beyond that. Of equals, the
 * one with the requested method.
 */
export function nearestRoute<Route extends { readonly method: string }>(
  entries: readonly { readonly route: Route; readonly template: PathTemplate }[],
  paths: readonly (readonly string[])[],
  method: string,
): Route | undefined {
  let best: Near<Route> | undefined;
  for (const { route, template } of entries)
    for (const path of paths) {
      if (Math.abs(template.length - path.length) > 1) continue;
      const found = likenessOf(template, path);
      const likeness = found + (route.method === method ? 0.001 : 0);
      if (found >= LEAST && likeness > (best?.likeness ?? 0)) best = { route, likeness };
    }
  return best?.route;
}

/** The cheapest way to turn one list of segments into the other; adding or removing a segment costs 1. */
function likenessOf(template: PathTemplate, path: readonly string[]): number {
  let above = Array.from({ length: path.length + 1 }, (_, index) => index);
  for (const [at, segment] of template.entries()) {
    const row = [at + 1];
    for (const [index, word] of path.entries())
      row.push(
        Math.min(
          above[index + 1]! + 1,
          row[index]! + 1,
          above[index]! + (segment.names.length > 0 ? PARAMETER : differenceOf(segment.pieces[0]!, word)),
        ),
      );
    above = row;
  }
  return 1 - above.at(-1)! / Math.max(template.length, path.length, 1);
}

/** Longer words are only compared for equality. */
const LONGEST_WORD = 60;

/** The share of different letters in the longer word; 1 if less than half are equal. */
function differenceOf(left: string, right: string): number {
  if (left === right) return 0;
  const longest = Math.max(left.length, right.length);
  if (longest > LONGEST_WORD || Math.abs(left.length - right.length) * 2 > longest) return 1;
  const share = Math.max(lettersBetween(left.toLowerCase(), right.toLowerCase()), 0.5) / longest;
  return share > 0.5 ? 1 : share;
}

/** The number of letters added, removed, changed, or swapped with their neighbour. */
function lettersBetween(left: string, right: string): number {
  let before: readonly number[] = [];
  let above: readonly number[] = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    for (let j = 1; j <= right.length; j++) {
      const changed = above[j - 1]! + (left[i - 1] === right[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
      row.push(
        Math.min(
          above[j]! + 1,
          row[j - 1]! + 1,
          changed,
          isSwapped ? before[j - 2]! + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    before = above;
    above = row;
  }
  return above[right.length]!;
}
