import { suggest } from '../language/diagnostic.ts';
import { UsageError } from '../workspace/usage-error.ts';

/** The value of an option that stands there once; undefined when it is absent. */
export function readTextFlag(value: unknown, flag: string): string | undefined {
  if (value === undefined) return undefined;
  if (value === true || value === '') throw new UsageError(`${flag} needs a value`);
  if (Array.isArray(value)) throw new UsageError(`${flag} stands there more than once`);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The value of an option that is one of a few words, the first of which is the default. */
export function readChoice<T extends string>(value: unknown, flag: string, choices: readonly [T, ...T[]]): T {
  const text = readTextFlag(value, flag) ?? choices[0];
  const found = choices.find((each) => each === text);
  if (found === undefined)
    throw new UsageError(`${flag}: expected ${choices.join(', ')}, found "${text}"`, suggest(text, choices));
  return found;
}
