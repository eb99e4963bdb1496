import type { Diagnostic } from '../language/diagnostic.ts';
import { applyEdits } from '../language/edit.ts';
import { parseSpec, type Spec } from '../language/parse.ts';
import type { Edit, SourceFile } from '../language/source.ts';

/** Rules whose hint names the one word that was meant. */
const MISSPELT: ReadonlySet<string> = new Set(['unknown-key', 'frontmatter-key']);

/** The edits that repair a diagnostic; none if a person has to decide. */
export function fixesIn({ text }: SourceFile, { rule, span, hint, fix }: Diagnostic): readonly Edit[] {
  if (fix !== undefined) return fix;
  const [, meant] = MISSPELT.has(rule) ? (/^did you mean "([\w-]+)"\?$/.exec(hint ?? '') ?? []) : [];
  if (meant === undefined || !/^[\w-]+$/.test(text.slice(span.start, span.end))) return [];
  return [{ span, text: meant }];
}

/** The text with all repairs. An edit that overlaps another, or causes more errors, is skipped. */
export function fixText(source: SourceFile, diagnostics: readonly Diagnostic[]): string {
  const edits: Edit[] = [];
  for (const edit of diagnostics.flatMap((each) => fixesIn(source, each))) {
    const isFree = edits.every(({ span }) => span.end <= edit.span.start || span.start >= edit.span.end);
    if (isFree) edits.push(edit);
  }
  const fixed = applyEdits(source.text, edits);
  if (isNoWorse(source, fixed)) return fixed;
  let text = source.text;
  // From the end, so that earlier spans stay valid.
  for (const edit of edits.toSorted((a, b) => b.span.start - a.span.start)) {
    const next = applyEdits(text, [edit]);
    if (isNoWorse({ ...source, text }, next)) text = next;
  }
  return text;
}

function isNoWorse(source: SourceFile, text: string): boolean {
  const before = parseSpec(source);
  const after = parseSpec({ ...source, text });
  return errorsIn(after) <= errorsIn(before) && after.steps.length >= before.steps.length;
}

const errorsIn = ({ diagnostics }: Spec): number =>
  diagnostics.filter(({ severity }) => severity === 'error').length;
