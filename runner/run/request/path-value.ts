/** Where a variable is in a path: all of it, at its start, or after something else. */
export type PathPosition = 'whole' | 'start' | 'inside';

/** The segments for this folder and its parent, plain and percent-encoded. */
const DOTS = /^(?:\.|%2e){1,2}$/i;

/** The beginning of such a segment, after a separator or at the start. */
const MAY_BE_DOTS = /(?:^|[\\/]|%2f|%5c)(?:\.|%2e)/i;

const isDots = (segment: string): boolean => DOTS.test(segment);

/** How many segments of a path, with percent-encoded separators, mean this folder or its parent. */
export const countDots = (path: string): number =>
  MAY_BE_DOTS.test(path)
    ? path
        .replaceAll(/%2f|%5c/gi, '/')
        .split(/[\\/]/)
        .filter(isDots).length
    : 0;

/**
 * What is wrong with the value of a variable in a path; undefined if nothing is. The value must not lead elsewhere: it must be
 * one segment or a part of one. At the start it may have several; as the whole path also a query.
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
