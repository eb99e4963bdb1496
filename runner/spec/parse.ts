import { type Diagnostic, Diagnostics, nearest } from './diagnostic.ts';
import { Fields } from './fields.ts';
import { type Fence, type Markdown, readMarkdown, type Section } from './markdown.ts';
import { emptyMetadata, type Metadata, readMetadata, SPEC_KEYS } from './metadata.ts';
import type { SourceFile, Span } from './source.ts';
import { readStep } from './read-step.ts';
import type { SectionName, Step } from './step.ts';
import { stepsWithTakenId } from './step-ids.ts';
import { readUse, type Use } from './use.ts';
import { readYaml } from './yaml.ts';

/** A spec as written. With an error among its diagnostics it cannot be run. */
export type Spec = {
  readonly source: SourceFile;
  readonly metadata: Metadata;
  /** In the order of the sections, and within one as written. */
  readonly steps: readonly Step[];
  /** Steps of other specs that are to be put among them. */
  readonly uses: readonly Use[];
  readonly diagnostics: readonly Diagnostic[];
  /** False for a Markdown file that does not claim to be a spec: no such frontmatter and no section that runs. */
  readonly isSpec: boolean;
};

const SECTIONS: readonly (readonly [title: string, name: SectionName])[] = [
  ['Prerequisites', 'prerequisites'],
  ['Test Request', 'test'],
  ['Cleanup', 'cleanup'],
];

/** Blanks are counted within a line only: a pattern that runs over blank lines takes the square of their number. */
const HAS_STEPS = /^[ \t{]*["']?steps["']?[ \t]*:/m;

/** Text in characters beyond which a file is not read as a spec; the largest real one has 40,000. */
export const MAX_SPEC_LENGTH = 1_000_000;

/** What stands above the steps of a document, and where they stand. */
export type SpecHead = {
  readonly metadata: Metadata;
  /** The frontmatter is a spec's, whatever stands below it. */
  readonly claims: boolean;
  readonly markdown: Markdown;
  readonly diagnostics: readonly Diagnostic[];
};

/** Never throws and never touches the disk: what is wrong with the text is in the diagnostics. */
export function parseSpec(source: SourceFile): Spec {
  const head = readHead(source);
  if (head !== undefined) return { source, metadata: head.metadata, ...readBody(source, head) };
  const diagnostics = new Diagnostics();
  if (source.text.length > MAX_SPEC_LENGTH)
    diagnostics.error(
      'too-large',
      wholeOf(source),
      `a spec of more than ${MAX_SPEC_LENGTH} characters`,
      'split it',
    );
  else
    diagnostics.error('empty', wholeOf(source), 'the file is empty', 'a spec starts with frontmatter: ---');
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

/** The first part of reading a spec; undefined when there is nothing, or far too much, to be read. */
export function readHead(source: SourceFile): SpecHead | undefined {
  const { text } = source;
  if (text.length > MAX_SPEC_LENGTH || text.trim() === '') return undefined;
  const diagnostics = new Diagnostics();
  const markdown = readMarkdown(text);
  const { metadata, claims } = readFrontmatter(text, markdown, diagnostics);
  return { metadata, claims, markdown, diagnostics: diagnostics.list };
}

/** The second part: the steps, and what is wrong with any of it. */
function readBody(
  source: SourceFile,
  { metadata, claims, markdown, diagnostics: ofHead }: SpecHead,
): Pick<Spec, 'steps' | 'uses' | 'diagnostics' | 'isSpec'> {
  const diagnostics = new Diagnostics(ofHead);
  const whole = wholeOf(source);
  const items = SECTIONS.flatMap(([title, name]) =>
    markdown.sections
      .filter((section) => section.title.toLowerCase() === title.toLowerCase())
      .flatMap((section) =>
        section.fences.flatMap((fence) => readFence(source.text, fence, name, diagnostics)),
      ),
  );
  const steps = items.filter((item): item is Step => !('file' in item));
  const uses = items.flatMap((item, index) =>
    'file' in item ? [{ ...item, at: items.slice(0, index).filter((each) => !('file' in each)).length }] : [],
  );
  refuseDuplicateIds([...steps, ...uses], diagnostics);
  warnOfNearTitles(source.text, markdown.sections, diagnostics);
  const isSpec =
    claims || items.length > 0 || markdown.sections.some(({ title }) => /^test request$/i.test(title));
  if (isSpec && markdown.frontmatter === undefined && !markdown.frontmatterUnclosed)
    diagnostics.error(
      'frontmatter',
      whole,
      'expected frontmatter on the first line, found none',
      'start the file with --- and endpoint: METHOD /path',
    );
  if (isSpec && !items.some((item) => item.section === 'test') && !hasErrors(diagnostics.list))
    if (metadata.status !== 'skipped')
      diagnostics.error(
        'no-test',
        testSpan(markdown, whole),
        'no step to test with',
        'add a ```yaml block with steps: below "## Test Request"',
      );
  return { steps, uses, diagnostics: diagnostics.list, isSpec };
}

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some((each) => each.severity === 'error');

const testSpan = (markdown: Markdown, whole: Span): Span =>
  markdown.sections.find(({ title }) => /^test request$/i.test(title))?.span ?? markdown.frontmatter ?? whole;

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
  if (markdown.frontmatter === undefined) return { metadata: emptyMetadata, claims: false };
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
  if (!root.entries.some((entry) => SPEC_KEYS.includes(entry.key)) && !/^##\s+Test Request/im.test(text))
    return { metadata: emptyMetadata, claims: false };
  return { metadata: readMetadata(root, diagnostics), claims: true };
}

function readFence(
  text: string,
  fence: Fence,
  section: SectionName,
  diagnostics: Diagnostics,
): readonly (Step | Omit<Use, 'at'>)[] {
  const content = text.slice(fence.span.start, fence.span.end);
  const start = { start: fence.span.start, end: fence.span.start };
  const isYaml = fence.language === 'yaml' || fence.language === 'yml';
  if (!HAS_STEPS.test(content)) {
    if (isYaml) refuseLostSteps(content, start, diagnostics);
    return [];
  }
  if (!isYaml) {
    if (fence.language === '')
      diagnostics.warn('not-yaml', start, 'this block has steps but does not run', 'mark it as ```yaml');
    return [];
  }
  if (!fence.closed) diagnostics.error('fence', start, 'this block is never closed', 'end it with ```');
  const root = readYaml(text, fence.span, diagnostics);
  if (root === undefined) return [];
  if (root.kind !== 'map') {
    diagnostics.error('wrong-type', root.span, 'expected a map with steps:');
    return [];
  }
  const fields = new Fields(root, diagnostics);
  fields.refuseUnknown('a block of steps', ['steps']);
  const steps = fields.list('steps');
  if (steps?.length === 0 || fields.node('steps') === undefined)
    diagnostics.error('no-steps', fields.spanOf('steps'), 'expected a list of steps, found none');
  return (steps ?? [])
    .map((node) =>
      node.kind === 'map' && node.entries.some(({ key }) => key === 'uses')
        ? readUse(node, section, diagnostics)
        : readStep(node, section, diagnostics),
    )
    .filter((step) => step !== undefined);
}

/** A block that nearly holds steps would be skipped without a word. */
function refuseLostSteps(content: string, start: Span, diagnostics: Diagnostics): void {
  const first = /^\s*([A-Za-z]+)[ \t]*:/.exec(content)?.[1];
  if (first !== undefined && nearest(first, ['steps']) !== undefined)
    diagnostics.error(
      'unknown-key',
      start,
      `unknown key "${first}" in a block of steps`,
      'did you mean "steps"?',
    );
  else if (/^\s*-[ \t]+(id|method)[ \t]*:/.test(content))
    diagnostics.error('no-steps', start, 'these steps would not run', 'put "steps:" above the list');
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

/** A heading that nearly names a section that runs, with steps below it, would be skipped without a word. */
function warnOfNearTitles(text: string, sections: readonly Section[], diagnostics: Diagnostics): void {
  const titles = SECTIONS.map(([title]) => title);
  for (const { title, span, fences } of sections) {
    if (titles.some((each) => each.toLowerCase() === title.toLowerCase())) continue;
    const hasSteps = fences.some((fence) => HAS_STEPS.test(text.slice(fence.span.start, fence.span.end)));
    const guess = hasSteps ? nearest(title, titles) : undefined;
    if (guess !== undefined)
      diagnostics.error(
        'section',
        span,
        `the steps below "${title}" would not run`,
        `did you mean "## ${guess}"?`,
      );
  }
}
