import { isBlockOfSteps } from './markdown/block-of-steps.ts';
import { type Diagnostic, Diagnostics } from './diagnostic.ts';
import { Fields } from './yaml/fields.ts';
import { claimsToBeSpec } from './frontmatter-keys.ts';
import { findLostSteps } from './markdown/lost-steps.ts';
import { type Fence, type Markdown, readMarkdown } from './markdown/markdown.ts';
import { otherBlockKeys } from './step/other-keys.ts';
import { emptyMetadata, type Metadata, readMetadata } from './metadata.ts';
import { SECTIONS, sectionOf } from './markdown/section-titles.ts';
import type { SourceFile, Span } from './source.ts';
import { readStep, stepKeyNames } from './step/read-step.ts';
import type { SectionName, Step } from './step/step.ts';
import { stepsWithTakenId } from './step/step-ids.ts';
import { joinQuoteWarnings } from './typographic-quotes.ts';
import { readUse, type Use } from './step/use.ts';
import { readYaml } from './yaml/yaml.ts';

/** A spec as written. With an error among its diagnostics it cannot be run. */
export type Spec = {
  readonly source: SourceFile;
  readonly metadata: Metadata;
  /** In the order of the sections, and within one as written. */
  readonly steps: readonly Step[];
  /** Steps of the document that a run in part does not send, and why. */
  readonly unsent?: { readonly steps: readonly Step[]; readonly why: string };
  /** Steps that use other specs, whose steps take their place. */
  readonly uses: readonly Use[];
  readonly diagnostics: readonly Diagnostic[];
  /** False for a Markdown file that does not claim to be a spec: no such frontmatter and no section that runs. */
  readonly isSpec: boolean;
};

/** The limit in characters for reading a file as a spec; the largest real one has 40,000. */
export const MAX_SPEC_LENGTH = 1_000_000;

/** The frontmatter of a document, and where its steps are. */
export type SpecHead = {
  readonly metadata: Metadata;
  /** The frontmatter has keys of a spec, whatever is below it. */
  readonly claims: boolean;
  readonly markdown: Markdown;
  readonly diagnostics: readonly Diagnostic[];
};

/** Never throws and never reads the disk: problems of the text are in the diagnostics. */
export function parseSpec(source: SourceFile): Spec {
  const head = readHead(source);
  if (head !== undefined) return { source, metadata: head.metadata, ...readBody(source, head) };
  const diagnostics = new Diagnostics();
  const whole = wholeOf(source);
  if (source.text.length > MAX_SPEC_LENGTH)
    diagnostics.error('too-large', whole, `a spec of more than ${MAX_SPEC_LENGTH} characters`, 'split it');
  else if (source.text.includes('\0'))
    diagnostics.error(
      'not-text',
      whole,
      'expected text in UTF-8, found NUL bytes',
      'save it as UTF-8; UTF-16 looks like this',
    );
  else diagnostics.error('empty', whole, 'the file is empty', 'a spec starts with frontmatter: ---');
  return {
    source,
    metadata: emptyMetadata,
    steps: [],
    uses: [],
    diagnostics: diagnostics.list,
    isSpec: true,
  };
}

const wholeOf = ({ text }: SourceFile): Span => ({ start: 0, end: Math.min(text.length, 1) });

/** The first part of reading a spec; undefined for an empty, binary or far too large text. */
export function readHead(source: SourceFile): SpecHead | undefined {
  const { text } = source;
  if (text.length > MAX_SPEC_LENGTH || text.trim() === '' || text.includes('\0')) return undefined;
  const diagnostics = new Diagnostics();
  const markdown = readMarkdown(text);
  const { metadata, claims } = readFrontmatter(text, markdown, diagnostics);
  return { metadata, claims, markdown, diagnostics: diagnostics.list };
}

/** The second part: the steps, and the problems of the whole document. */
function readBody(
  source: SourceFile,
  { metadata, claims, markdown, diagnostics: ofHead }: SpecHead,
): Pick<Spec, 'steps' | 'uses' | 'diagnostics' | 'isSpec'> {
  const diagnostics = new Diagnostics(ofHead);
  const whole = wholeOf(source);
  const read = new Set<Fence>();
  const items = SECTIONS.flatMap(([, name]) =>
    markdown.sections
      .filter((section) => sectionOf(section.title) === name)
      .flatMap(({ fences }) =>
        fences.flatMap((fence) => {
          if (!isBlockOfSteps(source.text, fence)) return [];
          read.add(fence);
          return readFence(source.text, fence, name, diagnostics);
        }),
      ),
  );
  const steps = items.filter((item): item is Step => !('file' in item));
  const uses = items.flatMap((item, index) =>
    'file' in item ? [{ ...item, at: items.slice(0, index).filter((each) => !('file' in each)).length }] : [],
  );
  refuseDuplicateIds([...steps, ...uses], diagnostics);
  const lost = findLostSteps(source.text, markdown, read);
  // A spec that its own status skips stays skipped, whatever its steps.
  for (const { span, severity, message, hint } of lost)
    if (metadata.status === 'skipped' || severity === 'warning')
      diagnostics.warn('lost-steps', span, message, hint);
    else diagnostics.error('lost-steps', span, message, hint);
  const isSpec =
    claims ||
    read.size > 0 ||
    lost.some(({ inSection }) => inSection) ||
    markdown.sections.some(({ title }) => sectionOf(title) === 'test');
  if (isSpec && markdown.frontmatter === undefined && !markdown.frontmatterUnclosed)
    diagnostics.error(
      'frontmatter',
      whole,
      'expected frontmatter on the first line, found none',
      'start the file with --- and endpoint: METHOD /path',
    );
  const hasTest = items.some((item) => item.section === 'test');
  if (isSpec && !hasTest && !hasErrors(diagnostics.list) && metadata.status !== 'skipped')
    diagnostics.error(
      'no-test',
      testSpan(markdown, whole),
      'no step to test with',
      'add a ```yaml block with steps: below "## Test Request"',
    );
  return { steps, uses, diagnostics: joinQuoteWarnings(diagnostics.list), isSpec };
}

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some((each) => each.severity === 'error');

const testSpan = (markdown: Markdown, whole: Span): Span =>
  markdown.sections.find(({ title }) => sectionOf(title) === 'test')?.span ?? markdown.frontmatter ?? whole;

function readFrontmatter(
  text: string,
  markdown: Markdown,
  diagnostics: Diagnostics,
): { readonly metadata: Metadata; readonly claims: boolean } {
  if (markdown.frontmatterUnclosed) {
    diagnostics.error(
      'frontmatter',
      { start: 0, end: 3 },
      'the frontmatter has no second --- line',
      'close it with ---',
    );
    return { metadata: emptyMetadata, claims: true };
  }
  if (markdown.frontmatter === undefined)
    return { metadata: emptyMetadata, claims: hasLateFrontmatter(text) };
  const root = readYaml(text, markdown.frontmatter, diagnostics);
  if (root === undefined) return { metadata: emptyMetadata, claims: true };
  if (root.kind !== 'map') {
    diagnostics.error(
      'frontmatter',
      markdown.frontmatter,
      'expected keys in the frontmatter',
      'add endpoint: METHOD /path',
    );
    return { metadata: emptyMetadata, claims: true };
  }
  const hasTest = markdown.sections.some(({ title }) => sectionOf(title) === 'test');
  if (!hasTest && !root.entries.some(({ key }) => claimsToBeSpec(key)))
    return { metadata: emptyMetadata, claims: false };
  return { metadata: readMetadata(root, diagnostics), claims: true };
}

/** Blank lines above the frontmatter hide it from the parser; people do not see that. */
const hasLateFrontmatter = (text: string): boolean =>
  /^\s+---[ \t]*$/m.exec(text)?.index === 0 && /^endpoint[ \t]*:/m.test(text);

function readFence(
  text: string,
  fence: Fence,
  section: SectionName,
  diagnostics: Diagnostics,
): readonly (Step | Omit<Use, 'at'>)[] {
  const start = { start: fence.span.start, end: fence.span.start };
  if (!fence.closed) diagnostics.error('fence', start, 'this block is never closed', 'end it with ```');
  const root = readYaml(text, fence.span, diagnostics);
  if (root === undefined) return [];
  if (root.kind !== 'map') {
    diagnostics.error('wrong-type', root.span, 'expected a map with steps:');
    return [];
  }
  const fields = new Fields(root, diagnostics);
  fields.refuseUnknown('a block of steps', ['steps'], otherBlockKeys(stepKeyNames));
  const steps = fields.list('steps');
  if (fields.node('steps') === undefined)
    diagnostics.error(
      'no-steps',
      fields.spanOf('steps'),
      'expected a list of steps, found none',
      'where there are none, write: steps: []',
    );
  return (steps ?? [])
    .map((node) =>
      node.kind === 'map' && node.entries.some(({ key }) => key === 'uses')
        ? readUse(node, section, diagnostics)
        : readStep(node, section, diagnostics),
    )
    .filter((step) => step !== undefined);
}

function refuseDuplicateIds(
  steps: readonly (Pick<Step, 'id' | 'section' | 'span'> & Partial<Pick<Step, 'spans' | 'forEach'>>)[],
  diagnostics: Diagnostics,
): void {
  for (const step of stepsWithTakenId(steps))
    diagnostics.error(
      'duplicate-id',
      step.spans?.['id'] ?? step.span,
      `the id "${step.id}" is taken by another step of the section`,
      'give each step of a section its own id',
    );
}
