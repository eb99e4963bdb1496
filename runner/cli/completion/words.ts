import type { CommandRow } from '../command.ts';
import type { FlagRow } from '../flags/flag.ts';

/** What can be completed behind one flag. */
export type FlagWords = {
  /** With its dashes. */
  readonly flag: string;
  readonly help: string;
  /** What may follow: nothing, words (`isList`: several with commas), a file, a folder, or any text. */
  readonly value:
    | { readonly kind: 'none' | 'any' | 'optional' | 'file' | 'folder' }
    | { readonly kind: 'words'; readonly words: readonly string[]; readonly isList: boolean };
};

/** What can be completed behind one command; a run has the name `run`. */
export type CommandWords = {
  readonly name: string;
  readonly help: string;
  /** What may stand behind the name. */
  readonly args: 'none' | 'files' | readonly string[];
  readonly flags: readonly FlagWords[];
};

/** The words of all commands. `argsOf` has those of commands whose arguments are no files. */
export const completionWords = (
  commands: readonly CommandRow[],
  argsOf: Readonly<Record<string, readonly string[]>>,
): readonly CommandWords[] =>
  commands.map(({ name, args, description, flags }) => ({
    name: name || 'run',
    help: description,
    args: argsOf[name] ?? (args === undefined ? 'none' : 'files'),
    flags: [...Object.values(flags).map(flagWords), HELP],
  }));

/** The flags that are followed by a value, of all commands. */
export const flagsWithValue = (commands: readonly CommandWords[]): readonly string[] => [
  ...new Set(
    commands.flatMap(({ flags }) =>
      flags.filter(({ value }) => value.kind !== 'none' && value.kind !== 'optional').map(({ flag }) => flag),
    ),
  ),
];

const HELP: FlagWords = { flag: '--help', help: 'Display this message', value: { kind: 'none' } };

const flagWords = (flag: FlagRow<unknown>): FlagWords => ({
  flag: `--${flag.name}`,
  help: flag.help.replace(/ ?\{default\}/, ''),
  value: wordsBehind(flag),
});

function wordsBehind({ shape }: FlagRow<unknown>): FlagWords['value'] {
  const { kind, value, choices } = shape;
  if (kind === 'switch') return { kind: 'none' };
  if (choices !== undefined) return { kind: 'words', words: choices, isList: kind === 'list' };
  if (value.startsWith('[')) return { kind: 'optional' };
  return { kind: value === '<dir>' ? 'folder' : value === '<file>' ? 'file' : 'any' };
}
