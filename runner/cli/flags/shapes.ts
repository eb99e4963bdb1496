import { suggest } from '../../language/diagnostic.ts';
import { LONGEST_DURATION, readDuration } from '../../language/yaml/fields.ts';
import { UsageError } from '../../workspace/usage-error.ts';
import type { FlagShape } from './flag.ts';

/** The one value of a flag; undefined when it is absent. */
function readText(raw: unknown, flag: string): string | undefined {
  if (raw === undefined) return undefined;
  if (raw === true || raw === '') throw new UsageError(`${flag} needs a value`);
  if (Array.isArray(raw)) throw new UsageError(`${flag} is duplicated`);
  return typeof raw === 'string' ? raw : JSON.stringify(raw);
}

/** The values of a flag that may be repeated. */
const readTexts = (raw: unknown): readonly string[] =>
  raw === undefined ? [] : (Array.isArray(raw) ? raw : [raw]).map(String);

/** The same, each of which may be several with commas between them. */
const readWords = (raw: unknown): readonly string[] =>
  readTexts(raw)
    .flatMap((each) => each.split(','))
    .map((each) => each.trim())
    .filter(Boolean);

/** A flag that is there or not. */
export const onSwitch: FlagShape<boolean> = { kind: 'switch', value: '', read: (raw) => raw === true };

/** A flag whose name begins with `no-`: what is on without it. */
export const offSwitch: FlagShape<boolean> = { kind: 'switch', value: '', read: (raw) => raw !== false };

/** One text. */
export const textValue = (value: string): FlagShape<string | undefined> => ({
  kind: 'text',
  value,
  read: readText,
});

/** A text that is read further: what `convert` refuses, it refuses by a `UsageError`. */
export const textAs = <V>(
  value: string,
  convert: (text: string, flag: string, env: Readonly<Record<string, string | undefined>>) => V,
): FlagShape<V | undefined> => ({
  kind: 'text',
  value,
  read: (raw, flag, env) => {
    const given = readText(raw, flag);
    return given === undefined ? undefined : convert(given, flag, env);
  },
});

/** The empty text stands for the flag without a value. */
export const optionalText = (value: string): FlagShape<string | undefined> => ({
  kind: 'optional text',
  value,
  read: (raw, flag) => (raw === true ? '' : readText(raw, flag)),
});

/** A whole number. Without a value, where it may be left out, it is `alone`. */
export const wholeNumber = (
  value: string,
  { least, most, alone }: { readonly least: number; readonly most?: number; readonly alone?: number },
): FlagShape<number | undefined> => ({
  kind: 'count',
  value,
  read: (raw, flag) => {
    if (raw === true && alone !== undefined) return alone;
    const given = readText(raw, flag);
    if (given === undefined) return undefined;
    const number = Number(given);
    if (Number.isInteger(number) && number >= least && number <= (most ?? Infinity)) return number;
    const range = most === undefined ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new UsageError(`${flag}: expected a whole number ${range}, found "${given}"`);
  },
});

/** A time in milliseconds, longer than none. */
export const duration: FlagShape<number | undefined> = {
  ...textAs('<time>', (given, flag) => {
    const ms = readDuration(given);
    if (ms !== undefined && ms > 0) return ms;
    throw new UsageError(
      `${flag}: expected a duration such as 500ms, 30s or 10m, up to ${LONGEST_DURATION}, found "${given}"`,
    );
  }),
  kind: 'duration',
};

/** One of a few words. */
export const choice = <const T extends string>(
  value: string,
  choices: readonly [T, ...T[]],
): FlagShape<T | undefined> => ({
  ...textAs(value, (given, flag) => readChoice(given, flag, choices)),
  kind: 'choice',
  choices,
});

/** The word of `choices` that a text is. */
export function readChoice<T extends string>(given: string, flag: string, choices: readonly T[]): T {
  const found = choices.find((each) => each === given);
  if (found === undefined)
    throw new UsageError(
      `${flag}: expected ${choices.join(', ')}, found "${given}"`,
      suggest(given, choices),
    );
  return found;
}

/** Words with commas between them, each of which passes `check`. */
export const list = (
  choices?: readonly string[],
  check: (word: string, flag: string) => void = () => undefined,
): FlagShape<readonly string[]> => ({
  kind: 'list',
  value: '<list>',
  ...(choices !== undefined && { choices }),
  read: (raw, flag) => {
    const words = readWords(raw);
    for (const word of words) check(word, flag);
    return words;
  },
});

/** A flag that may be repeated, whose texts stay whole. */
export const repeatable = (value: string): FlagShape<readonly string[]> => ({
  kind: 'repeatable',
  value,
  read: readTexts,
});
