/** Paints text for a terminal; the plain one leaves it as it is. */
export type Paint = (style: Style, text: string) => string;
export type Style = 'red' | 'green' | 'yellow' | 'cyan' | 'dim' | 'bold';

const CODES: Readonly<Record<Style, readonly [number, number]>> = {
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
  dim: [2, 22],
  bold: [1, 22],
};

export const plain: Paint = (_style, text) => text;

export const colored: Paint = (style, text) => `\u001b[${CODES[style][0]}m${text}\u001b[${CODES[style][1]}m`;

/** Cuts a text that has no colour codes to so many columns, at its end or in its middle. */
export function fit(text: string, columns: number, at: 'end' | 'middle' = 'end'): string {
  const characters = [...text];
  if (characters.length <= columns) return text;
  if (columns <= 1) return '…'.slice(0, columns);
  if (at === 'end') return `${characters.slice(0, columns - 1).join('')}…`;
  const tail = Math.ceil((columns - 1) / 2);
  return `${characters.slice(0, columns - 1 - tail).join('')}…${characters.slice(-tail).join('')}`;
}

/** Control characters shown instead of obeyed: an answer must not drive the terminal. */
export const visible = (text: string): string =>
  text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g,
    (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );

export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`;
}

export const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
