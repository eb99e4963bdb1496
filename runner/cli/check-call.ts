import type { Command } from 'cac';
import { nearest } from '../language/diagnostic.ts';
import { UsageError } from '../workspace/usage-error.ts';

type Options = Readonly<Record<string, unknown>>;
type Declared = Command['options'];

/** Refuses options that the parser accepts and the command would ignore. */
export function checkCall(command: Command | undefined, options: Options, words: readonly string[]): void {
  if (command === undefined) return;
  const declared = [...command.options, ...command.cli.globalCommand.options];
  refuseUnknown(declared, options, words);
  refuseSwitches(declared, options, words);
  refuseEmpty(declared, words);
  refuseRest(options);
}

function refuseUnknown(declared: Declared, options: Options, words: readonly string[]): void {
  const known = declared.flatMap((option) => option.names);
  // The parser removes `no-` from a name; the message shows what was typed.
  const flags = declared.flatMap(({ names, negated }) =>
    names.map((name) => (negated ? `--no-${name}` : name.length === 1 ? `-${name}` : `--${name}`)),
  );
  for (const name of Object.keys(options)) {
    if (name === '--' || known.includes(name)) continue;
    const dashed = dashedName(name);
    const typed = words.includes(`--no-${dashed}`) ? `--no-${dashed}` : `--${dashed}`;
    const guess = nearest(typed, flags);
    throw new UsageError(
      `unknown option ${typed}`,
      guess === undefined ? 'see verify --help' : `did you mean ${guess}?`,
    );
  }
}

/** A switch is given at most once; a repetition is ambiguous. */
function refuseSwitches(declared: Declared, options: Options, words: readonly string[]): void {
  for (const { name, negated, isBoolean } of declared) {
    const value = options[name];
    const flag = `--${negated ? 'no-' : ''}${dashedName(name)}`;
    if (!negated && [value].flat().includes(false))
      throw new UsageError(`${flag} cannot be switched off`, `leave ${flag} out instead`);
    if (isBoolean !== true) continue;
    if (Array.isArray(value)) throw new UsageError(`${flag} is duplicated`, 'write it once');
    const written = words.find((word) => word.startsWith(`${flag}=`) && word !== `${flag}=true`);
    if (written !== undefined)
      throw new UsageError(
        `${flag}: expected no value, found "${written.slice(flag.length + 1)}"`,
        `write ${flag} alone`,
      );
  }
}

/** An empty word usually comes from a shell variable that is not set. */
function refuseEmpty(declared: Declared, words: readonly string[]): void {
  const withValue = declared.filter(({ isBoolean }) => isBoolean !== true).flatMap(({ names }) => names);
  for (const [index, word] of words.entries()) {
    const [, flag] = /^(--[\w-]+)=$/.exec(word) ?? [];
    if (flag !== undefined) throw new UsageError(`${flag} needs a value`);
    if (word !== '') continue;
    const before = words[index - 1] ?? '';
    if (withValue.some((name) => before === `--${dashedName(name)}`))
      throw new UsageError(`${before} needs a value`, 'a variable of the shell may not be set');
    throw new UsageError(
      'expected a path or an option, found an empty word',
      'a variable of the shell may not be set: set it, or leave it out',
    );
  }
}

function refuseRest(options: Options): void {
  const rest = [options['--'] ?? []].flat();
  if (rest.length > 0)
    throw new UsageError(`nothing is read after --, found ${rest.join(' ')}`, 'leave -- out');
}

const dashedName = (name: string): string => name.replace(/[A-Z]/g, (char) => `-${char.toLowerCase()}`);
