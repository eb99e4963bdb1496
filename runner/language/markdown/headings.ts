import type { Markdown } from './markdown.ts';
import { sectionSpelled } from './section-titles.ts';
import type { Span } from '../source.ts';
import type { Underlined } from './underlined.ts';

/** A heading, or a line that people take for one. */
export type Heading = {
  readonly title: string;
  /** The line; with the underline below it, if it has one. */
  readonly span: Span;
  readonly level: number;
  /** `signs` and `underlined` are headings by the rules of Markdown; `odd` resembles one, `line` is only its words. */
  readonly form: 'signs' | 'underlined' | 'odd' | 'line';
};

type Line = { readonly text: string; readonly start: number; readonly end: number };

const SIGNS = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/s;
/** `##Title`, `> ## Title`, `- ## Title`, a non-breaking blank: they resemble headings and are none. */
const ODD_SIGNS = /^[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+)?#{1,6}\s*(\S.*)$/s;
const BOLD = /^\s*(\*\*|__)(\S.*)\1\s*:?\s*$/s;
const ELEMENT = /^\s*<h[1-6][^>]*>(.*)<\/h[1-6]>\s*$/i;
const TAGS = /<\/?[a-z][^<>]*>/gi;
/** How a line of plain words begins: as text, or as an item of a list. */
const WORDS = /^\s*(?:(?:[-*+]|\d{1,9}[.)])\s+)?[\p{L}\p{N}]/u;
/** A line that resembles a heading ends at any heading. */
const LEVEL_OF_ODD = 6;
/** Longer lines are text. */
const MAX_ODD = 200;

/** The headings of a document in order, with all lines that resemble one. */
export function headingsOf(
  text: string,
  taken: readonly Span[],
  underlined: readonly Underlined[],
): readonly Heading[] {
  const byStart = new Map(underlined.map((heading) => [heading.span.start, heading]));
  const lines = looseText(text, { start: 0, end: text.length }, taken).flatMap(linesOf);
  return lines.flatMap((line): Heading | [] => {
    const below = byStart.get(line.start);
    return below === undefined ? (readHeading(line) ?? []) : { ...below, form: 'underlined' };
  });
}

function readHeading({ text, start, end }: Line): Heading | undefined {
  const span = { start, end };
  const signs = SIGNS.exec(text);
  if (signs !== null) return { title: signs[2] ?? '', span, level: signs[1]!.length, form: 'signs' };
  if (text.length > MAX_ODD) return undefined;
  const odd = oddTitle(text);
  if (odd !== undefined) return { title: odd, span, level: LEVEL_OF_ODD, form: 'odd' };
  const title = text.replace(TAGS, '');
  if (sectionSpelled(title) === undefined) return undefined;
  return { title, span, level: LEVEL_OF_ODD, form: WORDS.test(text) ? 'line' : 'odd' };
}

const oddTitle = (line: string): string | undefined =>
  ODD_SIGNS.exec(line)?.[1] ?? BOLD.exec(line)?.[2] ?? ELEMENT.exec(line)?.[1];

const linesOf = ({ text, start }: Part): readonly Line[] => {
  const lines: Line[] = [];
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const last = newline === -1 ? text.length : newline;
    const line = text.slice(at, last).replace(/\r$/, '');
    lines.push({ text: line, start: start + at, end: start + at + line.length });
    at = last + 1;
  }
  return lines;
};

/** Text outside of blocks and comments. */
type Part = { readonly text: string; readonly start: number };

/** Everything but plain text, in order: frontmatter, blocks and comments. */
export const takenSpans = ({ frontmatter, fences, comments }: Markdown): readonly Span[] =>
  [
    ...(frontmatter === undefined ? [] : [{ start: 0, end: frontmatter.end }]),
    ...fences.map(({ span }) => span),
    ...comments.map(({ span }) => span),
  ].toSorted((a, b) => a.start - b.start);

/** The index of the first span that starts at or after an offset. */
export function firstFrom(spans: readonly Span[], offset: number): number {
  let low = 0;
  for (let high = spans.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (spans[middle]!.start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The plain text within a part of the document. */
export function looseText(text: string, { start, end }: Span, taken: readonly Span[]): readonly Part[] {
  const parts: Part[] = [];
  let at = start;
  for (let index = Math.max(0, firstFrom(taken, start) - 1); index < taken.length; index++) {
    const span = taken[index]!;
    if (span.start > end) break;
    if (span.start > at) parts.push({ text: text.slice(at, span.start), start: at });
    at = Math.max(at, Math.min(span.end, end));
  }
  if (at < end) parts.push({ text: text.slice(at, end), start: at });
  return parts;
}
