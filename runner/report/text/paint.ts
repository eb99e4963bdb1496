import { safeLine, safeText } from './safe-text.ts';

/** Paints text for a terminal; the plain one leaves it as it is. */
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

/** Paints with marks, and makes a line with such marks safe to print, its colours as the terminal's codes. */
export type Palette = { readonly paint: Paint; readonly print: (line: string) => string };

/**
 * Painted text holds no terminal codes: the same characters in an answer would then pass as ours. `key` is drawn at random,
 * so that no text can hold a mark by itself.
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
