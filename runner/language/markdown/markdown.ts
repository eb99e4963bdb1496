import { type Span, withLineFeeds } from '../source.ts';
import { headingAbove, isUnderline, type Underlined } from './underlined.ts';

/** A fenced code block: `span` is its content, without the fence lines. */
export type Fence = {
  readonly language: string;
  readonly span: Span;
  readonly closed: boolean;
  /** The backticks or tildes that open it. */
  readonly marker: string;
  /** The container that it is part of; absent for a block at top level. */
  readonly inside?: 'quote' | 'list';
};

/** A heading and the fences below it, up to the next of level 1 or 2; without a title unless it is written with `##`. */
type Section = { readonly title: string; readonly span: Span; readonly fences: readonly Fence[] };

/** An HTML comment that begins a line. */
export type Comment = { readonly span: Span; readonly closed: boolean };

export type Markdown = {
  /** The YAML between the `---` lines; absent when the text does not start with one or it never ends. */
  readonly frontmatter?: Span;
  /** True when a first `---` line has no second one. */
  readonly frontmatterUnclosed: boolean;
  readonly sections: readonly Section[];
  /** The headings that end a section because of the line below them. */
  readonly underlined: readonly Underlined[];
  /** All fences, including those above the first section. */
  readonly fences: readonly Fence[];
  readonly comments: readonly Comment[];
};

/** The marks of quotes and lists that may precede a fence. */
const CONTAINERS = /[ \t]*(?:>[ \t]*|(?:[-*+]|\d{1,9}[.)])[ \t]+)*/;
const FENCE = new RegExp(`^(${CONTAINERS.source})${/(?:(`{3,})([^`]*)|(~{3,})(.*))$/.source}`);
const CLOSING = /^([ \t]*)(`{3,}|~{3,})[ \t]*$/;
const QUOTE = /^[ \t]*(?:>[ \t]?)+/;
const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/s;
const RULE = /^---[ \t]*$/;
const END_RULE = /^(?:---|\.\.\.)[ \t]*$/;

type OpenFence = {
  readonly marker: string;
  readonly indent: number;
  readonly language: string;
  readonly start: number;
  readonly inside?: 'quote' | 'list';
};

/** A closing fence is at least as long as the opening one, and not indented so far that it is content. */
function closes(fence: OpenFence, line: string): boolean {
  const [, indent = '', marker = ''] =
    CLOSING.exec(fence.inside === 'quote' ? line.replace(QUOTE, '') : line) ?? [];
  return (
    marker[0] === fence.marker[0] && marker.length >= fence.marker.length && indent.length <= fence.indent + 3
  );
}

/** Whether a line leaves the quote or list item that contains a fence, which ends the fence, too. */
function leaves(fence: OpenFence, line: string): boolean {
  if (fence.inside === 'quote') return !QUOTE.test(line);
  return fence.inside === 'list' && line.trim() !== '' && /^[ \t]*/.exec(line)![0].length < fence.indent;
}

function opens(line: string, start: number): OpenFence | undefined {
  const found = FENCE.exec(line);
  if (found === null) return undefined;
  const [, before = '', backticks, info, tildes, tildeInfo] = found;
  const language = (info ?? tildeInfo ?? '').trim().split(/\s/, 1)[0]!.toLowerCase();
  const isQuoted = before.includes('>');
  const isListed = !isQuoted && before.trim() !== '';
  return {
    marker: (backticks ?? tildes)!,
    indent: isQuoted ? 0 : before.length,
    language,
    start,
    ...((isQuoted || isListed) && { inside: isQuoted ? ('quote' as const) : ('list' as const) }),
  };
}

/** Whether a line may be more than content: nearly all lines are content and are skipped. */
function mayMark(text: string, start: number, marks: string): boolean {
  let at = start;
  while (text.charCodeAt(at) === BLANK || text.charCodeAt(at) === TAB) at++;
  return marks.includes(text.charAt(at));
}

const BLANK = 0x20;
const TAB = 0x09;

/**
 * The first characters of underlines, fences, headings, comments, quotes and list items; '' ends the text, and is in every text.
 */
const MARKS = '-=`~#<>*+0123456789';
/** The characters that can close a fence at top level. */
const FENCE_ENDS = '`~';

/** The frontmatter of a document, and where the text below it begins. */
type Head = { readonly frontmatter?: Span; readonly isUnclosed: boolean; readonly end: number };

/** Reads a document up to the end of its frontmatter; the text has line feeds only. */
export function readFrontmatterSpan(text: string): Head {
  const first = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const start = nextLine(text, first);
  if (!RULE.test(lineAt(text, first))) return { isUnclosed: false, end: first };
  for (let at = start; at < text.length; at = nextLine(text, at))
    if (mayMark(text, at, '-.') && END_RULE.test(lineAt(text, at)))
      return { frontmatter: { start, end: at }, isUnclosed: false, end: nextLine(text, at) };
  return { isUnclosed: true, end: text.length };
}

function nextLine(text: string, start: number): number {
  const newline = text.indexOf('\n', start);
  return newline === -1 ? text.length : newline + 1;
}

const lineAt = (text: string, start: number): string =>
  text.slice(start, nextLine(text, start)).replace(/\r?\n?$/, '');

/** Splits a document by the rules of CommonMark, as far as a run needs it: frontmatter, headings, fences and comments. */
export function readMarkdown(source: string): Markdown {
  const text = withLineFeeds(source);
  const sections: { title: string; span: Span; fences: Fence[] }[] = [];
  const fences: Fence[] = [];
  const comments: Comment[] = [];
  const underlined: Underlined[] = [];
  const { frontmatter, isUnclosed: frontmatterUnclosed, end: bodyStart } = readFrontmatterSpan(text);
  let fence: OpenFence | undefined;
  let commentStart = -1;
  /** The start of the paragraph that an underline may belong to. */
  let textStart = frontmatter === undefined ? 0 : bodyStart;

  const end = (open: OpenFence, at: number, closed: boolean): void => {
    const { language, marker, inside, start } = open;
    const span = { start, end: Math.max(start, at) };
    const ended = { language, span, closed, marker, ...(inside !== undefined && { inside }) };
    fences.push(ended);
    sections.at(-1)?.fences.push(ended);
    textStart = at;
    fence = undefined;
  };

  for (let start = bodyStart; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const next = newline === -1 ? text.length : newline + 1;
    const marks = fence !== undefined ? FENCE_ENDS : MARKS;
    if (commentStart === -1 && fence?.inside === undefined && !mayMark(text, start, marks)) {
      start = next;
      continue;
    }
    const line = text.slice(start, newline === -1 ? text.length : newline).replace(/\r$/, '');
    const lineStart = start;
    start = next;

    if (fence?.inside !== undefined && leaves(fence, line)) end(fence, lineStart, true);
    if (fence !== undefined) {
      if (!closes(fence, line)) continue;
      end(fence, lineStart, true);
      textStart = next;
    } else if (commentStart !== -1 || /^ {0,3}<!--/.test(line)) {
      if (commentStart === -1) commentStart = lineStart;
      if (!line.includes('-->')) continue;
      comments.push({ span: { start: commentStart, end: next }, closed: true });
      commentStart = -1;
      textStart = next;
    } else if (isUnderline(line)) {
      const heading = headingAbove(text, textStart, { start: lineStart, end: lineStart + line.length });
      textStart = next;
      if (heading === undefined) continue;
      underlined.push(heading);
      sections.push({ title: '', span: heading.span, fences: [] });
    } else {
      fence = opens(line, next);
      const heading = fence === undefined ? HEADING.exec(line) : null;
      if (heading !== null) textStart = next;
      if (heading !== null && heading[1]!.length <= 2) {
        const title = heading[1]!.length === 2 ? (heading[2] ?? '') : '';
        sections.push({ title, span: { start: lineStart, end: lineStart + line.length }, fences: [] });
      }
    }
  }
  if (fence !== undefined) end(fence, text.length, fence.inside !== undefined);
  if (commentStart !== -1) comments.push({ span: { start: commentStart, end: text.length }, closed: false });
  return { frontmatterUnclosed, sections, underlined, fences, comments, ...(frontmatter && { frontmatter }) };
}
