import type { Span } from './source.ts';

/** A fenced code block: `span` is its content, without the fence lines. */
export type Fence = { readonly language: string; readonly span: Span; readonly closed: boolean };

/** A level-2 heading and the fences below it, up to the next heading of level 1 or 2. */
export type Section = { readonly title: string; readonly span: Span; readonly fences: readonly Fence[] };

export type Markdown = {
  /** The YAML between the `---` lines; absent when the text does not start with one or it never ends. */
  readonly frontmatter?: Span;
  /** True when a first `---` line has no second one. */
  readonly frontmatterUnclosed: boolean;
  readonly sections: readonly Section[];
};

const FENCE = /^([ \t]*)(?:(`{3,})([^`]*)|(~{3,})(.*))$/;
const CLOSING = /^([ \t]*)(`{3,}|~{3,})[ \t]*$/;
const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/;
const RULE = /^---[ \t]*$/;

/** A closing fence is as long as the opening one, and not indented so much further that it is part of the content. */
function closes(fence: { readonly marker: string; readonly indent: number }, line: string): boolean {
  const [, indent = '', marker = ''] = CLOSING.exec(line) ?? [];
  return (
    marker[0] === fence.marker[0] && marker.length >= fence.marker.length && indent.length <= fence.indent + 3
  );
}

/** Whether a line can be anything but content: nearly all lines are content, and need not be looked at. */
function mayMark(text: string, start: number): boolean {
  let at = start;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return MARKS.includes(text.charAt(at));
}

/** What rules, fences, headings and comments begin with; '' ends the text, and is in every text. */
const MARKS = '-.`~#<';

/** Splits a document as CommonMark would, as far as running it needs: frontmatter, headings, fences and comments. */
export function readMarkdown(text: string): Markdown {
  const sections: { title: string; span: Span; fences: Fence[] }[] = [];
  let frontmatter: Span | undefined;
  let frontmatterUnclosed = false;
  let frontmatterStart = -1;
  let fence: { marker: string; indent: number; language: string; start: number } | undefined;
  let inComment = false;
  const bodyStart = text.charCodeAt(0) === 0xfeff ? 1 : 0;

  for (let start = bodyStart; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const next = newline === -1 ? text.length : newline + 1;
    if (!inComment && !mayMark(text, start)) {
      start = next;
      continue;
    }
    const line = text.slice(start, newline === -1 ? text.length : newline).replace(/\r$/, '');
    const lineStart = start;
    start = next;

    if (lineStart === bodyStart && RULE.test(line)) {
      frontmatterStart = next;
      frontmatterUnclosed = true;
    } else if (frontmatterUnclosed) {
      if (RULE.test(line) || /^\.\.\.[ \t]*$/.test(line)) {
        frontmatter = { start: frontmatterStart, end: lineStart };
        frontmatterUnclosed = false;
      }
    } else if (fence !== undefined) {
      if (closes(fence, line)) {
        const span = { start: fence.start, end: lineStart };
        sections.at(-1)?.fences.push({ language: fence.language, span, closed: true });
        fence = undefined;
      }
    } else if (inComment) {
      inComment = !line.includes('-->');
    } else if (/^ {0,3}<!--/.test(line)) {
      inComment = !line.includes('-->');
    } else {
      const opened = FENCE.exec(line);
      const heading = opened ? null : HEADING.exec(line);
      if (opened) {
        const [, indent, backticks, info, tildes, tildeInfo] = opened;
        const language = (info ?? tildeInfo ?? '').trim().split(/\s/, 1)[0]!.toLowerCase();
        fence = { marker: (backticks ?? tildes)!, indent: indent!.length, language, start: next };
      } else if (heading && heading[1]!.length <= 2) {
        const level = heading[1]!.length;
        const title = level === 2 ? (heading[2] ?? '') : '';
        sections.push({ title, span: { start: lineStart, end: lineStart + line.length }, fences: [] });
      }
    }
  }
  if (fence !== undefined) {
    const span = { start: fence.start, end: text.length };
    sections.at(-1)?.fences.push({ language: fence.language, span, closed: false });
  }
  return { ...(frontmatter && { frontmatter }), frontmatterUnclosed, sections };
}
