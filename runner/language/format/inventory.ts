/** Characters that a form may add or take away: blanks, quotes, brackets, commas, dashes. */
const FORM = /[\s"'[\],-]/g;

/** The other characters of a text, sorted: what must be the same in whatever order and form it is written. */
export const inventory = (text: string): string => Array.from(text.replace(FORM, '')).toSorted().join('');
