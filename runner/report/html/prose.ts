import MarkdownIt from 'markdown-it';
import { readMarkdown } from '../../language/markdown/markdown.ts';

/** Images would be fetched, so they become links; headings go below those of the page. */
const markdown = new MarkdownIt({ html: false, linkify: false }).disable('image');
markdown.validateLink = (url) => /^(https?:|mailto:|#)/i.test(url);
markdown.core.ruler.push('sink_headings', ({ tokens }) => {
  for (const token of tokens)
    if (/^h[1-6]$/.test(token.tag)) token.tag = `h${Math.min(Number(token.tag.slice(1)) + 2, 6)}`;
});

/** The text of a spec as HTML without its frontmatter; nothing in the spec becomes markup. */
export function renderProse(text: string): string {
  const { frontmatter } = readMarkdown(text);
  const body =
    frontmatter === undefined
      ? text
      : text.slice(frontmatter.end).replace(/^(---|\.\.\.)[ \t]*(?:\r\n|\r|\n)?/, '');
  return markdown.render(body);
}
