import { safeLine, safeText } from './safe-text.ts';

/** Colours a text for a terminal; `plain` leaves it unchanged. */
export type Paint = (style: Style, text: string) => string;
export type Style = 'red' | 'green' | 'yellow' | 'cyan' | 'dim' | 'bold';

const CODES: Readonly<Record<Style, readonly [on: number, off: number]>> = {
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
  dim: [2, 22],
  bold: [1, 22],
};

export const plain: Paint = (_style, text) => text;

/** Colours with marks, and makes a line with such marks safe to print, with terminal codes for the colours. */
export type Palette = { readonly paint: Paint; readonly print: (line: string) => string };

/**
 * Coloured text holds marks, not terminal codes: codes in a response would pass as ours. `key` is random, so that no text can
 * contain a mark by itself.
 */
export function createPalette(key: string): Palette {
  const mark = (code: number): string => `\ufdd0${key}:${code}\ufdd1`;
  const marks = new RegExp(`\ufdd0${key}:(\\d+)\ufdd1`);
  return {
    paint: (style, text) => `${mark(CODES[style][0])}${text}${mark(CODES[style][1])}`,
    print: (line) => {
      let hasBegun = false;
      return line
        .split(marks)
        .map((piece, index) => {
          if (index % 2 === 1) return `\u001b[${piece}m`;
          const safe = hasBegun ? safeText(piece) : safeLine(piece);
          hasBegun ||= piece.trim() !== '';
          return safe;
        })
        .join('');
    },
  };
}
