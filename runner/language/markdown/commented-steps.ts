import { lostBlockOf, looksLikeSteps, type LostSteps } from './block-of-steps.ts';
import { type Comment, readMarkdown } from './markdown.ts';
import { sectionOf } from './section-titles.ts';

/** A key that only a step with content has: `steps: []` loses nothing. */
const REQUEST_WORD = /\b(?:method|uses)["']?[ \t]*:/i;

/**
 * Finds steps inside a comment in a section that runs. A comment that closes right after them is deliberate: a warning. One that
 * never closes, or closes by chance, is an error.
 */
export function commentedSteps(text: string, comment: Comment): LostSteps | undefined {
  const { span, closed } = comment;
  const content = text.slice(span.start, span.end);
  if (!REQUEST_WORD.test(content)) return undefined;
  const opening = content.indexOf('<!--') + '<!--'.length;
  const isMeant = closed && /-->\s*$/.test(content) && !content.slice(opening).includes('<!--');
  const inside = stepsInside(content.slice(opening, isMeant ? content.lastIndexOf('-->') : undefined));
  if (inside === 'none') return undefined;
  const about = { span: { start: span.start, end: span.start + opening } };
  if (isMeant && inside === 'whole')
    return {
      ...about,
      severity: 'warning',
      message: 'the steps in this comment do not run',
      hint: 'delete them, or take them out of the comment',
      inSection: false,
    };
  return {
    ...about,
    severity: 'error',
    message: `the comment that begins here is ${closed ? 'closed too late' : 'never closed'}: the steps in it would not run`,
    hint: content.includes('--!>')
      ? 'close it with --> above the steps; --!> does not end it'
      : 'close it with --> above the steps',
    inSection: true,
  };
}

/** Whether a comment holds steps of its section, or a whole section; `cut` when it ends within a block. */
function stepsInside(content: string): 'none' | 'whole' | 'cut' {
  const { sections, fences } = readMarkdown(`\n${content}`);
  const text = `\n${content}`;
  const end = sections[0]?.span.start ?? text.length;
  const own = sections.filter(({ title }) => sectionOf(title) !== undefined);
  const within = [
    ...fences.filter(({ span }) => span.start <= end),
    ...own.flatMap((section) => section.fences),
  ].filter(
    (fence) =>
      lostBlockOf(text, fence).length > 0 && REQUEST_WORD.test(text.slice(fence.span.start, fence.span.end)),
  );
  if (within.length === 0) return looksLikeSteps(text.slice(0, end)) ? 'whole' : 'none';
  return within.every(({ closed }) => closed) ? 'whole' : 'cut';
}
