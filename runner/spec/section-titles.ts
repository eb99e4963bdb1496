import { nearest } from './diagnostic.ts';
import type { SectionName } from './step.ts';

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

/** The section whose title has the same letters, whatever stands between them: `2. **Test-request**:`. */
export function sectionSpelled(title: string): SectionName | undefined {
  const letters = lettersOf(title);
  return SECTIONS.find(([each]) => lettersOf(each) === letters)?.[1];
}

/** Titles that say little but `test`: `Tests`, `Test cases`. */
const TESTS = /^(?:tests?|testing|requests?)(?:requests?|cases?|steps?)?$/;

/** The section that a title nearly names: misspelt, or with more words before or after. */
export function sectionNear(title: string): SectionName | undefined {
  const letters = lettersOf(title);
  if (letters === '') return undefined;
  const within = SECTIONS.find(([each]) => {
    const singular = lettersOf(each).replace(/s$/, '');
    return letters.startsWith(singular) || letters.replace(/s$/, '').endsWith(singular);
  });
  if (within !== undefined) return within[1];
  if (TESTS.test(letters)) return 'test';
  const guess = nearest(
    letters,
    SECTIONS.map(([each]) => lettersOf(each)),
  );
  return guess === undefined ? undefined : sectionSpelled(guess);
}
