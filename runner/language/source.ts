import { RecentCache } from './recent-cache.ts';

/** A text and the path it was read from. The path is what messages show; nothing here opens it. */
export type SourceFile = { readonly path: string; readonly text: string };

/** Offsets into the text, in UTF-16 units, end exclusive. Lines and columns exist only in output. */
export type Span = { readonly start: number; readonly end: number };

/** 1-based line and column, columns counted in UTF-16 units as editors do. */
export type Position = { readonly line: number; readonly column: number };

export function positionAt(text: string, offset: number): Position {
  const starts = startsOf(text);
  let line = 1;
  for (let after = starts.length; line < after; ) {
    const middle = (line + after) >> 1;
    if (starts[middle]! <= offset) line = middle + 1;
    else after = middle;
  }
  const start = starts[line - 1]!;
  return { line, column: Math.max(1, offset - start + 1) };
}

/** What ends a line, in every kind of text file. */
export const LINE_END = /\r\n|\r|\n/;

/**
 * The same text with a line feed for each carriage return that stands alone, which ends a line in Markdown and YAML too.
 * Offsets stay the same.
 */
export const withLineFeeds = (text: string): string =>
  text.includes('\r') ? text.replace(/\r(?!\n)/g, '\n') : text;

/** Where the line ends that holds an offset. */
export function lineEndAt(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  const last = newline === -1 ? text.length : newline;
  const carriage = text.slice(offset, last).indexOf('\r');
  return carriage === -1 ? last : offset + carriage;
}

/** Each text is asked about many times, by as many specs as run at once. */
const recent = new RecentCache<string, readonly number[]>(16);

/** Where the lines of a text start. */
const startsOf = (text: string): readonly number[] => recent.getOrCompute(text, () => readStarts(text));

function readStarts(text: string): readonly number[] {
  const starts = [text.charCodeAt(0) === 0xfeff ? 1 : 0];
  const lines = withLineFeeds(text);
  for (let at = lines.indexOf('\n'); at !== -1; at = lines.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Where `needle` first occurs inside `span`; the span itself when it does not. */
export function spanOf(text: string, span: Span, needle: string): Span {
  const at = text.indexOf(needle, span.start);
  return at === -1 || at >= span.end ? span : { start: at, end: at + needle.length };
}

/** Replace the text of a span. */
export type Edit = { readonly span: Span; readonly text: string };
