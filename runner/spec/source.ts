/** A text and the path it was read from. The path is what messages show; nothing here opens it. */
export type SourceFile = { readonly path: string; readonly text: string };

/** Offsets into the text, in UTF-16 units, end exclusive. Lines and columns exist only in output. */
export type Span = { readonly start: number; readonly end: number };

/** 1-based line and column, columns counted in UTF-16 units as editors do. */
export type Position = { readonly line: number; readonly column: number };

export function positionAt(text: string, offset: number): Position {
  let line = 1;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++;
    lineStart = at + 1;
  }
  if (line === 1 && text.charCodeAt(0) === 0xfeff) lineStart = 1;
  return { line, column: Math.max(1, offset - lineStart + 1) };
}

/** The line that holds `offset`, without its line ending, and where it starts. */
export function lineAt(text: string, offset: number): { readonly text: string; readonly start: number } {
  const before = text.lastIndexOf('\n', offset - 1) + 1;
  const start = before === 0 && text.charCodeAt(0) === 0xfeff ? 1 : before;
  const after = text.indexOf('\n', offset);
  const end = after === -1 ? text.length : after;
  return { text: text.slice(start, end).replace(/\r$/, ''), start };
}

/** Where `needle` first occurs inside `span`; the span itself when it does not. */
export function spanOf(text: string, span: Span, needle: string): Span {
  const at = text.indexOf(needle, span.start);
  return at === -1 || at >= span.end ? span : { start: at, end: at + needle.length };
}
