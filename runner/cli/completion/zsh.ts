import { type CommandWords, type FlagWords, flagsWithValue } from './words.ts';

/** Completion for zsh. Typed text is compared and never evaluated. */
export const zshScript = (commands: readonly CommandWords[]): string => `#compdef verify verify-specs
# Completion of verify for zsh.
# In ~/.zshrc, after compinit: eval "$(verify completion zsh)"

_verify() {
  local command='' flag=\${words[CURRENT-1]} word
  integer i
  for ((i = 2; i < CURRENT; i++)); do
    word=\${words[i]}
    case $word in
      ${flagsWithValue(commands).join('|')}) ((i++)) ;;
      -*) ;;
      ${commands.map(({ name }) => name).join('|')}) command=$word; break ;;
      *) command=run; break ;;
    esac
  done
  # --flag=value is one word here.
  if [[ \${words[CURRENT]} == --*=* ]]; then
    flag=\${\${words[CURRENT]}%%=*}
    compset -P '--*='
  fi

  case "\${command:-run} $flag" in
${commands.flatMap((command) => command.flags.map((flag) => valueCase(command, flag))).join('')}  esac
  case $flag in ${flagsWithValue(commands).join('|')}) return ;; esac

  case \${command:-run} in
${commands.map(commandCase).join('')}  esac
  if [[ -z $command && \${words[CURRENT]} != -* ]]; then
    local -a commands
    commands=(${commands.map(({ name, help }) => described(name, help)).join(' ')})
    _describe command commands
  fi
}

compdef _verify verify verify-specs
`;

/** The completion of a flag's value. */
function valueCase({ name }: CommandWords, { flag, value }: FlagWords): string {
  const does = (action: string): string => `    '${name} ${flag}') ${action}return ;;\n`;
  switch (value.kind) {
    case 'none':
    case 'optional':
    case 'any':
      return '';
    case 'file':
      return does('_files; ');
    case 'folder':
      return does('_files -/; ');
    case 'words':
      return does(`${value.isList ? "compset -P '*,'; " : ''}compadd -- ${value.words.join(' ')}; `);
  }
}

function commandCase({ name, args, flags }: CommandWords): string {
  const others = args === 'none' ? ':' : args === 'files' ? '_files' : `compadd -- ${args.join(' ')}`;
  const list = flags.map(({ flag, help }) => described(flag, help)).join(' ');
  return `    ${name}) if [[ \${words[CURRENT]} == -* ]]; then local -a flags; flags=(${list}); _describe flag flags; else ${others}; fi ;;\n`;
}

/** A word with its help, as `_describe` takes it. */
const described = (word: string, help: string): string =>
  `'${word}:${help.replaceAll('\\', '\\\\').replaceAll(':', '\\:').replaceAll("'", "'\\''")}'`;
