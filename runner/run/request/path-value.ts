/** Where a variable stands in a path: as all of it, at its start, or behind something else. */
export type PathPosition = 'whole' | 'start' | 'inside';

/** Segments that a URL takes for this folder and the one above, as they are and percent-encoded. */
const DOTS = /^(?:\.|%2e){1,2}$/i;

/** What each such segment begins with, behind a separator or at the start. */
const MAY_BE_DOTS = /(?:^|[\\/]|%2f|%5c)(?:\.|%2e)/i;

const isDots = (segment: string): boolean => DOTS.test(segment);

/** How many segments of a path, percent-encoded separators read as such, lead to this folder or the one above. */
export const countDots = (path: string): number =>
  MAY_BE_DOTS.test(path)
    ? path
        .replaceAll(/%2f|%5c/gi, '/')
        .split(/[\\/]/)
        .filter(isDots).length
    : 0;

/**
 * What is wrong with the value of a variable in a path; undefined when nothing is. Such a value must not lead elsewhere: it
 * is one segment, or a part of one. Only at the start may it bring several, and as the whole path a query too.
 */
export function problemOfPathValue(text: string, position: PathPosition): string | undefined {
  if (text === '') return 'is empty, so the path would name something else';
  if (countDots(text.split('?', 1)[0]!) > 0)
    return `is "${text}", whose "." or ".." would lead the path elsewhere`;
  if (position === 'whole') return undefined;
  const separator = (position === 'start' ? /[?\\]/ : /[/?\\]/).exec(text)?.[0];
  return separator === undefined
    ? undefined
    : `is "${text}", whose "${separator}" would lead the path elsewhere`;
}
