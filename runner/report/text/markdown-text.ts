import { visible } from './safe-text.ts';
import { cut } from './text.ts';
import { wellFormed } from './well-formed.ts';

/** Longest text in a table cell or a sentence. */
const SHOWN = 500;

/** Any text as one line in which nothing is Markdown, HTML, a mention, a reference, a formula or an emoji name. */
export const mdText = (text: string): string => encode(oneLine(text));

/** Any text as one line of code: a code span if that is safe in a table, else HTML. */
export function mdCode(text: string): string {
  const line = oneLine(text);
  if (line === '') return '';
  return /[`|\\]|##/.test(line) ? `<code>${encode(line)}</code>` : `\`${line}\``;
}

/** A block of code whose fence is longer than any in it. */
export function mdFence(language: string, text: string): string {
  const content = visible(wellFormed(text).replace(/\r\n?/g, '\n'));
  const longest = Math.max(2, ...[...content.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${content}\n${fence}`;
}

export const mdTable = (columns: readonly string[], rows: readonly (readonly string[])[]): string =>
  [columns, columns.map((column) => (/^[#\d]|count|time/.test(column) ? '---:' : '---')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

/** Underscores inside words and colons before a space are literal; all others mean something in some dialect. */
const encode = (text: string): string =>
  text.replace(
    /[\\`*{}[\]<>&|~#@$!^]|(?<!\w)_|_(?!\w)|:(?=\S)|(?<=www)\./g,
    (char) => `&#${char.charCodeAt(0)};`,
  );

const oneLine = (text: string): string =>
  cut(visible(wellFormed(text).replace(/[\s\u2028\u2029]+/g, ' ')), SHOWN).trim();
