import { type CommandWords, type FlagWords, flagsWithValue } from './words.ts';

/**
 * Completion for bash 3.2 and later. Typed words are compared and never expanded, so nothing in them, nor in the name of a file,
 * is executed.
 */
export const bashScript = (commands: readonly CommandWords[]): string => `# Completion of verify for bash.
# In ~/.bashrc: eval "$(verify completion bash)"

_verify_words() {
  # The words that begin like what was typed. $1 comes before each.
  local before=$1 word
  shift
  for word in "$@"; do
    [[ "$before$word" == "$cur"* ]] && COMPREPLY+=("$before$word")
  done
}

_verify_paths() {
  local path
  while IFS= read -r path; do COMPREPLY+=("$path"); done < <(compgen "$1" -- "$cur")
}

_verify() {
  local words=("\${COMP_WORDS[@]:0:COMP_CWORD+1}") cur=\${COMP_WORDS[COMP_CWORD]} flag='' command='' word i
  COMPREPLY=()
  # bash takes --flag=value for three words.
  if [[ $cur == '=' ]]; then cur=''; flag=\${words[COMP_CWORD-1]}
  elif [[ \${words[COMP_CWORD-1]} == '=' ]]; then flag=\${words[COMP_CWORD-2]}
  else flag=\${words[COMP_CWORD-1]}; fi

  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${words[i]}
    if [[ $word == '=' ]]; then ((i++)); continue; fi
    case $word in
      ${flagsWithValue(commands).join('|')})
        [[ \${words[i+1]:-} == '=' ]] || ((i++)) ;;
      -*) ;;
      ${commands.map(({ name }) => name).join('|')}) command=$word; break ;;
      *) command=run; break ;;
    esac
  done

  case "\${command:-run} $flag" in
${commands.flatMap((command) => command.flags.map((flag) => valueCase(command, flag))).join('')}  esac
  case $flag in ${flagsWithValue(commands).join('|')}) return ;; esac

  case \${command:-run} in
${commands.map(commandCase).join('')}  esac
  [[ -n $command || $cur == -* ]] || _verify_words '' ${commands.map(({ name }) => name).join(' ')}
}

complete -o filenames -F _verify verify verify-specs
`;

/** The completion of a flag's value. */
function valueCase({ name }: CommandWords, { flag, value }: FlagWords): string {
  const does = (action: string): string => `    '${name} ${flag}') ${action} return ;;\n`;
  switch (value.kind) {
    case 'none':
    case 'optional':
    case 'any':
      return '';
    case 'file':
      return does('_verify_paths -f;');
    case 'folder':
      return does('_verify_paths -d;');
    case 'words': {
      const words = value.words.join(' ');
      if (!value.isList) return does(`_verify_words '' ${words};`);
      return does(
        `local before=''; [[ $cur == *,* ]] && before="\${cur%,*},"; _verify_words "$before" ${words};`,
      );
    }
  }
}

function commandCase({ name, args, flags }: CommandWords): string {
  const others =
    args === 'none' ? '' : args === 'files' ? '_verify_paths -f' : `_verify_words '' ${args.join(' ')}`;
  return `    ${name}) if [[ $cur == -* ]]; then _verify_words '' ${flags.map(({ flag }) => flag).join(' ')}${others && `; else ${others}`}; fi ;;\n`;
}
