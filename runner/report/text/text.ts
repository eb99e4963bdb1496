/** Cuts a text to a number of characters. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  // A character may take two units of a string, and must not be cut in half.
  const characters = [...text.slice(0, 2 * length + 1)];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}

export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`;
}

export const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;

const SHOWN_NAMES = 5;

/** The first names of a list, and how many more there are. */
export const firstNames = (names: readonly string[]): string =>
  names.length <= SHOWN_NAMES
    ? names.join(', ')
    : `${names.slice(0, SHOWN_NAMES).join(', ')} and ${names.length - SHOWN_NAMES} more`;

/** A time for people, to the minute: `2026-03-02 12:00 UTC`. What is no time stays. */
export function sayMinute(time: string): string {
  const ms = Date.parse(time);
  return Number.isNaN(ms) ? time : `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
