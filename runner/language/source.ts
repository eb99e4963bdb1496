/** A text and the path it was read from. The path is for messages; nothing here opens it. */
export type SourceFile = { readonly path: string; readonly text: string };

/** Offsets into the text, in UTF-16 units, end exclusive. Lines and columns exist only in output. */
export type Span = { readonly start: number; readonly end: number };

/** 1-based line and column, columns counted in UTF-16 units as editors do. */
export type Position = { readonly line: number; readonly column: number };

/** The position of an offset. Reads the whole text; {@link placeAt} is for many places of one file. */
export function positionAt(text: string, offset: number): Position {
  const starts = readStarts(text);
  const line = lineOf(starts, offset);
  return { line, column: columnOf(starts, line, offset) };
}

/** A place as messages show it: the length is at least 1, and ends with the line. */
export type PlaceInText = Position & { readonly length: number };

/** The line, column and length of a span. */
export function placeAt(source: SourceFile, { start, end }: Span): PlaceInText {
  const starts = startsOf(source);
  const line = lineOf(starts, start);
  return {
    line,
    column: columnOf(starts, line, start),
    length: Math.max(1, Math.min(end, lineEnd(source.text, starts[line])) - start),
  };
}

function lineOf(starts: readonly number[], offset: number): number {
  let line = 1;
  for (let after = starts.length; line < after; ) {
    const middle = (line + after) >> 1;
    if (starts[middle]! <= offset) line = middle + 1;
    else after = middle;
  }
  return line;
}

const columnOf = (starts: readonly number[], line: number, offset: number): number =>
  Math.max(1, offset - starts[line - 1]! + 1);

/** Where a line ends, given the start of the next. */
function lineEnd(text: string, next: number | undefined): number {
  if (next === undefined) return text.length;
  const isPair = text.charCodeAt(next - 1) === LINE_FEED && text.charCodeAt(next - 2) === CARRIAGE_RETURN;
  return next - (isPair ? 2 : 1);
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** Every kind of line ending in text files. */
export const LINE_END = /\r\n|\r|\n/;

/** Replaces each lone carriage return by a line feed, because it ends a line in Markdown and YAML too. Offsets stay the same. */
export const withLineFeeds = (text: string): string =>
  text.includes('\r') ? text.replace(/\r(?!\n)/g, '\n') : text;

const known = new WeakMap<SourceFile, readonly number[]>();

/** Where the lines of a file start. */
function startsOf(source: SourceFile): readonly number[] {
  const starts = known.get(source) ?? readStarts(source.text);
  known.set(source, starts);
  return starts;
}

function readStarts(text: string): readonly number[] {
  const starts = [text.charCodeAt(0) === 0xfeff ? 1 : 0];
  const lines = withLineFeeds(text);
  for (let at = lines.indexOf('\n'); at !== -1; at = lines.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The first occurrence of `needle` inside `span`; the span itself when there is none. */
export function spanOf(text: string, span: Span, needle: string): Span {
  const at = text.indexOf(needle, span.start);
  return at === -1 || at >= span.end ? span : { start: at, end: at + needle.length };
}

/** A new text for a span. */
export type Edit = { readonly span: Span; readonly text: string };
