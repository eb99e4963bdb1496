import type { CommandRow } from '../cli/command.ts';
import { type FlagRow, helpOf, labelOf } from '../cli/flags/flag.ts';

/** The page of the manual about flags, made of the tables of commands and flags. */
export function flagsPage(commands: readonly CommandRow[]): string {
  const rows = new Map<string, { readonly flag: FlagRow<unknown>; readonly commands: string[] }>();
  for (const { name, flags } of commands)
    for (const flag of Object.values(flags)) {
      const key = `${labelOf(flag)} ${helpOf(flag)} ${valueText(flag)}`;
      const row = rows.get(key) ?? { flag, commands: [] };
      rows.set(key, row);
      row.commands.push(name || 'run');
    }
  return [
    '# Flags',
    '',
    'All flags of all commands. `verify COMMAND --help` prints those of one, and `verify completion bash` (or `zsh`, `fish`) a script that',
    'completes them. A *list* is written with commas and may be repeated; what stands in `[…]` may be left out.',
    '',
    '| flag | of | value | |',
    '|---|---|---|---|',
    ...[...rows.values()].map(
      (row) =>
        `| \`${escaped(labelOf(row.flag))}\` | ${row.commands.join(', ')} | ${escaped(valueText(row.flag))} | ${escaped(helpOf(row.flag))} |`,
    ),
    '',
  ].join('\n');
}

/** The flags of commands that have no row on a page. */
export const missingFlags = (page: string, commands: readonly CommandRow[]): readonly string[] =>
  commands.flatMap(({ name, flags }) =>
    Object.values(flags)
      .filter(
        (flag) =>
          !page.split('\n').some(
            (line) =>
              line.startsWith(`| \`${escaped(labelOf(flag))}\` |`) &&
              line
                .split(' | ')[1]
                ?.split(', ')
                .includes(name || 'run') === true,
          ),
      )
      .map((flag) => `${name || 'run'} --${flag.name}`),
  );

/** What may be written behind a flag; the words, where its help does not have them. */
const valueText = ({ help, shape: { kind, choices } }: FlagRow<unknown>): string =>
  choices === undefined || choices.every((each) => help.includes(each))
    ? kind
    : `${kind}: ${choices.join(', ')}`;

const escaped = (text: string): string => text.replaceAll('|', '\\|');
