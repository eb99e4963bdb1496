import type { Json } from '../../language/yaml/yaml.ts';

/** A copy of a text: a slice keeps the whole text in memory, and there may be ten thousand responses of a megabyte. */
export const owned = (text: string): string => (text === '' ? '' : Buffer.from(text).toString());

const CUT = /… \((\d+) more characters\)$/;

/** The first `kept` characters, and a note of how many follow. A text that was cut before may be cut again. */
export function cutText(
  text: string,
  kept: number,
  change: (text: string) => string = (same) => same,
): string {
  const cut = text.endsWith(' more characters)') ? CUT.exec(text) : null;
  const before = cut === null ? text : text.slice(0, cut.index);
  // The ellipsis tells the search that a secret may be cut off there.
  const changed = cut === null ? change(text) : change(`${before}…`).replace(/…$/, '');
  const more = Number(cut?.[1] ?? 0) + Math.max(changed.length - kept, 0);
  if (more === 0) return changed === text ? text : owned(changed);
  const shown = `${changed.slice(0, kept)}… (${more} more characters)`;
  return shown === text ? text : owned(shown);
}

/** A value too long to be shown whole becomes the beginning of its text. */
export function cutJson(value: Json, kept: number): Json {
  if (typeof value === 'string') return cutText(value, kept);
  if (typeof value !== 'object' || value === null || isTiny(value)) return value;
  const text = JSON.stringify(value);
  return text.length <= kept ? value : cutText(text, kept);
}

/** Most values are statuses, whose length need not be measured. */
const isTiny = (value: object): boolean =>
  Array.isArray(value) && value.length < 10 && value.every((each) => typeof each === 'number');
