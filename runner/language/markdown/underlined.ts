import type { Span } from '../source.ts';

/** A heading that a line of `=` or `-` below a paragraph makes. */
export type Underlined = {
  readonly title: string;
  readonly level: 1 | 2;
  /** The paragraph and the line below it. */
  readonly span: Span;
};

const UNDERLINE = /^ {0,3}(?:=+|-+)[ \t]*$/;
/** A quote or a list item contains the lines below it; those are not paragraphs of their own. */
const CONTAINER = /^[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$))/;
const RULE = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$/;
/** HTML elements whose content up to a blank line is not Markdown. */
const BLOCK_ELEMENT =
  /^ {0,3}<(?:[!?]|\/?(?:address|article|aside|blockquote|body|center|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|nav|ol|p|pre|script|section|style|summary|table|tbody|td|textarea|tfoot|th|thead|title|tr|ul)(?:[\s/>]|$))/i;
/** A tag alone in the first line, and a link reference, are not paragraphs either. */
const NO_TEXT = /^ {0,3}(?:<\/?[A-Za-z][^<>]*>[ \t]*$|\[[^\]]+\]:)/;
const CODE = /^(?: {4}| {0,3}\t)/;

export const isUnderline = (line: string): boolean => UNDERLINE.test(line);

/** The heading that an underline makes of the lines between `from` and it; undefined when it separates, or is text. */
export function headingAbove(text: string, from: number, underline: Span): Underlined | undefined {
  let start = underline.start;
  let first = '';
  while (start > from) {
    const above = Math.max(from, text.lastIndexOf('\n', start - 2) + 1);
    const line = text.slice(above, start - 1).replace(/\r$/, '');
    if (line.trim() === '' || RULE.test(line)) break;
    if (CONTAINER.test(line) || BLOCK_ELEMENT.test(line)) return undefined;
    first = line;
    start = above;
  }
  if (first === '' || NO_TEXT.test(first) || CODE.test(first)) return undefined;
  if (first.startsWith(' ') && isInList(text, from, start)) return undefined;
  const title = text.slice(start, underline.start).trim();
  const level = text.slice(underline.start, underline.end).includes('=') ? 1 : 2;
  return { title, level, span: { start, end: underline.end } };
}

/** Whether an indented line continues an item: the nearest line above that is not indented begins one. */
function isInList(text: string, from: number, start: number): boolean {
  for (let at = start; at > from; ) {
    const above = Math.max(from, text.lastIndexOf('\n', at - 2) + 1);
    const line = text.slice(above, at - 1);
    if (/^\S/.test(line)) return CONTAINER.test(line);
    at = above;
  }
  return false;
}
