import { editDistance, nearest } from '../diagnostic.ts';
import { matcherNames, matcherWords } from './matcher.ts';

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

const namesOfForm = (form: string, names: string): (readonly [string, string])[] =>
  names.split(' ').map((name) => [name, form]);

/** What is written here for the names that other tools use, and for ours. Keys without case, `_`, `-` and `$`. */
const meanings = new Map<string, string>(
  matcherWords.flatMap(([name, { otherNames, otherForms = {} }]) => [
    ...(otherNames === undefined ? [] : namesOfForm(`${name}:`, otherNames)),
    ...Object.entries(otherForms).flatMap(([form, names]) => namesOfForm(form, names)),
    [plain(name), `${name}:`] as const,
  ]),
);

/** Shorter names resemble too many words. */
const MIN_GUESSED_LENGTH = 5;

/** The matcher that an unknown key means: another tool's name for it, or a typo. */
export function matcherMeant(key: string): string | undefined {
  const meaning = meanings.get(plain(key));
  if (meaning !== undefined) return meaning;
  const near = matcherNames.filter(
    (name) =>
      name.length >= MIN_GUESSED_LENGTH &&
      Math.abs(name.length - key.length) <= 2 &&
      editDistance(key.toLowerCase(), name.toLowerCase()) <= 2,
  );
  const guess = nearest(key, near) ?? near[0];
  return guess === undefined ? undefined : `${guess}:`;
}

/** Whether a key can only be an operator, such as `greaterThan` or `$gt`: no field has such a name. */
export const isOperatorName = (key: string): boolean =>
  meanings.has(plain(key)) && (/[A-Z_$]/.test(key) || ['eq', 'ne', 'neq'].includes(key));
