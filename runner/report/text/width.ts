import { oneLine } from './safe-text.ts';

const ASCII = /^[ -~]*$/;
const NARROW = /^[\p{Mn}\p{Me}]$/u;
const WIDE =
  /^[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\u303e\u3041-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]$/u;

const widthOfCharacter = (char: string): number => (NARROW.test(char) ? 0 : WIDE.test(char) ? 2 : 1);

/** The columns that a text without hidden characters takes on a terminal. */
export const widthOf = (text: string): number =>
  ASCII.test(text) ? text.length : [...text].reduce((sum, char) => sum + widthOfCharacter(char), 0);

/** A text padded with spaces to a number of columns. */
export const pad = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(columns - widthOf(text), 0));

/** A text without colours as one line of limited width, cut at its end or in its middle. */
export function fit(text: string, columns: number, at: 'end' | 'middle' = 'end'): string {
  const shown = oneLine(text);
  if (widthOf(shown) <= columns) return shown;
  if (columns <= 1) return '…'.slice(0, columns);
  const tail = at === 'end' ? 0 : Math.ceil((columns - 1) / 2);
  const characters = [...shown];
  return `${takeColumns(characters, columns - 1 - tail)}…${takeColumns(characters.toReversed(), tail, 'backwards')}`;
}

/** A text without colours on as many lines as it needs, broken between words (what `gap` separates) where that is possible. */
export function wrap(text: string, columns: number, gap = ' '): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of oneLine(text).split(gap)) {
    const longer = line === '' ? word : `${line}${gap}${word}`;
    if (widthOf(longer) <= columns) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    const words = gap === ' ' || widthOf(word) <= columns ? [word] : wrap(word, columns);
    lines.push(...words.slice(0, -1));
    for (line = words.at(-1)!; widthOf(line) > columns; ) {
      const most = takeColumns([...line], Math.max(columns, 2));
      const parts = /^.*[/_-]/u.exec(most)?.[0] ?? '';
      const taken = parts.length > most.length / 2 ? parts : most;
      lines.push(taken);
      line = line.slice(taken.length);
    }
  }
  return [...lines, line];
}

/** The end of a text without hidden characters that fits into a number of columns. */
export const endOf = (text: string, columns: number): string =>
  takeColumns([...text].toReversed(), columns, 'backwards');

function takeColumns(characters: readonly string[], columns: number, order?: 'backwards'): string {
  const taken: string[] = [];
  let width = 0;
  for (const char of characters) {
    width += widthOfCharacter(char);
    if (width > columns) break;
    taken.push(char);
  }
  return (order === 'backwards' ? taken.reverse() : taken).join('');
}
