import { nearest } from '../diagnostic.ts';
import type { Fence } from './markdown.ts';
import type { Span } from '../source.ts';

/** Blanks are matched within a line only: a pattern that crosses blank lines takes the square of their number. */
const HAS_STEPS = /^[ \t{]*["']?steps["']?[ \t]*:/m;

/** Whether a block holds steps, by its language and its text. */
export const isBlockOfSteps = (text: string, { language, inside, span }: Fence): boolean =>
  isYaml(language) && inside === undefined && HAS_STEPS.test(text.slice(span.start, span.end));

const isYaml = (language: string): boolean => language === 'yaml' || language === 'yml';

/** A key that only steps have. */
export const STEP_WORD = /\b(?:method|uses|steps?)["']?[ \t]*:/i;

/** A key at the start of a line, after the marks of quotes and lists, or inside a flow map. */
const key = (name: string): RegExp =>
  new RegExp(`(?:^|[\\s>{,"'-])${name}["']?[ \\t]*:(?=\\s|["'{[]|$)`, 'im');
const METHOD = key('method');
const PATH = key('path');
const USES = key('uses');
const ID = key('id');
const STEPS = key('steps');
const VERB = /\bmethod["']?\s*:\s*["']?(?:get|post|put|patch|delete|head|options|\{\{|<<)/i;

/** Languages whose code often has a `method` and a `path`. */
const CODE = new Set(
  'js javascript mjs cjs jsx ts typescript tsx ruby rb python py sh bash shell zsh console curl java kotlin go rust php c cpp cs csharp sql graphql xml html css diff mermaid'.split(
    ' ',
  ),
);
const JSONS = new Set(['json', 'json5', 'jsonc']);

const LINE_KEY = (name: string): RegExp =>
  new RegExp(`^[ \\t>]*(?:(?:[-*+]|\\d+[.)])[ \\t]+)*["']?${name}["']?[ \\t]*:`, 'm');
const LINE_METHOD = LINE_KEY('method');
const LINE_PATH = LINE_KEY('path');
const LINE_ID = LINE_KEY('(?:id|steps)');

/** Whether text outside of blocks, or in a block of code, can only be steps: prose may also have a `method` and a `path`. */
export const looksLikeSteps = (text: string): boolean =>
  LINE_METHOD.test(text) && LINE_PATH.test(text) && LINE_ID.test(text);

const hasStep = (content: string): boolean =>
  METHOD.test(content)
    ? PATH.test(content) || STEPS.test(content)
    : STEPS.test(content) && (ID.test(content) || USES.test(content));

/** A block that shows a document, such as a spec. */
export const isOfDocuments = (language: string): boolean => language === 'markdown' || language === 'md';

/** Steps that a block loses; an error of its section. */
export type LostBlock = Omit<LostSteps, 'inSection' | 'severity'>;

/** The steps of a block in a section that runs, when they were not read. */
export function lostBlockOf(text: string, fence: Fence): readonly LostBlock[] {
  const { language, inside, span } = fence;
  const content = text.slice(span.start, span.end);
  const opening = openingOf(text, fence);
  const lost = (message: string, hint: string): readonly LostBlock[] => [{ span: opening, message, hint }];
  if (isYaml(language)) {
    if (inside !== undefined) return hasStep(content) ? lost(...placed(inside)) : [];
    return lostYaml(content, lost);
  }
  if (!isMeant(language, content)) return [];
  if (inside !== undefined) return lost(...placed(inside));
  return language === ''
    ? lost('these steps would not run: the block has no language', 'mark it as ```yaml')
    : lost(`these steps would not run: the block is marked as "${language}"`, 'mark it as ```yaml');
}

/** The line that opens a block. */
export function openingOf(text: string, { span }: Fence): Span {
  const end = text.charCodeAt(span.start - 1) === 10 ? span.start - 1 : span.start;
  return { start: text.lastIndexOf('\n', end - 1) + 1, end };
}

const placed = (inside: 'quote' | 'list'): [message: string, hint: string] =>
  inside === 'quote'
    ? ['these steps would not run: their block is quoted', 'take away the > before each line']
    : ['these steps would not run: their block is part of a list item', 'begin ``` on a line of its own'];

function isMeant(language: string, content: string): boolean {
  if (CODE.has(language) || isOfDocuments(language)) return looksLikeSteps(content);
  if (JSONS.has(language)) return hasStep(content) && (VERB.test(content) || USES.test(content));
  return hasStep(content);
}

/** Blank lines, comments and document marks that may stand above the first key. */
const PREAMBLE = /^(?:[ \t]*(?:#.*|---.*)?\r?\n)+/;

function lostYaml(
  content: string,
  lost: (message: string, hint: string) => readonly LostBlock[],
): readonly LostBlock[] {
  const body = content.replace(PREAMBLE, '');
  const first = /^[ \t{]*["']?([A-Za-z]+)["']?[ \t]*:/.exec(body)?.[1];
  if (first !== undefined && nearest(first, ['steps']) !== undefined)
    return lost(`unknown key "${first}" in a block of steps`, 'did you mean "steps"?');
  if (/^\s*-[ \t]+\{?[ \t]*["']?(?:id|method|uses)["']?[ \t]*:/.test(body))
    return lost('these steps would not run', 'put "steps:" above the list');
  if (hasStep(body))
    return lost('this looks like a step and would not run', 'make it an item of a list below "steps:"');
  return [];
}

/** Something that looks like steps and would not run. */
export type LostSteps = {
  readonly span: Span;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly hint: string;
  /** It is in a section that runs, so the document is meant to be a spec. */
  readonly inSection: boolean;
};
