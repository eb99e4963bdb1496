import { readLimit } from '../../environment/limits.ts';
import { problemOfSeverity } from '../../environment/severity.ts';
import type { Limit } from '../../http/limit.ts';
import { suggest } from '../../language/diagnostic.ts';
import { EXCLUDES } from '../../plan/select.ts';
import { readShard, type Shard } from '../../plan/shard.ts';
import { LIVE_EVENTS } from '../../session/run-flags.ts';
import { UsageError } from '../../workspace/usage-error.ts';
import type { FlagShape } from './flag.ts';
import { list, repeatable, textAs } from './shapes.ts';

type Pairs = Readonly<Record<string, string>>;

/** A list of words of which each can be excluded: `not slow`. Of few words, another would select nothing, or with "not" leave nothing out. */
export const selectionWords = (choices: readonly string[]): FlagShape<readonly string[]> =>
  list(choices, (given, flag) => {
    const word = given.replace(EXCLUDES, '');
    if (!choices.some((each) => each.toLowerCase() === word.toLowerCase()))
      throw new UsageError(
        `${flag}: expected ${choices.join(', ')}, found "${word}"`,
        suggest(word, choices),
      );
  });

/** A list of formats of reports. */
export const reporterWords = (known: readonly string[], shown = known): FlagShape<readonly string[]> =>
  list(shown, (word) => {
    if (!known.includes(word)) throw new UsageError(`unknown reporter "${word}"`, suggest(word, known));
  });

/** The same for a run, which can also write events as they happen: `events=-`, `events=FILE`. */
export const runReporterWords = (known: readonly string[]): FlagShape<readonly string[]> => ({
  ...list(known, (word) => {
    if (word.startsWith(LIVE_EVENTS) && word.length > LIVE_EVENTS.length) return;
    if (!known.includes(word)) throw new UsageError(`unknown reporter "${word}"`, suggest(word, known));
  }),
});

/** One of two words, which needs no advice. */
export const either = <const T extends string>(
  value: string,
  choices: readonly [T, T],
): FlagShape<T | undefined> => ({
  ...textAs(value, (given, flag) => {
    const found = choices.find((each) => each === given);
    if (found === undefined)
      throw new UsageError(`${flag}: expected ${choices.join(' or ')}, found "${given}"`);
    return found;
  }),
  kind: 'choice',
  choices,
});

const onOrOff = either('<on|off>', ['on', 'off']);

/** `on` or `off`, as a boolean. */
export const onOff: FlagShape<boolean | undefined> = {
  ...onOrOff,
  read: (raw, flag, env) => {
    const found = onOrOff.read(raw, flag, env);
    return found === undefined ? undefined : found === 'on';
  },
};

/** A whole number of any length. */
export const seedNumber: FlagShape<string | undefined> = {
  ...textAs('<n>', (given, flag) => {
    if (/^\d+$/.test(given)) return given;
    throw new UsageError(`${flag}: expected a whole number, found "${given}"`);
  }),
  kind: 'count',
};

export const shard: FlagShape<Shard | undefined> = textAs('<i/n>', (given, flag, env) => {
  const result = readShard(given, env);
  if ('problem' in result) throw new UsageError(`${flag}: ${result.problem}`, result.hint);
  return result.shard;
});

export const rateLimit: FlagShape<Limit | undefined> = textAs('<rate>', (given, flag) => {
  const result = readLimit(given);
  if ('problem' in result) throw new UsageError(`${flag}: ${result.problem}`, result.hint);
  return result.limit;
});

const { read: readTexts } = repeatable('');

/** `name=value`. */
export const variables: FlagShape<Pairs> = {
  kind: 'repeatable',
  value: '<k=v>',
  read: (raw, flag, env) =>
    Object.fromEntries(
      readTexts(raw, flag, env).map((pair) => {
        const at = pair.indexOf('=');
        if (at < 1) throw new UsageError(`${flag}: expected name=value, found "${pair}"`);
        return [pair.slice(0, at), pair.slice(at + 1)];
      }),
    ),
};

/** `name=value`, or `name`, whose value the process environment has. No message shows a value. */
export const secrets: FlagShape<Pairs> = {
  kind: 'repeatable',
  value: '<k=v>',
  read: (raw, flag, env) =>
    Object.fromEntries(readTexts(raw, flag, env).map((pair) => readSecret(pair, flag, env))),
};

function readSecret(
  pair: string,
  flag: string,
  env: Readonly<Record<string, string | undefined>>,
): readonly [string, string] {
  const at = pair.indexOf('=');
  const name = at === -1 ? pair : pair.slice(0, at);
  if (name === '') throw new UsageError(`${flag}: expected name=value, or name, found no name`);
  // Any other text may be the secret itself.
  const shown = /^[A-Z][A-Z0-9_]*$/.test(name) ? ` ${name}` : '';
  const value = at === -1 ? env[name] : pair.slice(at + 1);
  if (value === undefined)
    throw shown === ''
      ? new UsageError(
          `${flag}: expected name=value, or the name of a variable of the process environment, found neither`,
          `write ${flag} name=…`,
        )
      : new UsageError(
          `${flag}${shown}: the process environment has no${shown}`,
          `set${shown}, or write ${flag}${shown}=…`,
        );
  if (value === '') throw new UsageError(`${flag}${shown}: expected a value, found none`);
  return [name, value];
}

/** `check=level`. */
export const severities: FlagShape<Pairs> = {
  kind: 'repeatable',
  value: '<check=level>',
  read: (raw, flag, env) =>
    Object.fromEntries(
      readTexts(raw, flag, env)
        .flatMap((each) => each.split(','))
        .map((pair): [string, string] => {
          const [check = '', severity = ''] = pair.split('=').map((each) => each.trim());
          const problem = problemOfSeverity(check, severity);
          if (problem !== undefined) throw new UsageError(`${flag}: ${problem.message}`, problem.hint);
          return [check, severity];
        }),
    ),
};
