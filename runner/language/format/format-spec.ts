import { type Diagnostic, Diagnostics } from '../diagnostic.ts';
import { applyEdits } from '../edit.ts';
import { isBlockOfSteps } from '../markdown/block-of-steps.ts';
import { readMarkdown } from '../markdown/markdown.ts';
import { sectionOf } from '../markdown/section-titles.ts';
import { parseSpec, type Spec } from '../parse.ts';
import type { Edit, SourceFile, Span } from '../source.ts';
import { readYaml } from '../yaml/yaml.ts';
import { formatBlock } from './format-block.ts';
import { FRONTMATTER_ORDER, type KeyOrder, STEPS_ORDER } from './key-order.ts';
import { isSameBlock, isSameSpec } from './same-meaning.ts';

/** A part of a document that is left as it is written, and why. */
type LeftAlone = Pick<Diagnostic, 'span' | 'message' | 'hint'> & {
  /** False where it is in order and only written in a way that has no form. */
  readonly isWrong: boolean;
};

export type FormattedSpec = { readonly text: string; readonly left: readonly LeftAlone[] };

/**
 * A spec with its frontmatter and its steps in one form. Prose, comments, line endings and the meaning of all values stay. A
 * block that cannot be read is left as it is.
 */
export function formatSpec(source: SourceFile): FormattedSpec {
  const spec = parseSpec(source);
  const { text } = source;
  if (!spec.isSpec) return { text, left: [] };
  const left: LeftAlone[] = [...unreadableParts(spec)];
  const edits: Edit[] = [];
  for (const { span, order } of blocksOf(text)) {
    const outcome = formatPart(text, span, order);
    if ('left' in outcome) left.push(outcome.left);
    else if (outcome.text !== text.slice(span.start, span.end)) edits.push({ span, text: outcome.text });
  }
  const formatted = applyEdits(text, edits);
  if (edits.length === 0 || isSameSpec(spec, { ...source, text: formatted }))
    return { text: formatted, left };
  const message = 'the document is left as it is: in another form it would be read otherwise';
  return { text, left: [...left, { span: { start: 0, end: 1 }, message, isWrong: false }] };
}

type Block = { readonly span: Span; readonly order: KeyOrder };

/** The frontmatter and the blocks of steps that run. */
function blocksOf(text: string): readonly Block[] {
  const { frontmatter, sections } = readMarkdown(text);
  const steps = sections
    .filter(({ title }) => sectionOf(title) !== undefined)
    .flatMap(({ fences }) => fences)
    .filter((fence) => fence.closed && isBlockOfSteps(text, fence))
    .map(({ span }) => ({ span, order: STEPS_ORDER }));
  return frontmatter === undefined ? steps : [{ span: frontmatter, order: FRONTMATTER_ORDER }, ...steps];
}

/** Rules of reading that say of a whole part that it cannot be read. */
const WHOLE_PARTS: ReadonlySet<string> = new Set(['empty', 'too-large', 'not-text', 'fence', 'unreadable']);

const unreadableParts = ({ diagnostics, source }: Spec): readonly LeftAlone[] =>
  diagnostics
    .filter(
      ({ rule, span }) =>
        WHOLE_PARTS.has(rule) || (rule === 'frontmatter' && span.start <= 1 && source.text !== ''),
    )
    .map(({ span, message, hint }) => ({
      span,
      message,
      ...(hint !== undefined && { hint }),
      isWrong: true,
    }));

function formatPart(
  text: string,
  span: Span,
  order: KeyOrder,
): { readonly text: string } | { readonly left: LeftAlone } {
  const diagnostics = new Diagnostics();
  const root = readYaml(text, span, diagnostics);
  const error = diagnostics.list.find(({ severity }) => severity === 'error');
  if (root === undefined || error !== undefined) {
    const { span: at = span, message = 'it is not valid YAML', hint } = error ?? {};
    return { left: { span: at, message, ...(hint !== undefined && { hint }), isWrong: true } };
  }
  const written = text.slice(span.start, span.end);
  const outcome = formatBlock(written, order);
  if ('text' in outcome && isSameBlock(written, outcome.text)) return outcome;
  const why = 'kept' in outcome ? outcome.kept : 'in another form it would be read otherwise';
  return {
    left: {
      span: { start: span.start, end: span.start + 1 },
      message: `the block is left as it is: ${why}`,
      isWrong: false,
    },
  };
}
