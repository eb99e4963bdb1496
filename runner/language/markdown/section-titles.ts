import { nearest } from '../diagnostic.ts';
import type { SectionName } from '../step/step.ts';

/** The sections that run, in the order in which they run, with their headings of level 2. */
export const SECTIONS: readonly (readonly [title: string, name: SectionName])[] = [
  ['Prerequisites', 'prerequisites'],
  ['Test Request', 'test'],
  ['Cleanup', 'cleanup'],
];

const BY_TITLE: ReadonlyMap<string, SectionName> = new Map(
  SECTIONS.map(([title, name]) => [title.toLowerCase(), name]),
);

/** The section that a heading of level 2 with this title begins; undefined for prose. */
export const sectionOf = (title: string): SectionName | undefined => BY_TITLE.get(title.toLowerCase());

/** The heading under which the steps of a section run. */
export const headingOf = (section: SectionName): string =>
  `## ${SECTIONS.find(([, name]) => name === section)![0]}`;

/** Longer ones are sentences. */
const MAX_TITLE = 100;

const lettersOf = (title: string): string =>
  title.length > MAX_TITLE
    ? ''
    : title
        .normalize('NFKC')
        .toLowerCase()
        .replace(/[^\p{L}]/gu, '');

/** `Cleanup steps`, `Prerequisite`: the same title for this comparison. */
const stemOf = (letters: string): string => letters.replace(/steps?$/, '').replace(/s$/, '');

/** The section whose title has the same letters, ignoring all other characters: `2. **Test-request**:`. */
export function sectionSpelled(title: string): SectionName | undefined {
  const stem = stemOf(lettersOf(title));
  return SECTIONS.find(([each]) => stemOf(lettersOf(each)) === stem)?.[1];
}

/** The section whose title is misspelt, or is followed by more words: `Cleanup of the client`. */
export function sectionBegun(title: string): SectionName | undefined {
  const letters = lettersOf(title);
  if (letters === '') return undefined;
  const begun = SECTIONS.find(([each]) => letters.startsWith(stemOf(lettersOf(each))));
  if (begun !== undefined) return begun[1];
  const guess = nearest(
    letters,
    SECTIONS.map(([each]) => lettersOf(each)),
  );
  return guess === undefined ? undefined : sectionSpelled(guess);
}

/** Titles with only generic words: `Tests`, `Test cases`. */
const TESTS = /^(?:tests?|testing|requests?)(?:requests?|cases?|steps?)?$/;

/** The section that a title nearly names: misspelt, or with more words before or after. */
export function sectionNear(title: string): SectionName | undefined {
  const letters = lettersOf(title);
  if (letters === '') return undefined;
  const ended = SECTIONS.find(([each]) => stemOf(letters).endsWith(stemOf(lettersOf(each))));
  if (ended !== undefined) return ended[1];
  return TESTS.test(letters) ? 'test' : sectionBegun(title);
}
