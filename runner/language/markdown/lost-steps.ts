import {
  isOfDocuments,
  looksLikeSteps,
  type LostBlock,
  lostBlockOf,
  openingOf,
  STEP_WORD,
  type LostSteps,
} from './block-of-steps.ts';
import { commentedSteps } from './commented-steps.ts';
import { firstFrom, type Heading, headingsOf, looseText, takenSpans } from './headings.ts';
import type { Comment, Fence, Markdown } from './markdown.ts';
import { headingOf, sectionBegun, sectionNear, sectionOf, sectionSpelled } from './section-titles.ts';
import { type Span, withLineFeeds } from '../source.ts';
import type { SectionName } from '../step/step.ts';
import type { Underlined } from './underlined.ts';

/**
 * Finds what resembles steps, is in a section that runs or below a heading that nearly names one, and was not read. Elsewhere,
 * examples of steps are prose.
 */
export function findLostSteps(
  source: string,
  markdown: Markdown,
  read: ReadonlySet<Fence>,
): readonly LostSteps[] {
  const text = withLineFeeds(source);
  if (markdown.frontmatterUnclosed || !mayLoseSteps(text, markdown, read)) return [];
  const document = {
    text,
    fences: markdown.fences,
    starts: markdown.fences.map(({ span }) => span),
    taken: takenSpans(markdown),
    comments: markdown.comments,
    commentSpans: markdown.comments.map(({ span }) => span),
    underlined: markdown.underlined,
    read,
  };
  const lost = regionsOf(document).flatMap((region) => lostIn(region, document));
  // A problem that covers a whole section replaces those of the blocks in it.
  const lasting = new Map(
    [...lost, ...hiddenSections(text, markdown, read)].map((each) => [each.span.start, each]),
  );
  return [...lasting.values()].toSorted((a, b) => a.span.start - b.span.start);
}

/** A document prepared for the search, in order. */
type Document = {
  readonly text: string;
  readonly fences: readonly Fence[];
  readonly starts: readonly Span[];
  readonly taken: readonly Span[];
  readonly comments: readonly Comment[];
  readonly commentSpans: readonly Span[];
  readonly underlined: readonly Underlined[];
  readonly read: ReadonlySet<Fence>;
};

/** Nearly every document has no word of a step outside its steps; then the search is skipped. */
function mayLoseSteps(text: string, { frontmatter, fences }: Markdown, read: ReadonlySet<Fence>): boolean {
  let from = frontmatter?.end ?? 0;
  for (const fence of fences) {
    if (!read.has(fence)) continue;
    if (STEP_WORD.test(text.slice(from, fence.span.start))) return true;
    from = fence.span.end;
  }
  return STEP_WORD.test(text.slice(from)) || SUBHEADING.test(text) || SECTION_WORD.test(text);
}

/** A heading above blocks that were read may be the mistake: inside a section, or in a line that is not one of the three. */
const SUBHEADING = /^ {0,3}###/m;
const SECTION_WORD =
  /^(?!## (?:Prerequisites|Test Request|Cleanup)[ \t]*\r?$)(?:<[^<>\n]{0,100}>|[^A-Za-z<\n]){0,60}(?:pre.?requisite|test.{0,3}request|clean.?up)/im;

/** A part of the document below one heading. */
type Region = { readonly span: Span } & (
  | { readonly kind: 'runs' }
  /** `around`: the section that contains it, and that its steps would join. */
  | {
      readonly kind: 'near';
      readonly heading: Heading;
      readonly section: SectionName;
      readonly around: SectionName | undefined;
    }
  /** Below a text that `---` underlines and so makes a heading, where the author may have meant a separator. */
  | { readonly kind: 'separated'; readonly heading: Heading; readonly from: SectionName }
);

/** The parts that are searched for steps. */
function regionsOf({ text, taken, underlined }: Document): readonly Region[] {
  const regions: Region[] = [];
  let running: SectionName | undefined;
  let separated: SectionName | undefined;
  let separator: Heading | undefined;
  let near: Extract<Region, { kind: 'near' }> | undefined;
  const headings = headingsOf(text, taken, underlined);
  for (const [index, heading] of headings.entries()) {
    const span = { start: heading.span.end, end: headings[index + 1]?.span.start ?? text.length };
    if (heading.level <= 2) {
      separated = isSeparated(text, heading) ? (running ?? separated) : undefined;
      running = heading.form === 'signs' && heading.level === 2 ? sectionOf(heading.title) : undefined;
      if (separated !== undefined) separator = heading;
    }
    if (near !== undefined && heading.level <= Math.max(near.heading.level, 2)) near = undefined;
    const section = heading.level <= 2 && running !== undefined ? undefined : nearSectionOf(heading, running);
    if (section !== undefined) near = { kind: 'near', heading, section, around: running, span };
    if (near !== undefined) regions.push({ ...near, span });
    else if (running !== undefined) regions.push({ kind: 'runs', span });
    else if (separated !== undefined && separator !== undefined)
      regions.push({ kind: 'separated', heading: separator, from: separated, span });
  }
  return regions;
}

const isSeparated = (text: string, { form, span }: Heading): boolean =>
  form === 'underlined' && /\n---[ \t]*$/.test(text.slice(span.start, span.end));

/** A line that only resembles a heading must spell another section; a heading in a section that runs must begin like one. */
function nearSectionOf({ form, title }: Heading, running: SectionName | undefined): SectionName | undefined {
  const isHeading = form === 'signs' || form === 'underlined';
  if (running === undefined && form === 'line') return undefined;
  const readTitle = !isHeading ? sectionSpelled : running === undefined ? sectionNear : sectionBegun;
  const section = readTitle(title);
  return section === running ? undefined : section;
}

function lostIn(region: Region, document: Document): readonly LostSteps[] {
  const { text, fences: all, starts, taken, read } = document;
  const fences = all.slice(firstFrom(starts, region.span.start), firstFrom(starts, region.span.end + 1));
  const { start: from, end } = region.span;
  const commented = document.comments
    .slice(firstFrom(document.commentSpans, from), firstFrom(document.commentSpans, end))
    .flatMap((comment) => commentedSteps(text, comment) ?? []);
  const loose = looseText(text, region.span, taken).filter(({ text: part }) => looksLikeSteps(part));
  if (region.kind === 'runs')
    return [
      ...commented,
      ...fences.flatMap((fence) => (read.has(fence) ? [] : lostBlockOf(text, fence))).map(inSection),
      ...loose.map(({ text: part, start }) =>
        inSection({
          span: firstKey(part, start),
          message: 'these steps would not run: they stand in no block of their own',
          hint: 'put them between ```yaml and ```, neither quoted nor indented, with steps: above the list',
        }),
      ),
    ];
  const hasSteps =
    loose.length > 0 ||
    commented.some(({ severity }) => severity === 'error') ||
    fences.some((fence) => read.has(fence) || lostBlockOf(text, fence).length > 0);
  if (!hasSteps) return [];
  const { heading } = region;
  const written = text.slice(heading.span.start, heading.span.end).split('\n', 1)[0]!.trim();
  if (region.kind === 'separated')
    return [
      {
        span: heading.span,
        severity: 'warning',
        message: `the steps below "${written}" do not run: --- right below a text makes it a heading, which ends "${headingOf(region.from)}"`,
        hint: 'put a blank line above --- if it should only separate',
        inSection: false,
      },
    ];
  const { section, around } = region;
  const fate = around === undefined ? 'not run' : `run as a part of "${headingOf(around)}"`;
  return [
    {
      span: heading.span,
      severity: 'error',
      message: `the steps below "${written}" would ${fate}`,
      hint: `did you mean "${headingOf(section)}"?`,
      inSection: around !== undefined,
    },
  ];
}

const inSection = (lost: LostBlock): LostSteps => ({ ...lost, severity: 'error', inSection: true });

/** A block or comment that closes too late contains sections that should run. */
function hiddenSections(
  text: string,
  { fences, comments }: Markdown,
  read: ReadonlySet<Fence>,
): readonly LostSteps[] {
  const lateFences = fences.filter((fence) => !read.has(fence) && takesInBlocks(text, fence));
  const lateComments = comments.filter(
    ({ span, closed }) => !closed || text.slice(span.start + 4, span.end).includes('<!--'),
  );
  return [
    ...lateFences.flatMap((fence) =>
      hiddenIn(text, fence.span, openingOf(text, fence), 'block', fence.marker),
    ),
    ...lateComments.flatMap(({ span }) => {
      const opening = { start: span.start, end: text.indexOf('<!--', span.start) + 4 };
      return hiddenIn(text, span, opening, 'comment', '-->');
    }),
  ];
}

/** A fence with a language inside a block shows that the block should have ended before it. */
function takesInBlocks(text: string, { span, marker, language }: Fence): boolean {
  if (isOfDocuments(language)) return false;
  return new RegExp(`^ {0,3}${marker}[ \\t]*\\w`, 'm').test(text.slice(span.start, span.end));
}

const HEADING = /^ {0,3}##[ \t]{1,20}(\S.{0,100})$/gm;

function hiddenIn(
  text: string,
  span: Span,
  opening: Span,
  what: 'block' | 'comment',
  end: string,
): readonly LostSteps[] {
  const content = text.slice(span.start, span.end);
  for (const found of content.matchAll(HEADING)) {
    const title = found[1]!.replace(/[\s#]*$/, '');
    if (sectionOf(title) === undefined) continue;
    if (!STEP_WORD.test(content.slice(found.index))) return [];
    return [
      {
        span: opening,
        severity: 'error',
        message: `the ${what} that begins here is closed too late: it takes in "## ${title}", whose steps would not run`,
        hint: `close it with ${end} above "## ${title}"`,
        inSection: true,
      },
    ];
  }
  return [];
}

/** The span of the first word of a step. */
function firstKey(part: string, start: number): Span {
  const found = STEP_WORD.exec(part);
  const at = start + (found?.index ?? 0);
  return { start: at, end: at + (found?.[0].length ?? 1) };
}
