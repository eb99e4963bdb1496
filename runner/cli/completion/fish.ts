import type { CommandWords, FlagWords } from './words.ts';

/** Completion for fish: one line for each command and flag. */
export const fishScript = (commands: readonly CommandWords[]): string => {
  const names = commands.map(({ name }) => name);
  const lines = commands.flatMap((command) => {
    const condition = conditionOf(command.name, names);
    return [...argLines(command, condition), ...command.flags.map((flag) => flagLine(flag, condition))];
  });
  return `# Completion of verify for fish.
# In ~/.config/fish/config.fish: verify completion fish | source

${commands.map(({ name, help }) => `complete -c verify -n __fish_use_subcommand -a ${name} -d ${quoted(help)}`).join('\n')}
${lines.join('\n')}
complete -c verify-specs -w verify
`;
};

/** A run needs no name: it is the default without any other command. */
const conditionOf = (name: string, names: readonly string[]): string =>
  name === 'run'
    ? `'not __fish_seen_subcommand_from ${names.filter((each) => each !== 'run').join(' ')}'`
    : `'__fish_seen_subcommand_from ${name}'`;

function argLines({ args }: CommandWords, condition: string): readonly string[] {
  if (args === 'files') return [];
  const words = args === 'none' ? '' : ` -a ${quoted(args.join(' '))}`;
  return [`complete -c verify -n ${condition} -f${words}`];
}

function flagLine({ flag, help, value }: FlagWords, condition: string): string {
  return `complete -c verify -n ${condition} -l ${flag.slice(2)}${valuePart(value)} -d ${quoted(help)}`;
}

function valuePart(value: FlagWords['value']): string {
  switch (value.kind) {
    case 'none':
    case 'optional':
      return '';
    case 'any':
      return ' -x';
    case 'file':
      return ' -r -F';
    case 'folder':
      return " -x -a '(__fish_complete_directories)'";
    case 'words': {
      const words = value.words.join(' ');
      return value.isList ? ` -x -a '(__fish_append , ${words})'` : ` -x -a '${words}'`;
    }
  }
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
