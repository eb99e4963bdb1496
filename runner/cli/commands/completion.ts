import type { Host } from '../../session/host.ts';
import { readManual } from '../../workspace/manual.ts';
import { UsageError } from '../../workspace/usage-error.ts';
import type { CommandRow } from '../command.ts';
import { bashScript } from '../completion/bash.ts';
import { fishScript } from '../completion/fish.ts';
import { completionWords } from '../completion/words.ts';
import { zshScript } from '../completion/zsh.ts';
import { EXIT } from '../exit-code.ts';
import { readChoice } from '../flags/shapes.ts';
import { linesOfDocument, printLines } from '../terminal.ts';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;
const SHELLS = Object.keys(SCRIPTS) as (keyof typeof SCRIPTS)[];

/** `verify completion SHELL`: a script for the shell, made of the tables of commands and flags. */
export function completionCommand(
  [shell]: readonly string[],
  commands: readonly CommandRow[],
  host: Pick<Host, 'stdout'>,
): number {
  if (shell === undefined)
    throw new UsageError(
      `completion: expected ${SHELLS.join(', ')}, found no name of a shell`,
      'as in: eval "$(verify completion bash)"',
    );
  const words = completionWords(commands, {
    help: readManual().map(({ topic }) => topic),
    completion: SHELLS,
  });
  const script = SCRIPTS[readChoice(shell, 'completion', SHELLS)](words);
  printLines(host.stdout, linesOfDocument(script));
  return EXIT.passed;
}
