/** A text as a message quotes it: its beginning, where it is longer than `most` characters. */
export const shorten = (text: string, most = 200): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;
