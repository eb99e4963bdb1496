import { SENSITIVE_NAMES, SENSITIVE_PARAMETERS } from './names.ts';
import { PAIR_NAME_KEYS } from './values.ts';

const alternatives = (names: readonly string[]): string =>
  names.map((name) => name.replaceAll(' ', '[-_ ]?')).join('|');

export const NAME_PATTERN = `(?:x[-_]?)?(?:${alternatives(SENSITIVE_NAMES)})`;
export const PARAMETER_PATTERN = `(?:x[-_]?)?(?:${alternatives([...SENSITIVE_NAMES, ...SENSITIVE_PARAMETERS])})`;
export const NUMBER_PATTERN = '-?\\d[\\d.eE+-]*';
/** The member of a pair that holds the name, with the backslashes of group 2 before its quotes. */
export const PAIR_NAME_PATTERN = `(?<!\\\\)(\\\\*)"(?:${PAIR_NAME_KEYS.join('|')})\\2"\\s*:\\s*\\2"${NAME_PATTERN}\\2"`;
/** A comma, possibly with a few members after it. */
export const BETWEEN_PATTERN = `\\s*,(?:\\s*\\2"\\w{1,40}\\2"\\s*:\\s*(?:\\2"[^"\\\\]{0,200}\\2"|[\\w.+-]{1,40})\\s*,){0,9}\\s*`;

/** Compiled on first use: few texts hold a name, and the patterns are long. */
export function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
