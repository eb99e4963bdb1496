/** A line of a block, and the characters that end it. */
export type Line = { readonly text: string; readonly end: string };

/** The lines of a block, by number and by offset. */
export class Lines {
  readonly all: readonly Line[];
  readonly #starts: readonly number[];

  constructor(block: string) {
    const pieces = (block.match(/[^\r\n]*(?:\r\n|\r|\n|$)/g) ?? []).filter((piece) => piece !== '');
    this.all = pieces.map((piece) => {
      const text = piece.replace(/[\r\n]+$/, '');
      return { text, end: piece.slice(text.length) };
    });
    const starts: number[] = [];
    let at = 0;
    for (const piece of pieces) {
      starts.push(at);
      at += piece.length;
    }
    this.#starts = starts;
  }

  /** The number of the line that holds an offset. */
  at(offset: number): number {
    let line = 0;
    for (let after = this.#starts.length; line < after; ) {
      const middle = (line + after) >> 1;
      if (this.#starts[middle]! <= offset) line = middle + 1;
      else after = middle;
    }
    return Math.max(0, line - 1);
  }

  startOf(line: number): number {
    return this.#starts[line] ?? Number.POSITIVE_INFINITY;
  }

  columnOf(offset: number): number {
    return offset - this.startOf(this.at(offset));
  }

  indentOf(line: number): number {
    return indentOf(this.all[line]!);
  }

  /** What stands on a line from an offset on, without blanks at its end. */
  rest(offset: number): string {
    const line = this.at(offset);
    return this.all[line]!.text.slice(offset - this.startOf(line)).trimEnd();
  }

  /** Those from one number to another, both included. */
  range(from: number, to: number): readonly Line[] {
    return this.all.slice(from, to + 1);
  }
}

export const isBlank = ({ text }: Line): boolean => text.trim() === '';

export const isComment = ({ text }: Line): boolean => text.trimStart().startsWith('#');

const indentOf = ({ text }: Line): number => /^ */.exec(text)![0].length;

/** A comment or blank line at a column. */
export const indented = (line: Line, indent: number): Line =>
  isBlank(line) ? { ...line, text: '' } : { ...line, text: ' '.repeat(indent) + line.text.trim() };

/** Lines that keep their place among each other; undefined where one has too few blanks before it for that. */
export function shifted(lines: readonly Line[], by: number): readonly Line[] | undefined {
  if (by === 0) return lines;
  const moved = lines.map((line): Line | undefined => {
    if (line.text === '') return line;
    if (by > 0) return { ...line, text: ' '.repeat(by) + line.text };
    const blanks = indentOf(line);
    if (blanks < -by && !isBlank(line)) return undefined;
    return { ...line, text: line.text.slice(Math.min(blanks, -by)) };
  });
  return moved.every((line) => line !== undefined) ? moved : undefined;
}

/** Parts comments below a value: those that are indented deeper than its key belong to it. */
export function splitBelow(
  lines: readonly Line[],
  indent: number,
): readonly [own: readonly Line[], others: readonly Line[]] {
  let count = 0;
  for (const [at, line] of lines.entries()) {
    if (isBlank(line)) continue;
    if (indentOf(line) <= indent) break;
    count = at + 1;
  }
  return [lines.slice(0, count), lines.slice(count)];
}

/** Parts what stands above a key: blank lines that come first stay where they are, comments go with the key. */
export function splitAbove(lines: readonly Line[]): readonly [gap: readonly Line[], lead: readonly Line[]] {
  const first = lines.findIndex((line) => !isBlank(line));
  const count = first === -1 ? lines.length : first;
  return [lines.slice(0, count), lines.slice(count)];
}

/** Parts what stands above the first key: comments with a blank line below them are about the whole. */
export function splitHead(lines: readonly Line[]): readonly [head: readonly Line[], lead: readonly Line[]] {
  const count = lines.findLastIndex(isBlank) + 1;
  return [lines.slice(0, count), lines.slice(count)];
}

export const textOfLines = (lines: readonly Line[]): string =>
  lines.map(({ text, end }) => text + end).join('');
